// The list at the gate: who is through and how, and who is not.

import { chip, h, icon, setText } from '../../util/dom.js';
import { keepList, replaceIfChanged } from '../../util/redraw.js';
import { found, inTurn, passed } from './place.js';

const TONES = { 'handed-in': 'info', 'declared-none': 'ok', adjustment: 'warn' };
const WORDS = { 'handed-in': 'handed in', 'declared-none': 'nothing', adjustment: 'approval' };

export function drawList(place, places, text, { grid, open, takeBack }) {
  const shown = found(inTurn(places), text);
  if (shown.length === 0) {
    replaceIfChanged(place, ['none', text], () => [h('li', { class: 'quiet' }, text ? nobody(text, grid) : 'Nobody sits in this room.')]);
    return;
  }
  keepList(place, shown, { id: (one) => one.number, key: (one) => one, build: (one) => row(one, open, takeBack) });
}

function nobody(text, { rows, columns }) {
  const [, letter, number] = /^([a-z])([0-9]{1,2})$/i.exec(text.trim()) ?? [];
  if (!letter) return `Nobody here is called “${text}”.`;
  const seat = `${letter.toUpperCase()}${number}`;
  const there = letter.toUpperCase().charCodeAt(0) - 64 <= rows && number >= 1 && number <= columns;
  return there ? `Nobody sits at ${seat}.` : `There is no seat ${seat} in this room.`;
}

function row(one, open, takeBack) {
  const words = [h('span', { class: 'gate-seat' }, one.seat ?? '–'), h('span', { class: 'gate-name' }, one.name, h('span', { class: 'soft' }, ` ${one.number}`))];
  if (!one.passage) {
    const state = one.presence === 'absent' ? chip('absent', 'off') : h('span', { class: 'soft' }, one.presence === 'expected' ? '' : 'in the room');
    return h('li', { class: 'gate-row', dataset: { state: one.presence } }, h('button', { class: 'gate-open', type: 'button', onclick: () => open(one) }, ...words, state, icon('chevron')));
  }
  const back = h('button', { class: 'button button-quiet', type: 'button', 'aria-label': `Take back the record of ${one.name}`, onclick: () => takeBack(one) }, icon('undo'), 'Take back');
  return h(
    'li',
    { class: 'gate-row', dataset: { state: 'through' } },
    h('div', { class: 'gate-done' }, ...words, chip(WORDS[one.passage.outcome], TONES[one.passage.outcome], 'check'), one.passage.outcome !== 'declared-none' && h('span', { class: 'small soft' }, passed(one.passage)), one.waits && chip('kept here', 'warn', 'offline')),
    back,
  );
}

export function drawCounts(place, places) {
  const here = places.filter(({ presence }) => presence !== 'absent');
  const through = here.filter(({ passage }) => passage);
  setText(place.querySelector('[data-through]'), `${through.length} of ${here.length}`);
  for (const outcome of Object.keys(WORDS)) setText(place.querySelector(`[data-count="${outcome}"]`), String(through.filter(({ passage }) => passage.outcome === outcome).length));
  const meter = place.querySelector('.meter > span');
  if (meter) meter.style.inlineSize = `${here.length ? (through.length * 100) / here.length : 0}%`;
}
