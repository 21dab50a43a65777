// Which seats are chosen. No DOM: the wall draws it and the toolbar reads it.

export class Selection extends EventTarget {
  constructor() {
    super();
    this._order = [];
    this._chosen = new Set();
    this._anchor = null;
  }

  /** The seats there are, in the order of the seating plan; chosen ones that are gone are forgotten. */
  among(seats) {
    this._order = [...seats];
    this._set([...this._chosen].filter((seat) => this._order.includes(seat)));
  }

  get seats() {
    return this._order.filter((seat) => this._chosen.has(seat));
  }

  get all() {
    return [...this._order];
  }

  has(seat) {
    return this._chosen.has(seat);
  }

  only(seat) {
    this._anchor = seat;
    this._set([seat]);
  }

  toggle(seat) {
    this._anchor = seat;
    this._set(this._chosen.has(seat) ? this.seats.filter((one) => one !== seat) : [...this._chosen, seat]);
  }

  /** From the seat last chosen by itself, or else from `start`, up to this one, in the order of the plan. */
  through(seat, start = seat) {
    this._anchor ??= start;
    const [from, to] = [this._order.indexOf(this._anchor), this._order.indexOf(seat)].sort((a, b) => a - b);
    this._set(this._order.slice(Math.max(0, from), to + 1));
  }

  exactly(seats) {
    this._set(seats);
  }

  everything() {
    this._set(this._order);
  }

  nothing() {
    this._anchor = null;
    this._set([]);
  }

  _set(seats) {
    const next = new Set(seats);
    if (next.size === this._chosen.size && [...next].every((seat) => this._chosen.has(seat))) return;
    this._chosen = next;
    this.dispatchEvent(new Event('change'));
  }
}
