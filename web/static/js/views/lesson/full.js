// One screen in full, at its own rate. Opening it is a look, which is written down with name and time.

import { chip, h, icon, setText } from '../../util/dom.js';
import { freshness } from '../../util/freshness.js';
import { age } from '../../util/time.js';
import { closeOnBackdrop } from '../dialogs.js';
import { absence, chipOf, isHere, whoSits } from './conditions.js';
import { lock, sendLink, unlock } from './orders-asked.js';
import { screenWords } from './screens.js';

export class FullView extends EventTarget {
  constructor({ desk, pictures, showing }) {
    super();
    const { store } = desk;
    Object.assign(this, { _desk: desk, _store: store, _pictures: pictures, _showing: showing, _id: null });
    this._build();
    pictures.addEventListener('picture', ({ detail }) => detail.size === 'full' && detail.seat === this._id && this._paint(detail.bitmap));
    store.watch(() => this._draw());
    setInterval(() => this._draw(), 500);
  }

  /** The seat that is shown; each change is told as `seat`. */
  get id() {
    return this._id;
  }

  get dialog() {
    return this._dialog;
  }

  get canvas() {
    return this._canvas;
  }

  get screen() {
    return this._screen;
  }

  /** Where buttons go. */
  get foot() {
    return this._foot;
  }

  open(id) {
    if (this._id) this._pictures.forget(this._id, 'full');
    this._id = id;
    this._canvas.getContext('2d').clearRect(0, 0, this._canvas.width, this._canvas.height);
    this.monitor = 0;
    this._showing.showFull(id);
    this.dispatchEvent(new Event('seat'));
    this._draw();
    if (!this._dialog.open) this._dialog.showModal();
  }

  /** Counted from 1; 0 is all of them, side by side. Told as `monitor`. */
  showMonitor(number) {
    this.monitor = number;
    this._showing.showFull(this._id, number);
    this.dispatchEvent(new Event('monitor'));
    this._draw();
  }

  _build() {
    this._canvas = h('canvas', { class: 'full-canvas', width: 1280, height: 720, role: 'img' });
    this._note = h('p', { class: 'full-note' });
    this._title = h('h2', { id: 'full-title' });
    this._chip = h('span');
    this._age = h('span', { class: 'full-age', role: 'status' });
    this._monitors = h('span', { class: 'row full-monitors', role: 'group', 'aria-label': 'Monitors', hidden: true });
    const act = (order, iconName, label) =>
      h('button', { class: 'button', type: 'button', onclick: () => order(this._desk, [this._id]) }, icon(iconName), label);
    const turn = (by, label) =>
      h('button', { class: 'button', type: 'button', 'aria-label': label, title: label, onclick: () => this._turn(by) }, by < 0 ? '‹' : '›');
    const close = h('button', { class: 'button button-quiet button-icon', type: 'button', 'aria-label': 'Close' }, icon('cross'));
    this._screen = h('div', { class: 'full-screen' }, this._canvas, this._note);
    this._foot = h(
      'div',
      { class: 'dialog-foot' },
      h('p', { class: 'small soft grow' }, 'This look is written down with your name and the time.'),
      turn(-1, 'The seat before'),
      turn(1, 'The next seat'),
      act(lock, 'lock', 'Lock…'),
      act(unlock, 'unlock', 'Unlock'),
      act(sendLink, 'link', 'Send link…'),
    );
    this._dialog = h(
      'dialog',
      { class: 'dialog dialog-wide full', 'aria-labelledby': 'full-title' },
      h('div', { class: 'dialog-head' }, h('div', { class: 'row' }, this._title, this._chip, this._monitors, this._age), close),
      this._screen,
      this._foot,
    );
    close.addEventListener('click', () => this._dialog.close());
    closeOnBackdrop(this._dialog);
    this._dialog.addEventListener('close', () => this._closed());
    document.body.append(this._dialog);
  }

  _closed() {
    const id = this._id;
    this._id = null;
    this._showing.showFull(null);
    this.dispatchEvent(new Event('seat'));
    this._pictures.forget(id, 'full');
    document.querySelector(`.tile[data-seat="${CSS.escape(id)}"]`)?.focus();
  }

  _turn(by) {
    const seats = this._store.state.seats;
    const at = seats.findIndex((seat) => seat.id === this._id);
    this.open(seats[(at + by + seats.length) % seats.length].id);
  }

  _draw() {
    const seat = this._store.state.seats?.find((one) => one.id === this._id);
    if (!seat) return;
    const { pulse, pulseAt } = this._store.state;
    const shown = this._pictures.shown(seat.id, 'full');
    const fresh = freshness(shown, pulse[seat.id] && [pulse[seat.id][0], null], pulseAt, performance.now());
    const { name } = whoSits(seat, this._store.state.sitters[seat.id]);
    setText(this._title, name ? `${seat.name} · ${name}` : seat.name);
    const words = chipOf(seat);
    if (this._chip.dataset.condition !== seat.condition) {
      this._chip.dataset.condition = seat.condition;
      this._chip.replaceChildren(...(words ? [chip(words.text, words.tone, words.icon)] : []));
    }
    const covered = this._store.state.hidden?.some((one) => one.seat === seat.id);
    const here = isHere(seat) && !covered;
    this._dialog.dataset.picture = here ? fresh.state : 'none';
    this._canvas.setAttribute('aria-label', `The screen of ${seat.name}`);
    setText(this._note, absence(seat) || (covered ? 'Hidden by the pupil' : '') || screenWords(shown) || (fresh.state === 'none' ? 'Waiting for its picture…' : ''));
    setText(this._age, here && ['old', 'dead'].includes(fresh.state) ? `${age(fresh.seconds)} old` : '');
    if (!here) this._pictures.forget(seat.id, 'full');
    this._drawMonitors(shown?.monitors ?? 1);
  }

  _drawMonitors(count) {
    this._monitors.hidden = count < 2;
    const drawn = `${count} ${this.monitor}`;
    if (count < 2 || this._monitors.dataset.drawn === drawn) return;
    this._monitors.dataset.drawn = drawn;
    const button = (number, label) =>
      h('button', { class: 'button button-quiet', type: 'button', 'aria-pressed': String(number === this.monitor), onclick: () => this.showMonitor(number) }, label);
    const each = Array.from({ length: count }, (_, at) => button(at + 1, `Monitor ${at + 1}`));
    this._monitors.replaceChildren(button(0, 'All monitors'), ...each);
  }

  _paint(bitmap) {
    if (this._canvas.width !== bitmap.width) this._canvas.width = bitmap.width;
    if (this._canvas.height !== bitmap.height) this._canvas.height = bitmap.height;
    this._canvas.getContext('2d').drawImage(bitmap, 0, 0);
    this._draw();
  }
}
