// The page's line to the server. Knows nothing of the page: speaks by events only.
//   up                      connected (again); followed topics are followed anew
//   down                    connection lost; it keeps trying
//   refused {sentence}      a followed topic is no longer this page's to follow
//   ended {code, sentence}  the server will not have this page (`login.ended`: the login is over); no more tries

import { ask, NO_ANSWER, NO_CONNECTION } from './commands.js';

const CLOSED_BY_SERVER = 'io server disconnect';
const LOGIN_ENDED = Object.freeze({ code: 'login.ended', sentence: 'Your login has ended. Log in again.' });

export class DeskSocket extends EventTarget {
  /** `io` is a Socket.IO client socket for the namespace /desk, not yet connected. */
  constructor(io) {
    super();
    this._io = io;
    this._topics = new Set();
    io.on('connect', () => this._up());
    io.on('disconnect', (reason) => this._down(reason));
    io.on('connect_error', (error) => this._refused(error));
    io.on('signed-out', (why) => this._end({ ...LOGIN_ENDED, ...why }));
  }

  open() {
    this._io.connect();
  }

  get connected() {
    return this._io.connected;
  }

  /** Hear an event that the outbox tells: `on('seats', (payload) => …)`. */
  on(event, heard) {
    this._io.on(event, heard);
  }

  /** Resolves to the server's answer; see commands.js. Never rejects. */
  command(name, payload) {
    return ask(this._io, 'command', { name, payload });
  }

  /** Follow `lesson:4711` or `reception`, now and after every reconnection. */
  async follow(topic) {
    this._topics.add(topic);
    return this._io.connected ? ask(this._io, 'follow', topic) : { ok: true };
  }

  async unfollow(topic) {
    this._topics.delete(topic);
    return this._io.connected ? ask(this._io, 'unfollow', topic) : { ok: true };
  }

  async _up() {
    this.dispatchEvent(new Event('up'));
    for (const topic of this._topics) {
      const answer = await this._followed(topic);
      if (!answer.ok && answer !== NO_CONNECTION) this.dispatchEvent(new CustomEvent('refused', { detail: answer }));
    }
  }

  /** Asks again where a busy server gave no answer: a page that follows nothing goes on showing what is long past. */
  async _followed(topic) {
    const answer = await ask(this._io, 'follow', topic);
    return answer === NO_ANSWER && this._topics.has(topic) ? this._followed(topic) : answer;
  }

  _down(reason) {
    if (reason === CLOSED_BY_SERVER) this._end(LOGIN_ENDED);
    else if (!this._ended) this.dispatchEvent(new Event('down'));
  }

  _refused(error) {
    if (this._io.active) this.dispatchEvent(new Event('down'));
    else this._end({ code: error.data?.code ?? 'socket.refused', sentence: error.message });
  }

  _end(why) {
    if (this._ended) return;
    this._ended = true;
    this._io.disconnect();
    this.dispatchEvent(new CustomEvent('ended', { detail: why }));
  }
}
