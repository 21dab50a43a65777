// The register in numbers.

import { h } from '../../util/dom.js';
import { replaceIfChanged } from '../../util/redraw.js';
import { setFee } from './register-acts.js';
import { pounds } from './words.js';

export function drawTally(place, { counts, family, worn, fees, owed, price }, { socket }) {
  if (!counts) return;
  replaceIfChanged(place, [counts, family, worn, fees, owed, price], () => [
    stat(counts['in-use'], family ? `in use, ${family} of them family-owned` : 'in use'),
    stat(counts.spare, 'spare', counts.spare ? '' : 'warn'),
    stat(counts.lost, 'lost', counts.lost ? 'bad' : ''),
    stat(counts.damaged, worn ? `damaged; ${worn} more in use with a flaw` : 'damaged', counts.damaged ? 'warn' : ''),
    stat(owed, fees ? `to pay, in ${fees} fee${fees === 1 ? '' : 's'}` : 'to pay'),
    h(
      'div',
      { class: 'stat' },
      h('dt', { class: 'stat-label' }, 'replacement fee'),
      h('dd', { class: 'stat-value' }, price ? pounds(price) : 'None', ' ', h('button', { class: 'button button-small', type: 'button', onclick: () => setFee({ socket, price }) }, 'Change…')),
    ),
  ]);
}

function stat(value, label, tone = '') {
  return h('div', { class: 'stat', dataset: tone ? { tone } : {} }, h('dt', { class: 'stat-label' }, label), h('dd', { class: 'stat-value' }, String(value)));
}
