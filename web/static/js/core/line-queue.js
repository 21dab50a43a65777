// Lines of a room's log that this tablet has written and the server has not taken yet. Kept in this browser, so that
// neither a lost connection nor a reload loses one; each has a key, so that one that is sent twice counts once.
//   change               something is waiting, was taken or was refused
//   refused {sentence}   the server will not have a line, which is given up

const TRY_AGAIN = new Set(['command.no-connection', 'command.no-answer', 'command.failed', 'login.ended']);

export class LineQueue extends EventTarget {
  /** `send(command, payload)` resolves to the server's answer. `name` is of this login and this room alone. */
  constructor(name, send, storage = globalThis.localStorage) {
    super();
    Object.assign(this, { _name: `schoolbell-room-${name}`, _send: send, _storage: storage, _busy: false });
    this._waiting = this._read();
  }

  get waiting() {
    return [...this._waiting];
  }

  /** `payload` gets its key here, and `at` the moment it was written. */
  add(command, payload, at) {
    this._waiting = [...this._waiting, { command, payload: { ...payload, key: newKey(), at: at.toISOString() } }];
    this._keep();
    return this.flush();
  }

  /** One at a time, in their order. */
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
    const [first] = this._waiting;
    const answer = await this._send(first.command, first.payload);
    if (!answer.ok && TRY_AGAIN.has(answer.code)) return false;
    this._waiting = this._waiting.slice(1);
    this._keep();
    if (!answer.ok) this.dispatchEvent(new CustomEvent('refused', { detail: answer }));
    return true;
  }

  _read() {
    try {
      const kept = JSON.parse(this._storage.getItem(this._name) ?? '[]');
      return Array.isArray(kept) ? kept : [];
    } catch {
      return [];
    }
  }

  _keep() {
    try {
      this._storage.setItem(this._name, JSON.stringify(this._waiting));
    } catch {
      // A full or forbidden storage: the lines stay in this page, and are still sent.
    }
    this.dispatchEvent(new Event('change'));
  }
}

function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
