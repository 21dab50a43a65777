// The register's lists: lost, damaged, worn, spare, fees, retired.

import { h } from '../../util/dom.js';
import { replaceIfChanged } from '../../util/redraw.js';
import { day } from '../../util/time.js';
import { settleFee } from './register-acts.js';
import { conditionChip, ownerChip } from './words.js';

const NAMES = { lost: 'Lost', damaged: 'Damaged', worn: 'In use, with a flaw', fees: 'Fees to pay', spare: 'Spare pool', retired: 'Retired' };
const NONE = {
  lost: 'No pouch is lost.',
  damaged: 'No pouch is out of use.',
  worn: 'Nothing was noted of a pouch in use.',
  fees: 'Nobody owes a fee.',
  spare: 'The spare pool is empty: add spares, or take damaged ones back when they are mended.',
  retired: 'No pouch is retired.',
};

export class Lists {
  constructor({ tabs, panel, socket, cards }) {
    Object.assign(this, { _tabs: tabs, _panel: panel, _socket: socket, _cards: cards, _open: 'lost', _state: null });
    tabs.addEventListener('keydown', (event) => this._key(event));
  }

  draw(state) {
    this._state = state;
    if (!state.lists) return;
    replaceIfChanged(this._tabs, [this._open, Object.keys(NAMES).map((name) => state.lists[name].length)], () => Object.keys(NAMES).map((name) => this._tab(name)));
    this._panel.setAttribute('aria-labelledby', `tab-${this._open}`);
    const rows = state.lists[this._open];
    replaceIfChanged(this._panel, [this._open, rows], () => [rows.length ? h('ul', { class: 'list' }, rows.map((row) => this._row(row))) : h('p', { class: 'soft' }, NONE[this._open])]);
  }

  _tab(name) {
    const open = name === this._open;
    const count = h('span', { class: 'count numbers' }, String(this._state.lists[name].length));
    return h(
      'button',
      { class: 'list-tab', type: 'button', role: 'tab', id: `tab-${name}`, 'aria-selected': String(open), 'aria-controls': 'list', tabindex: open ? 0 : -1, onclick: () => this._show(name) },
      NAMES[name],
      count,
    );
  }

  _show(name) {
    this._open = name;
    this.draw(this._state);
    document.getElementById(`tab-${name}`).focus();
  }

  _key(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const names = Object.keys(NAMES);
    this._show(names[(names.indexOf(this._open) + step + names.length) % names.length]);
  }

  _row(row) {
    if (this._open === 'fees') return this._fee(row);
    const { entry, pupil, since } = row;
    return h(
      'li',
      { class: 'list-item' },
      h('button', { class: 'link-button list-title numbers', type: 'button', onclick: () => this._cards.pouch(entry.id) }, entry.id),
      h('span', { class: 'grow list-note' }, [pupil, since && `since ${day(since)}`].filter(Boolean).join(' · ')),
      conditionChip(entry),
      ownerChip(entry),
    );
  }

  _fee(fee) {
    const settle = (outcome, words) => h('button', { class: 'button button-small', type: 'button', onclick: () => settleFee({ socket: this._socket, fee, outcome }) }, words);
    return h(
      'li',
      { class: 'list-item' },
      h('button', { class: 'link-button list-title', type: 'button', onclick: () => this._cards.pupil(fee.pupil) }, fee.name),
      h('span', { class: 'grow list-note numbers' }, `${fee.amount} for ${fee.pouch}, charged ${day(fee.charged_at)}`),
      settle('paid', 'Paid…'),
      settle('waived', 'Waive…'),
    );
  }
}
