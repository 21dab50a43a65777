// The toolbar: lock, unlock, send a link. Without a choice, an order is for the whole room.

import { setText } from '../../util/dom.js';
import { toastRefusal } from '../toasts.js';
import { askForLink, askForLock } from './questions.js';

const button = (id) => document.getElementById(id);

export class Actions {
  constructor({ lesson, socket, store, selection }) {
    Object.assign(this, { _lesson: lesson, _socket: socket, _selection: selection });
    button('lock').addEventListener('click', () => this.lock());
    button('unlock').addEventListener('click', () => this.unlock());
    button('link').addEventListener('click', () => this.sendLink());
    button('select-all').addEventListener('click', () => selection.everything());
    button('select-none').addEventListener('click', () => selection.nothing());
    selection.addEventListener('change', () => this._label());
    store.watch(() => this._label());
  }

  async lock(seats = this._meant()) {
    const answer = await askForLock(this._names(seats));
    if (answer) await this._order('lesson.lock', seats, { message: answer.message }, button('lock'));
  }

  async unlock(seats = this._meant()) {
    await this._order('lesson.unlock', seats, {}, button('unlock'));
  }

  async sendLink(seats = this._meant()) {
    const answer = await askForLink(this._names(seats));
    if (answer) await this._order('lesson.send-link', seats, { url: answer.url }, button('link'));
  }

  async _order(name, seats, more, busy) {
    busy.setAttribute('aria-busy', 'true');
    const answer = await this._socket.command(name, { lesson: this._lesson, seats, ...more });
    busy.removeAttribute('aria-busy');
    toastRefusal(answer);
  }

  _meant() {
    const chosen = this._selection.seats;
    return chosen.length > 0 ? chosen : this._selection.all;
  }

  _names(seats) {
    const all = seats.length === this._selection.all.length;
    const number = seats.length === 1 ? '1 PC' : `${seats.length} PCs`;
    return all ? `all ${number}` : number;
  }

  _label() {
    const chosen = this._selection.seats.length;
    const what = chosen === 0 || chosen === this._selection.all.length ? 'all' : String(chosen);
    setText(button('lock').querySelector('.act'), `Lock ${what}…`);
    setText(button('unlock').querySelector('.act'), `Unlock ${what}`);
    setText(button('chosen'), chosen > 0 ? `${chosen} chosen` : '');
    button('select-none').hidden = chosen === 0;
    button('select-all').hidden = chosen > 0 && chosen === this._selection.all.length;
    for (const id of ['lock', 'unlock', 'link']) button(id).disabled = this._selection.all.length === 0;
  }
}
