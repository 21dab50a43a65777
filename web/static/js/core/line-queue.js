// Lines of a room's log that this tablet has written and the server has not taken yet. Kept in this browser, so that
// neither a lost connection nor a reload loses one; each has a key, so that one that is sent twice counts once.
// What the server will not have is kept too, with its sentence, until somebody has read it.
//   change   something is waiting, was taken, was refused or was read

const TRY_AGAIN = new Set(['command.no-connection', 'command.no-answer', 'command.failed', 'login.ended']);

export class LineQueue extends EventTarget {
  /**
   * `send(command, payload)` resolves to the server's answer. `name` is of this login and this room alone. `keyless`:
   * commands that count once by themselves, and take no key.
   */
  constructor(name, send, { storage = globalThis.localStorage, keyless = [] } = {}) {
    super();
    Object.assign(this, { _name: `schoolbell-room-${name}`, _send: send, _storage: storage, _busy: false });
    this._keyless = new Set(keyless);
    this._waiting = this._read(this._name);
    this._refused = this._read(`${this._name}-refused`);
    this._known = new Set([...this._waiting, ...this._refused].map(idOf));
  }

  /** Each {command, payload}. */
  get waiting() {
    return [...this._waiting];
  }

  /** Each {command, payload, sentence}. */
  get refused() {
    return [...this._refused];
  }

  /** `payload` gets its key here, and `at` the moment it was written. */
  add(command, payload, at) {
    const key = this._keyless.has(command) ? {} : { key: newKey() };
    this._waiting = [...this._waiting, { command, payload: { ...payload, ...key, at: at.toISOString() } }];
    this._keep();
    return this.flush();
  }

  /** Somebody has read this one of the refused. */
  putAway(line) {
    this._refused = this._refused.filter((one) => one !== line);
    this._keep();
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
    if (!answer.ok) this._refused = [...this._refused, { ...first, sentence: answer.sentence }];
    this._keep();
    return true;
  }

  _read(name) {
    try {
      const kept = JSON.parse(this._storage.getItem(name) ?? '[]');
      return Array.isArray(kept) ? kept : [];
    } catch {
      return [];
    }
  }

  _keep() {
    try {
      this._write(this._name, this._waiting);
      this._write(`${this._name}-refused`, this._refused);
    } catch {
      // A full or forbidden storage: the lines stay in this page, and are still sent.
    }
    this.dispatchEvent(new Event('change'));
  }

  /** Beside those that another page of this room keeps in the same browser. */
  _write(name, lines) {
    for (const one of lines) this._known.add(idOf(one));
    const others = this._read(name).filter((one) => !this._known.has(idOf(one)));
    this._storage.setItem(name, JSON.stringify([...others, ...lines]));
  }
}

function idOf({ command, payload: { key, at } }) {
  return `${command} ${key ?? at}`;
}

function newKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
