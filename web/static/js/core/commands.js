// Sends a command and always comes back with an answer: {ok: true, …} or {ok: false, code, sentence}.

const WAIT_MS = 8000;

export const NO_CONNECTION = Object.freeze({
  ok: false,
  code: 'command.no-connection',
  sentence: 'There is no connection to the server, so nothing was sent. Try again when it is back.',
});
export const NO_ANSWER = Object.freeze({
  ok: false,
  code: 'command.no-answer',
  sentence: 'The server did not answer. Look at what changed before you try again.',
});

/** Never queued: an order given while the line is down must not be carried out minutes later. */
export async function ask(io, event, argument, waitMs = WAIT_MS) {
  if (!io.connected) return NO_CONNECTION;
  try {
    return await io.timeout(waitMs).emitWithAck(event, argument);
  } catch {
    return NO_ANSWER;
  }
}
