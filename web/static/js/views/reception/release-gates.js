// The release gate by gate, in a few lines: the day-end page has the same in large.

import { chip, h, icon, setText } from '../../util/dom.js';
import { keepList, replaceIfChanged } from '../../util/redraw.js';
import { goOn, hold } from '../day-end/orders.js';
import { PHASES, headline, stillUntold } from '../day-end/words.js';

export function drawGates({ list, notes }, state, { now, socket }) {
  const { gates, release } = state;
  const shown = release && release.phase !== 'over' ? gates : [];
  list.hidden = !shown.length;
  const act = (what, gate) => () => what({ socket, release: state.release, gate });
  keepList(list, shown, {
    id: (one) => one.gate,
    key: (one) => [one.phase, release.id],
    build: (one) => row(one, act(one.phase === 'held' ? goOn : hold, one.gate)),
  });
  for (const one of shown) write(list.querySelector(`[data-key="${CSS.escape(one.gate)}"]`), one);
  drawNotes(notes, state, now);
}

function drawNotes(place, state, now) {
  const untold = stillUntold(state, now).map((one) => [one.opens ? 'bad' : 'warn', `${one.name} could not be told. ${one.does} ${one.remedy}`]);
  const { suggestion = '', asked = '' } = state.release && state.release.phase !== 'over' ? state.release : {};
  const found = [...untold, ['warn', suggestion], ['info', asked]].filter(([, sentence]) => sentence);
  replaceIfChanged(place, found, () => found.map(([tone, sentence]) => h('div', { class: 'notice', dataset: { tone } }, icon('warning'), h('p', {}, sentence))));
}

function write(element, gate) {
  const { label, figure } = headline(gate);
  setText(element.querySelector('.release-gate-when'), `${label} ${figure}`);
  setText(element.querySelector('.release-gate-count'), gate.phase === 'set' ? '' : `${gate.released} through${gate.phase === 'open' && gate.waiting ? `, about ${gate.waiting} waiting` : ''}`);
}

function row(gate, press) {
  const [word, tone, iconName] = PHASES[gate.phase];
  const held = gate.phase === 'held';
  const button = gate.phase === 'over' ? null : h('button', { class: 'button', type: 'button', onclick: press, 'aria-label': `${held ? 'Go on' : 'Hold'} at the ${gate.gate}` }, icon(held ? 'play' : 'hand'), held ? 'Go on' : 'Hold');
  return h('li', { class: 'release-gate' }, h('strong', { class: 'release-gate-name' }, gate.gate), chip(word, tone, iconName), h('span', { class: 'release-gate-when' }), h('span', { class: 'release-gate-count' }), button);
}
