// The school's stations, a line each; a line opens to all that is known of it and all that can be done with it.

import { chip, h, icon, setText } from '../../util/dom.js';
import { replaceIfChanged } from '../../util/redraw.js';
import { askForMode } from './mode-dialog.js';
import { askToReplace, askToRevoke, askToRotate } from './station-actions.js';
import { PRESENCE, authority, facts, flags, power, seen } from './station-words.js';
import { askToAdopt } from './waiting.js';

const HEADS = ['Station', 'State', 'Seen', 'Authority', 'Supply', 'To look at'];

export class StationLines {
  constructor({ place, socket }) {
    this._place = place;
    this._socket = socket;
    this._lines = new Map();
    this._stations = [];
  }

  draw(stations, now) {
    if (!stations) return;
    this._stations = stations;
    const shown = stations.filter((one) => one.presence in PRESENCE);
    const ids = shown.map((one) => one.id);
    replaceIfChanged(this._place, ids, () => (ids.length ? [head(), ...shown.map((one) => this._line(one).element)] : [none()]));
    for (const one of shown) this._line(one).draw(one, now);
  }

  _line(one) {
    if (!this._lines.has(one.id)) this._lines.set(one.id, new Line(one.id, (name) => this._act(name, one.id)));
    return this._lines.get(one.id);
  }

  _act(name, id) {
    const one = this._stations.find((station) => station.id === id);
    const about = { one, stations: this._stations, socket: this._socket };
    if (one) ACTS[name](about);
  }
}

const ACTS = {
  mode: ({ one, stations, socket }) => askForMode({ stations, socket, scope: `station:${one.id}` }),
  log: ({ one }) => location.assign(`/admin/stations/${one.id}/log`),
  rotate: askToRotate,
  replace: askToReplace,
  revoke: askToRevoke,
  adopt: ({ one, stations, socket }) => askToAdopt(one, stations, socket),
};
const OFFERED = {
  revoked: [['adopt', 'Adopt again…']],
  expected: [],
  ours: [['mode', 'Set a mode…'], ['log', 'Its log'], ['rotate', 'New key…'], ['replace', 'Replace by a spare…'], ['revoke', 'Revoke…']],
};

class Line {
  constructor(id, act) {
    this._act = act;
    this._name = h('strong', {});
    this._gate = h('span', { class: 'line-gate' });
    this._cells = HEADS.slice(1).map((label) => h('span', { class: 'line-cell', 'data-label': label }));
    this._facts = h('dl', { class: 'line-facts' });
    this._actions = h('div', { class: 'line-actions' });
    const summary = h('summary', { class: 'line-head' }, h('span', { class: 'line-name' }, this._name, this._gate), ...this._cells, icon('chevron'));
    this.element = h('details', { class: 'station-line', dataset: { station: id } }, summary, h('div', { class: 'line-body' }, this._facts, this._actions));
  }

  draw(one, now) {
    const ours = !['expected', 'revoked'].includes(one.presence);
    const [word, tone] = PRESENCE[one.presence];
    const [state, when, held, supply, look] = this._cells;
    setText(this._name, one.name);
    setText(this._gate, one.gate);
    this.element.dataset.presence = one.presence;
    replaceIfChanged(state, [word], () => [chip(word, tone)]);
    setText(when, seen(one, now));
    setText(held, ours ? authority(one) : '–');
    setText(supply, ours ? power(one) : '–');
    replaceIfChanged(look, flags(one), () => flags(one).map(([words, flagTone]) => chip(words, flagTone)));
    look.classList.toggle('line-fine', flags(one).length === 0);
    this._drawBody(one, ours);
  }

  _drawBody(one, ours) {
    const known = ours ? facts(one) : [['Id', one.id]];
    replaceIfChanged(this._facts, known, () => known.map(([name, words]) => h('div', {}, h('dt', {}, name), h('dd', {}, words))));
    const offered = ours ? OFFERED.ours : OFFERED[one.presence];
    replaceIfChanged(this._actions, [offered, one.name], () => offered.map(([name, words]) => this._button(name, words, one)));
  }

  _button(name, words, one) {
    const button = h('button', { class: `button${name === 'revoke' ? ' button-danger' : ''}`, type: 'button', 'aria-label': `${words} ${one.name}` }, words);
    button.addEventListener('click', () => this._act(name));
    return button;
  }
}

function head() {
  return h('div', { class: 'line-columns', 'aria-hidden': 'true' }, ...HEADS.map((name) => h('span', {}, name)));
}

function none() {
  return h('p', { class: 'soft' }, 'No station yet. Switch one on; when it has called, it waits here to be adopted.');
}
