// The class as a grid of large buttons: by seat where the class has a plan in this room, else by name.

import { h, icon } from '../../util/dom.js';
import { replaceIfChanged } from '../../util/redraw.js';

const WORDS = { locked: 'locked', 'no-phone': 'no phone today', 'not-checked': 'not checked' };
const ICONS = { locked: 'lock', 'no-phone': 'phone', 'not-checked': 'more' };
const NEXT = { 'not-checked': 'locked', locked: 'no-phone', 'no-phone': 'not-checked' };
const KEYS = { l: 'locked', n: 'no-phone', u: 'not-checked' };
const MOVES = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

export class ClassGrid {
  /** `mark(pupils, mark)` is called with what was touched; `place` is the grid's element. */
  constructor({ place, mark }) {
    Object.assign(this, { _place: place, _mark: mark, _seated: place.hasAttribute('data-seated') });
    place.addEventListener('click', ({ target }) => this._touched(target.closest('.check-pupil')));
    place.addEventListener('keydown', (event) => this._key(event));
  }

  /** The buttons stay as long as the class does, so that focus and a finger stay where they are. */
  draw(pupils) {
    const shown = this._seated ? bySeat(pupils) : pupils;
    replaceIfChanged(this._place, shown.map(({ id, name, row, column }) => [id, name, row, column]), () => this._build(shown));
    shown.forEach((one, at) => this._mind(this._place.children[at], one));
  }

  _build(pupils) {
    this._place.style.setProperty('--columns', Math.max(1, ...pupils.map(({ column }) => column ?? 1)));
    return pupils.map((one, at) => {
      const button = h(
        'button',
        { class: 'check-pupil', type: 'button', tabindex: at === 0 ? '0' : '-1', dataset: { key: one.id } },
        h('span', { class: 'check-icon' }),
        h('span', { class: 'check-name' }, one.name),
        h('span', { class: 'check-state' }),
      );
      if (this._seated && one.row !== null) Object.assign(button.style, { gridRow: one.row, gridColumn: one.column });
      return button;
    });
  }

  _mind(button, one) {
    const how = one.evidence ? `${WORDS[one.mark]}, ${one.evidence}` : WORDS[one.mark];
    if (button.dataset.mark === one.mark && button.lastChild.textContent === how) return;
    button.dataset.mark = one.mark;
    button.setAttribute('aria-label', `${one.name}: ${how}`);
    button.firstChild.replaceChildren(icon(ICONS[one.mark]));
    button.lastChild.textContent = how;
  }

  _touched(button) {
    if (!button) return;
    this._rove(button);
    button.focus();
    this._mark([button.dataset.key], NEXT[button.dataset.mark]);
  }

  /** L, N and U mark and go on to the next, so that a class is checked with one finger on the keys. */
  _key(event) {
    const button = event.target.closest('.check-pupil');
    if (!button || event.ctrlKey || event.metaKey || event.altKey) return;
    const mark = KEYS[event.key.toLowerCase()];
    if (mark) this._mark([button.dataset.key], mark);
    const to = mark ? button.nextElementSibling : MOVES[event.key] && this._neighbour(button, MOVES[event.key]);
    if (mark || MOVES[event.key]) event.preventDefault();
    if (!to) return;
    this._rove(to);
    to.focus();
  }

  /** The nearest button in that direction, by where they are drawn. */
  _neighbour(from, [down, right]) {
    const here = from.getBoundingClientRect();
    const ahead = [...this._place.children].filter((one) => {
      const there = one.getBoundingClientRect();
      return down ? (there.top - here.top) * down > 1 : Math.abs(there.top - here.top) <= 1 && (there.left - here.left) * right > 1;
    });
    const far = (one) => {
      const there = one.getBoundingClientRect();
      return Math.abs(there.top - here.top) * 1000 + Math.abs(there.left - here.left);
    };
    const sibling = right > 0 ? from.nextElementSibling : right < 0 ? from.previousElementSibling : null;
    return ahead.sort((one, other) => far(one) - far(other))[0] ?? sibling;
  }

  _rove(button) {
    for (const one of this._place.children) one.tabIndex = one === button ? 0 : -1;
  }
}

/** From the board to the back, then those without a seat. */
function bySeat(pupils) {
  const place = ({ row, column }) => (row === null ? Number.MAX_SAFE_INTEGER : row * 1000 + column);
  return [...pupils].sort((one, other) => place(one) - place(other));
}
