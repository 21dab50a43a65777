// The live sessions that this page holds: it says every few seconds that they go on, also while it is hidden.
//   changed {kind, session, seat, state, sentence}   what the server told of one

export class HeldSessions extends EventTarget {
  /** `command(name, payload)` sends to the server; `beat` is a worker or anything else that posts messages. */
  constructor(command, beat) {
    super();
    this._command = command;
    this._held = new Set();
    beat.addEventListener('message', () => this._keep());
  }

  /** Resolves to the server's answer, with the `session` if it began. */
  async begin(name, payload) {
    const answer = await this._command(name, payload);
    if (answer.ok) this._held.add(answer.session);
    return answer;
  }

  end(session) {
    if (this._held.delete(session)) this._command('lesson.end-session', { session });
  }

  /** What the server says of a session. */
  told(news) {
    if (news.state === 'over') this._held.delete(news.session);
    this.dispatchEvent(new CustomEvent('changed', { detail: news }));
  }

  /** After a lost connection: the server has ended all that this page held. */
  lost() {
    for (const session of [...this._held]) this.told({ session, state: 'over', sentence: 'The connection to the server was lost, so it has ended.' });
  }

  async _keep() {
    for (const session of [...this._held]) {
      const answer = await this._command('lesson.keep-session', { session });
      if (answer.ok && !answer.goes_on && this._held.has(session)) this.told({ session, state: 'over', sentence: '' });
    }
  }
}
