// What the toolbar, the menu, the keys and the panels act through: the lesson, what is chosen, and the line to the server.

import { toast, toastRefusal } from '../toasts.js';

export class Desk {
  /** `me` is this teacher's name, as orders bear it; `visiting`: the lesson is another's. */
  constructor({ lesson, me, visiting, socket, store, selection, clock }) {
    Object.assign(this, { lesson, me, visiting, socket, store, selection, clock });
  }

  /** The chosen seats, or without a choice the whole room. */
  get seats() {
    const chosen = this.selection.seats;
    return chosen.length > 0 ? chosen : this.selection.all;
  }

  seat(id) {
    return this.store.state.seats?.find((one) => one.id === id);
  }

  /** `all 30 PCs`, `3 PCs`, `PC-04` */
  which(seats) {
    if (seats.length === 1) return this.seat(seats[0])?.name ?? '1 PC';
    return seats.length === this.selection.all.length ? `all ${seats.length} PCs` : `${seats.length} PCs`;
  }

  /** Sends it for this lesson; `busy` is the button that waits. What is refused is shown. Resolves to the answer. */
  async command(name, payload = {}, busy = null) {
    busy?.setAttribute('aria-busy', 'true');
    const answer = await this.socket.command(name, { lesson: this.lesson, ...payload });
    busy?.removeAttribute('aria-busy');
    toastRefusal(answer);
    return answer;
  }

  /** A command for these seats. Says so when it took the place of somebody else's order. */
  async order(name, seats, payload = {}, busy = null) {
    const answer = await this.command(name, { seats, ...payload }, busy);
    if (answer.ok && answer.note) toast(answer.note, 'info');
    return answer;
  }
}
