// What contradicts itself: a pupil with two pouches, two pupils for one, a tag that may be a copy.

import { h } from '../../util/dom.js';
import { replaceIfChanged } from '../../util/redraw.js';
import { setText } from '../../util/dom.js';
import { toastRefusal } from '../toasts.js';
import { conditionChip } from './words.js';

export function drawMatters({ panel, place, count }, { matters }, desk) {
  if (!matters) return;
  panel.hidden = matters.length === 0;
  setText(count, matters.length === 1 ? 'one thing' : `${matters.length} things`);
  replaceIfChanged(place, matters, () => matters.map((matter) => row(matter, desk)));
}

function row(matter, desk) {
  return h(
    'li',
    { class: 'matter', dataset: { kind: matter.kind } },
    h('p', { class: 'matter-what' }, matter.sentence),
    h('ul', { class: 'evidence' }, matter.evidence.map((one) => evidence(one, matter, desk))),
    h('div', { class: 'acts' }, ...MENDS[matter.kind](matter, desk)),
  );
}

function evidence({ entry, words }, matter, { socket, cards }) {
  const keep = () => send(socket, 'pouches.keep-one', { pouch: entry.id, revision: entry.revision });
  return h(
    'li',
    {},
    h('button', { class: 'link-button numbers', type: 'button', onclick: () => cards.pouch(entry.id) }, entry.id),
    h('span', { class: 'grow' }, ` ${words} `, conditionChip(entry)),
    matter.kind === 'two-pouches' && button(`Keep ${entry.id}`, keep),
  );
}

const MENDS = {
  'two-pouches': () => [h('span', { class: 'small soft' }, 'The other goes back into the spare pool.')],
  claim: (matter, { socket }) => [
    button('It stays whose it is', () => send(socket, 'pouches.settle-claim', { claim: matter.number, to_claimant: false })),
    button('Give it to the other pupil', () => send(socket, 'pouches.settle-claim', { claim: matter.number, to_claimant: true })),
  ],
  copy: (matter, { socket, cards }) => [
    button('Checked: it is no copy', () => send(socket, 'pouches.copy-checked', { number: matter.number })),
    button('Replace the pouch…', () => cards.pouch(matter.evidence[0].entry.id)),
  ],
};

function button(words, onclick) {
  return h('button', { class: 'button button-small', type: 'button', onclick }, words);
}

async function send(socket, name, payload) {
  toastRefusal(await socket.command(name, payload));
}
