// The gates, side by side. Each is built once; news writes only the cells that changed.

import { chip, h, icon, setText } from '../../util/dom.js';
import { keepList, replaceIfChanged } from '../../util/redraw.js';
import { askToEnd, askToMove, askToRelease, goOn, hold } from './orders.js';
import { PHASES, headline } from './words.js';

const BARS = 15; // minutes
const BUSY = 12; // taps a minute make half a bar at least
const PRESENCE = { ready: ['ok', 'ready'], late: ['warn', 'late'], lost: ['bad', 'lost'], alert: ['bad', 'needs a look'] };

export class Gates {
  constructor({ place, socket }) {
    this._place = place;
    this._socket = socket;
    this._cards = new Map();
    this._shown = {};
  }

  draw(state) {
    const { gates = [], stations = [], release } = state;
    this._shown = state;
    const names = gateNames(gates, stations);
    if (names.join('\n') !== [...this._cards.keys()].join('\n')) this._build(names);
    for (const name of names) {
      const mine = stations.filter((one) => one.gate === name);
      this._cards.get(name).draw(gates.find((one) => one.gate === name), mine, release, state.untold ?? []);
    }
  }

  _build(names) {
    const asked = (name) => ({ ...this._shown, socket: this._socket, gate: name });
    this._cards = new Map(names.map((name) => [name, new Card(name, () => asked(name))]));
    this._place.replaceChildren(...[...this._cards.values()].map((one) => one.element));
  }
}

class Card {
  constructor(name, asked) {
    this._asked = asked;
    this.element = h('article', { class: 'gate', dataset: { gate: name, phase: 'none' }, 'aria-label': name });
    const cell = (kind, tag = 'span') => h(tag, { class: kind });
    this._cells = Object.fromEntries(['gate-phase', 'gate-label', 'gate-figure', 'gate-waiting', 'gate-rate', 'gate-through'].map((kind) => [kind, cell(kind)]));
    this._bars = Array.from({ length: BARS }, () => h('span', { class: 'bar' }));
    this._heights = new Array(BARS).fill(-1);
    this._stations = h('ul', { class: 'gate-stations', 'aria-label': `Stations at the ${name}` });
    this._actions = h('div', { class: 'gate-actions' });
    this.element.append(
      h('header', { class: 'gate-head' }, h('h2', {}, name), this._cells['gate-phase']),
      h('p', { class: 'gate-main' }, this._cells['gate-label'], this._cells['gate-figure']),
      h('dl', { class: 'gate-facts' }, fact('Wait, about', this._cells['gate-waiting']), fact('A minute', this._cells['gate-rate']), fact('Through', this._cells['gate-through'])),
      h('div', { class: 'bars', 'aria-hidden': 'true' }, ...this._bars),
      this._stations,
      this._actions,
    );
  }

  draw(gate, stations, release, untold) {
    const phase = gate?.phase ?? 'none';
    if (this.element.dataset.phase !== phase) this.element.dataset.phase = phase;
    const [word, tone, iconName] = PHASES[phase] ?? ['Locked', 'off', 'lock'];
    replaceIfChanged(this._cells['gate-phase'], phase, () => [chip(word, tone, iconName)]);
    this._figures(gate, phase);
    this._draw(gate);
    this._pills(stations, release, untold);
    replaceIfChanged(this._actions, [phase, release?.id, release?.phase], () => this._buttons(phase, release));
  }

  _figures(gate, phase) {
    const { label, figure } = gate ? headline(gate) : { label: 'No release', figure: '–' };
    const counts = gate && phase !== 'set';
    setText(this._cells['gate-label'], label);
    setText(this._cells['gate-figure'], figure);
    setText(this._cells['gate-waiting'], counts && phase === 'open' ? String(gate.waiting) : '–');
    setText(this._cells['gate-rate'], counts ? String(gate.last_minute) : '–');
    setText(this._cells['gate-through'], counts ? `${gate.released} of ${gate.expected}` : gate ? `0 of ${gate.expected}` : '–');
  }

  _draw(gate) {
    const minutes = gate?.by_minute ?? [];
    const last = minutes.reduce((found, count, at) => (count ? at : found), 0);
    const from = Math.max(0, last + 1 - BARS);
    const top = Math.max(2 * BUSY, ...minutes);
    for (let at = 0; at < BARS; at += 1) {
      const height = Math.round(((minutes[from + at] ?? 0) / top) * 100) / 100;
      if (height === this._heights[at]) continue;
      this._heights[at] = height;
      this._bars[at].style.transform = `scaleY(${Math.max(0.02, height)})`;
    }
  }

  _pills(stations, release, untold) {
    const counted = (one) => (release && release.phase !== 'set' ? (release.by_station[one.id] ?? 0) : null);
    keepList(this._stations, stations, {
      id: (one) => one.id,
      key: (one) => [one.name, one.presence, one.level, one.mode, one.waiting >= 5],
      build: (one) => pill(one),
    });
    for (const one of stations) {
      const element = this._stations.querySelector(`[data-key="${CSS.escape(one.id)}"] .pill-count`);
      if (element) setText(element, counted(one) === null ? '' : String(counted(one)));
    }
    this._stations.dataset.untold = String(untold.length);
  }

  _buttons(phase, release) {
    const go = (act) => () => act(this._asked());
    if (phase === 'none' || phase === 'over') return [button('Open…', '', 'unlock', go(askToRelease))];
    const main = phase === 'held' ? button('Go on', 'primary', 'play', go(goOn)) : button('Hold', phase === 'open' || phase === 'early' ? 'danger' : '', 'hand', go(hold));
    const end = button(release.phase === 'set' ? 'Call off…' : 'End…', '', 'lock', go(askToEnd));
    return [main, button('Move…', '', 'clock', go(askToMove)), end];
  }
}

function gateNames(gates, stations) {
  const named = new Set([...gates.map((one) => one.gate), ...stations.map((one) => one.gate)]);
  return [...named].sort((one, two) => one.localeCompare(two, 'en-GB', { numeric: true }));
}

function fact(label, cell) {
  return h('div', {}, h('dt', {}, label), h('dd', {}, cell));
}

function pill(one) {
  const [tone, word] = PRESENCE[one.presence] ?? PRESENCE.lost;
  const words = [word];
  if (!one.level) words.push('not told');
  if (one.mode !== 'normal' && one.mode !== 'release') words.push(one.mode);
  if (one.waiting >= 5) words.push('reporting late');
  const said = one.level && tone === 'ok' && words.length === 1 ? '' : words.filter((each) => each !== 'ready').join(', ');
  return h(
    'li',
    { class: 'pill-station', dataset: { tone: one.level ? tone : 'bad', station: one.id } },
    icon(tone === 'ok' && one.level ? 'check' : 'warning'),
    h('span', { class: 'pill-name' }, one.name),
    h('span', { class: said ? 'pill-state' : 'for-screen-readers' }, said || 'ready, told'),
    h('span', { class: 'pill-count numbers' }),
  );
}

function button(label, kind, iconName, press) {
  return h('button', { class: `button ${kind && `button-${kind}`}`, type: 'button', onclick: press }, icon(iconName), label);
}
