// Seats by hand: where the PCs of the room stand, and which pupil sits at which. By drag, by tap, and by keyboard.

import { h, icon, setText } from '../../util/dom.js';
import { showDialog } from '../dialogs.js';
import { toast } from '../toasts.js';
import { dragBetween } from './seating-drag.js';
import { SeatingDraft } from './seating-draft.js';

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
const HELP = { pcs: 'Drag a PC to where it stands, or press one and then its place. It is so for every class.', pupils: 'Drag a pupil to another PC, or press one and then the place. It is for this class.' };

export async function arrangeSeats(desk) {
  const answer = await desk.command('lesson.plan');
  if (answer.ok) new SeatingDialog(desk, new SeatingDraft(desk.store.state.seats, answer)).open();
}

class SeatingDialog {
  constructor(desk, draft) {
    Object.assign(this, { _desk: desk, _draft: draft, _what: 'pupils', _held: null });
    this._grid = h('div', { class: 'seating', role: 'grid', 'aria-label': 'Seating plan, row 1 at the board' });
    this._spare = h('div', { class: 'seating-spare', role: 'group', 'aria-label': 'Pupils without a seat' });
    this._said = h('p', { class: 'small', role: 'status' });
    this._error = h('p', { class: 'field-error', role: 'alert' });
  }

  open() {
    const tab = (what, iconName, words) => h('button', { class: 'button', type: 'button', 'aria-pressed': 'false', dataset: { what }, onclick: () => this._show(what) }, icon(iconName), words);
    this._tabs = [tab('pupils', 'users', 'Pupils'), tab('pcs', 'screen', 'PCs')];
    this._login = h('button', { class: 'button', type: 'button', onclick: () => this._change(() => this._draft.seatAsLoggedIn()) }, icon('check'), 'Seat as logged in');
    const save = h('button', { class: 'button button-primary', type: 'button', onclick: () => this._save(save) }, 'Save plan');
    const cancel = h('button', { class: 'button', type: 'button', 'data-close': true }, 'Cancel');
    const head = h('div', { class: 'row' }, h('div', { class: 'button-group' }, ...this._tabs), this._login);
    const body = h('div', {}, h('div', { class: 'dialog-body' }, head, this._said, h('div', { class: 'seating-frame' }, h('p', { class: 'board', 'aria-hidden': 'true' }, 'Board'), this._grid), this._spare, this._error), h('div', { class: 'dialog-foot' }, cancel, save));
    this._dialog = showDialog({ title: 'Seating plan', body });
    this._dialog.classList.add('dialog-wide', 'dialog-seating');
    this._grid.addEventListener('keydown', (event) => this._key(event));
    this._dialog.addEventListener('cancel', (event) => this._held && (event.preventDefault(), this._hold(null)));
    dragBetween(this._dialog, { lift: (spot) => this._lift(spot), drop: (from, to) => this._change(() => this._draft.move(this._what, from, to)) });
    this._show('pupils');
  }

  _show(what) {
    this._what = what;
    for (const tab of this._tabs) tab.setAttribute('aria-pressed', String(tab.dataset.what === what));
    this._login.hidden = what !== 'pupils';
    this._hold(null);
    setText(this._said, HELP[what]);
  }

  _draw() {
    const at = document.activeElement?.dataset?.spot;
    const { rows, columns } = this._draft.size(this._what);
    this._grid.style.setProperty('--columns', columns);
    const lines = Array.from({ length: rows }, (_, row) => h('div', { class: 'seating-row', role: 'row' }, ...Array.from({ length: columns }, (__, column) => this._cell(`${row + 1}:${column + 1}`))));
    this._grid.replaceChildren(...lines);
    const spare = this._what === 'pupils' ? this._draft.spare() : [];
    const words = spare.length > 0 ? [h('span', { class: 'small soft' }, 'Without a seat:')] : [];
    this._spare.replaceChildren(...words, ...spare.map((pupil) => this._button(`pupil:${pupil.id}`, { person: pupil.name }, 'seating-pupil')));
    if (at) this._dialog.querySelector(`[data-spot="${CSS.escape(at)}"]`)?.focus();
  }

  _cell(spot) {
    return this._button(spot, this._draft.at(spot), 'seating-cell');
  }

  _button(spot, found, className) {
    const { pc, person, login } = found ?? {};
    const label = [pc, person ?? (pc ? 'nobody' : `empty place, row ${spot.replace(':', ', column ')}`), login && `logged in: ${login}`].filter(Boolean).join(', ');
    const children = [pc && h('strong', {}, pc), person && h('span', { class: 'seating-name not-shown' }, person), login && h('span', { class: 'seating-login not-shown' }, icon('user'), login)];
    const held = this._held === spot;
    const button = h('button', { class: className, type: 'button', role: className === 'seating-cell' ? 'gridcell' : null, 'aria-label': label, 'aria-pressed': String(held), dataset: { spot, empty: !found }, onclick: () => this._press(spot) }, ...children);
    button.disabled = this._what === 'pupils' && !found;
    return button;
  }

  /** What is pressed is picked up; pressed again elsewhere it is put down there. */
  _press(spot) {
    if (this._held === null) return this._lift(spot) && this._hold(spot);
    const from = this._held;
    this._held = null;
    if (from === spot) this._draw();
    else this._change(() => this._draft.move(this._what, from, spot));
  }

  _lift(spot) {
    return this._draft.holds(this._what, spot);
  }

  _hold(spot) {
    this._held = spot;
    setText(this._said, spot ? `${this._draft.nameOf(this._what, spot)} is picked up. Choose a place, or Esc.` : '');
    this._draw();
  }

  _change(change) {
    setText(this._said, change());
    setText(this._error, '');
    this._held = null;
    this._draw();
  }

  _key(event) {
    const step = STEPS[event.key];
    const spot = document.activeElement?.dataset?.spot;
    if (!step || !spot) return;
    event.preventDefault();
    const [row, column] = spot.split(':').map(Number);
    for (let far = 1; far <= 40; far += 1) {
      const next = this._grid.querySelector(`[data-spot="${row + step[0] * far}:${column + step[1] * far}"]`);
      if (!next) return;
      if (!next.disabled) return next.focus();
    }
  }

  async _save(button) {
    button.setAttribute('aria-busy', 'true');
    const answer = await this._draft.save((name, payload) => this._desk.socket.command(name, { lesson: this._desk.lesson, ...payload }));
    button.removeAttribute('aria-busy');
    setText(this._error, answer.ok ? '' : answer.sentence);
    if (!answer.ok) return;
    this._dialog.close();
    toast('The seating plan is kept.', 'ok');
  }
}
