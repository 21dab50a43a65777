// The marks that this page has made and the server has not taken yet, and those that can be undone. Kept in this
// browser, so that a reload or a lost connection loses none. Knows nothing of the page.
//   change   something is waiting, was taken or was refused
//   refused {sentence}   the server will not have a change, which is given up

const AT_MOST = 60;
const TRY_AGAIN = new Set(['command.no-connection', 'command.no-answer', 'command.failed', 'login.ended']);

export class CheckQueue extends EventTarget {
  /** `send(change)` resolves to the server's answer. `name` is of this person and this lesson alone. */
  constructor(name, send, storage = globalThis.localStorage) {
    super();
    Object.assign(this, { _name: `schoolbell-check-${name}`, _send: send, _storage: storage, _busy: false });
    const { waiting = [], done = [] } = this._read();
    Object.assign(this, { _waiting: waiting, _done: done });
  }

  get waiting() {
    return this._waiting.length;
  }

  /** What undo would take back, or null. */
  get last() {
    return this._done.at(-1) ?? null;
  }

  /** `marks` and `before` are [{pupil, mark}], each the whole of what changes. */
  add(marks, before, words) {
    this._done = [...this._done, { marks, before, words }].slice(-AT_MOST);
    this._push(marks);
  }

  undo() {
    const last = this._done.pop();
    if (last) this._push(last.before);
    return last ?? null;
  }

  /** The marks as they will be once all that waits is taken: `over` is a Map of pupil to mark. */
  over() {
    return new Map(this._waiting.flatMap(({ marks }) => marks.map(({ pupil, mark }) => [pupil, mark])));
  }

  /** One at a time, in their order: the server keeps the number of each, so one that came twice counts once. */
  async flush() {
    if (this._busy) return;
    this._busy = true;
    try {
      while (this._waiting.length > 0 && (await this._sendFirst()));
    } finally {
      this._busy = false;
    }
  }

  async _sendFirst() {
    const first = this._waiting[0];
    const answer = await this._send(first);
    if (!answer.ok && TRY_AGAIN.has(answer.code)) return false;
    this._waiting = this._waiting.slice(1);
    this._keep();
    if (!answer.ok) this.dispatchEvent(new CustomEvent('refused', { detail: answer }));
    return true;
  }

  _push(marks) {
    this._waiting = [...this._waiting, { change: number(), marks }];
    this._keep();
    this.flush();
  }

  _read() {
    try {
      const kept = JSON.parse(this._storage.getItem(this._name) ?? '{}');
      return Array.isArray(kept.waiting) && Array.isArray(kept.done) ? kept : {};
    } catch {
      return {};
    }
  }

  _keep() {
    try {
      this._storage.setItem(this._name, JSON.stringify({ waiting: this._waiting, done: this._done }));
    } catch {
      // A browser that keeps nothing still checks; only a reload in a dead spot would lose what waits.
    }
    this.dispatchEvent(new Event('change'));
  }
}

/** Forgets what was kept for lessons of other days. */
export function forgetOld(today, storage = globalThis.localStorage) {
  try {
    const old = Object.keys(storage).filter((key) => key.startsWith('schoolbell-check-') && !key.endsWith(`@${today}`));
    for (const key of old) storage.removeItem(key);
  } catch {
    // Nothing is kept there.
  }
}

function number() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
