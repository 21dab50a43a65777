// One seat of the wall.

import { chip, h, icon, setText } from '../../util/dom.js';
import { age } from '../../util/time.js';
import { absence, chipOf, isHere, spoken, whoSits } from './conditions.js';
import { drawMarks } from './marks.js';

export class Tile {
  constructor(seat, { open }) {
    this.id = seat.id;
    this._canvas = h('canvas', { width: 320, height: 180, 'aria-hidden': 'true' });
    this._absence = h('p', { class: 'tile-absence' });
    this._chip = h('span', { class: 'tile-chip' });
    this._age = h('span', { class: 'tile-age' });
    this._pupil = h('span', { class: 'tile-pupil' });
    this._differs = h('span', { class: 'tile-differs' });
    this._marks = h('div', { class: 'tile-marks' });
    const label = `See the screen of ${seat.name}`;
    this._view = h('button', { class: 'tile-view', type: 'button', tabindex: '-1', 'aria-label': label, title: label }, icon('eye'));
    this._view.addEventListener('click', () => open(seat.id));
    this.element = h(
      'div',
      { class: 'tile', role: 'gridcell', tabindex: '-1', 'aria-selected': 'false', dataset: { seat: seat.id } },
      h('div', { class: 'tile-screen' }, this._canvas, this._absence, this._chip, this._age, this._marks, this._view),
      h('p', { class: 'tile-foot' }, h('span', { class: 'tile-name' }, seat.name), this._pupil, this._differs),
    );
    this.element.style.gridRow = seat.row;
    this.element.style.gridColumn = seat.column;
    this.update(seat);
  }

  get isHere() {
    return isHere(this.seat);
  }

  update(seat, sitter) {
    if (this.seat && !isHere(seat)) this.clear();
    this.seat = seat;
    this.element.dataset.condition = seat.condition;
    this._sitter = sitter;
    const { name, differs, why } = whoSits(seat, sitter);
    setText(this._pupil, name);
    setText(this._differs, differs);
    this._pupil.title = this._differs.title = why;
    drawMarks(this._marks, seat);
    this._write();
    const words = chipOf(seat);
    if (this._chip.dataset.condition !== seat.condition) {
      this._chip.dataset.condition = seat.condition;
      this._chip.replaceChildren(...(words ? [chip(words.text, words.tone, words.icon)] : []));
    }
  }

  draw(bitmap) {
    if (!this.isHere) return;
    if (this._canvas.width !== bitmap.width) this._canvas.width = bitmap.width;
    if (this._canvas.height !== bitmap.height) this._canvas.height = bitmap.height;
    this._canvas.getContext('2d').drawImage(bitmap, 0, 0);
  }

  clear() {
    this._canvas.getContext('2d').clearRect(0, 0, this._canvas.width, this._canvas.height);
  }

  /** `fresh` as util/freshness.js says, `words` what is wrong with the picture. */
  show(fresh, words) {
    this._words = words;
    this._write();
    this.element.dataset.picture = this.isHere ? fresh.state : 'none';
    const old = fresh.state === 'old' || fresh.state === 'dead';
    setText(this._age, old && this.isHere ? `${age(fresh.seconds)} old` : '');
  }

  _write() {
    const words = absence(this.seat) || this._words || '';
    this._absence.classList.toggle('is-trouble', this.isHere && words !== '');
    setText(this._absence, words);
    const all = [spoken(this.seat, this._sitter), this._words].filter(Boolean).join(', ');
    if (this.element.getAttribute('aria-label') !== all) this.element.setAttribute('aria-label', all);
  }

  choose(chosen) {
    this.element.setAttribute('aria-selected', String(chosen));
  }
}
