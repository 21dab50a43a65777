// What is held down on the PC that is controlled: its keys, each by its place on the keyboard, and buttons of the pointer.
// While anything is, the PC is told twice a second, since it lets go of all that nobody speaks of any more.

const SAY_EVERY_MS = 500;
const BUTTONS = { left: 1, right: 2, middle: 4 };
const STAYS_ON_A_MAC = new Set(['Shift', 'Control', 'Alt', 'Meta']);

export class Holding {
  /** `add(event)` sends one on. */
  constructor(add, every = setInterval) {
    Object.assign(this, { _add: add, _keys: new Map(), _buttons: 0 });
    this._timer = every(() => this._any && add({ kind: 'hold' }), SAY_EVERY_MS);
  }

  /** `key` is one of keyOf's. The display of the PC repeats a key that is held, so the repeats of this one are not sent. */
  key(key, repeat = false) {
    if (repeat && key.down) return;
    if (key.down) this._keys.set(key.code, key);
    else this._keys.delete(key.code);
    this._add(key);
    if (key.key === 'Meta' && !key.down) this._upThatNobodyTells();
  }

  /** `mask` as browsers tell it, of which button is down; a second one is told of as a movement. */
  buttons(mask, at) {
    for (const [button, bit] of Object.entries(BUTTONS)) {
      if ((mask ^ this._buttons) & bit) this._add({ kind: 'button', button, down: (mask & bit) > 0, ...at });
    }
    this._buttons = mask;
  }

  get dragging() {
    return this._buttons > 0;
  }

  release() {
    if (this._any) this._add({ kind: 'release' });
    this.forget();
  }

  /** The PC has let go by itself. */
  forget() {
    this._keys.clear();
    this._buttons = 0;
  }

  close() {
    clearInterval(this._timer);
    this.forget();
  }

  get _any() {
    return this._keys.size > 0 || this.dragging;
  }

  /** Macs tell of no key that goes up while Meta is down. */
  _upThatNobodyTells() {
    for (const key of [...this._keys.values()]) if (!STAYS_ON_A_MAC.has(key.key)) this.key({ ...key, down: false });
  }
}
