// Tells the server what this page shows, so that a screen which nobody sees is not captured.

const AGAIN_MS = 5000; // the server forgets a page that is silent for 15 s
const SETTLE_MS = 120;

export class Showing {
  /**
   * `tell(seats, full, monitor, lacking)` sends the whole of it. `has(seat)` says whether there is a picture: one
   * that came and was lost would else be waited for until that screen changes. `timers` and `page` are given by tests.
   */
  constructor(tell, { has = () => true, timers = globalThis, page = document } = {}) {
    this._tell = tell;
    this._has = has;
    this._timers = timers;
    this._page = page;
    this._seats = new Set();
    this._full = null;
    this._monitor = 0;
    this._hidden = false;
    this._soon = null;
    page.addEventListener('visibilitychange', () => this.soon());
    timers.setInterval(() => this.again(), AGAIN_MS);
  }

  show(seat, visible) {
    if (visible === this._seats.has(seat)) return;
    if (visible) this._seats.add(seat);
    else this._seats.delete(seat);
    this.soon();
  }

  /** `monitor` counts from 1; 0 is all of them. */
  showFull(seat, monitor = 0) {
    if (seat === this._full && monitor === this._monitor) return;
    this._full = seat;
    this._monitor = monitor;
    this.soon();
  }

  /** The wall shows nothing while it is hidden from a projector; a screen opened by itself still does. */
  hide(hidden) {
    this._hidden = hidden;
    this.soon();
  }

  get now() {
    const dark = this._page.hidden;
    return { seats: dark || this._hidden ? [] : [...this._seats].sort(), full: dark ? null : this._full };
  }

  again() {
    this._timers.clearTimeout(this._soon);
    this._soon = null;
    const { seats, full } = this.now;
    this._tell(seats, full, this._monitor, seats.filter((seat) => !this._has(seat)));
  }

  soon() {
    this._soon ??= this._timers.setTimeout(() => this.again(), SETTLE_MS);
  }
}
