// A seating plan while it is being changed. No DOM: spots are `row:column`, or `pupil:id` for one without a seat.

export class SeatingDraft {
  /** `plan` is {members: [{id, name}], seated: {pc: pupil}, here: {pc: pupil}}. */
  constructor(seats, { members, seated, here }) {
    this._names = new Map(seats.map((seat) => [seat.id, seat.name]));
    this._spots = new Map(seats.map((seat) => [`${seat.row}:${seat.column}`, seat.id]));
    this._people = new Map(members.map(({ id, name }) => [id, name]));
    this._seated = new Map(Object.entries(seated));
    this._here = here;
    this._was = { spots: this._places(), plan: this._plan() };
  }

  /** One row and one column more than are used where PCs may be moved. */
  size(what) {
    const cells = [...this._spots.keys()].map((spot) => spot.split(':').map(Number));
    const more = what === 'pcs' ? 1 : 0;
    return { rows: Math.min(40, Math.max(1, ...cells.map(([row]) => row)) + more), columns: Math.min(24, Math.max(1, ...cells.map(([, column]) => column)) + more) };
  }

  /** {pc, person, login}; `login` only where somebody else than planned has logged in. */
  at(spot) {
    const pc = this._spots.get(spot);
    if (!pc) return null;
    const [planned, here] = [this._seated.get(pc), this._here[pc]];
    return { pc: this._names.get(pc), person: this._people.get(planned), login: here !== planned ? this._people.get(here) : undefined };
  }

  spare() {
    const seated = new Set(this._seated.values());
    return [...this._people].filter(([id]) => !seated.has(id)).map(([id, name]) => ({ id, name }));
  }

  /** Whether there is something at that spot to pick up. */
  holds(what, spot) {
    return what === 'pcs' ? this._spots.has(spot) : this._pupilAt(spot) !== undefined;
  }

  nameOf(what, spot) {
    return what === 'pcs' ? this._names.get(this._spots.get(spot)) : this._people.get(this._pupilAt(spot));
  }

  /** Puts what is at `from` at `to`; what was there takes its place. Returns what happened, in words. */
  move(what, from, to) {
    if (from === to || !this.holds(what, from)) return '';
    const name = this.nameOf(what, from);
    return what === 'pcs' ? this._movePc(name, from, to) : this._movePupil(name, from, to);
  }

  seatAsLoggedIn() {
    const known = Object.entries(this._here).filter(([pc, pupil]) => this._names.has(pc) && this._people.has(pupil));
    const sitting = new Set(known.map(([, pupil]) => pupil));
    for (const [pc, pupil] of [...this._seated]) if (sitting.has(pupil)) this._seated.delete(pc);
    for (const [pc, pupil] of known) this._seated.set(pc, pupil);
    return `${known.length} pupils are seated where they have logged in.`;
  }

  /** `command(name, payload)`; sends only what is different. */
  async save(command) {
    const places = this._places();
    const plan = this._plan();
    if (JSON.stringify(places) !== JSON.stringify(this._was.spots)) {
      const answer = await command('lesson.arrange', { places });
      if (!answer.ok) return answer;
    }
    return JSON.stringify(plan) === JSON.stringify(this._was.plan) ? { ok: true } : command('lesson.seat-pupils', { plan });
  }

  _movePc(name, from, to) {
    if (!/^\d+:\d+$/.test(to)) return '';
    const [moved, other] = [this._spots.get(from), this._spots.get(to)];
    this._spots.delete(from);
    this._spots.set(to, moved);
    if (other) this._spots.set(from, other);
    return other ? `${name} and ${this._names.get(other)} have changed places.` : `${name} stands at row ${to.replace(':', ', column ')} now.`;
  }

  _movePupil(name, from, to) {
    const pupil = this._pupilAt(from);
    const [fromPc, toPc] = [this._spots.get(from), this._spots.get(to)];
    const other = this._seated.get(toPc);
    if (fromPc) this._seated.delete(fromPc);
    if (!toPc) return `${name} has no seat now.`;
    this._seated.set(toPc, pupil);
    if (other && fromPc) this._seated.set(fromPc, other);
    return other ? `${name} has the place of ${this._people.get(other)} at ${this._names.get(toPc)}.` : `${name} sits at ${this._names.get(toPc)} now.`;
  }

  _pupilAt(spot) {
    if (spot.startsWith('pupil:')) return spot.slice(6);
    return this._seated.get(this._spots.get(spot));
  }

  _places() {
    return [...this._spots].map(([spot, seat]) => ({ seat, row: Number(spot.split(':')[0]), column: Number(spot.split(':')[1]) })).sort((a, b) => (a.seat < b.seat ? -1 : 1));
  }

  _plan() {
    return [...this._seated].filter(([seat, pupil]) => this._names.has(seat) && this._people.has(pupil)).map(([seat, pupil]) => ({ seat, pupil })).sort((a, b) => (a.seat < b.seat ? -1 : 1));
  }
}
