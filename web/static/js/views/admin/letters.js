// Dead letters: what came and could not be taken, with why.

import { h, setText } from '../../util/dom.js';
import { replaceIfChanged } from '../../util/redraw.js';
import { clockTime, day } from '../../util/time.js';

const HEADS = ['Last came', 'What is wrong', 'Topic', 'Times', 'Bytes'];

export function drawLetters({ place, count }, { letters, parked }) {
  if (!letters) return;
  setText(count, parked > letters.length ? `${letters.length} newest of ${parked}` : '');
  replaceIfChanged(place, letters, () => [letters.length ? table(letters) : h('p', { class: 'soft' }, 'None. Everything that came was understood.')]);
}

function table(letters) {
  const head = h('thead', {}, h('tr', {}, ...HEADS.map((name) => h('th', { scope: 'col' }, name))));
  return h('div', { class: 'table-frame' }, h('table', { class: 'table table-cards' }, head, h('tbody', {}, ...letters.map(row))));
}

function row(letter) {
  const cells = [
    `${day(letter.last_at)}, ${clockTime(letter.last_at)}`,
    h('div', {}, h('p', {}, letter.sentence), h('p', { class: 'small soft' }, letter.code)),
    h('span', { class: 'letter-topic' }, letter.topic),
    letter.times,
    letter.size,
  ];
  return h('tr', {}, ...cells.map((cell, at) => h('td', { 'data-label': HEADS[at] }, cell)));
}
