// What was handed in and is still held: each goes back to whoever has its token.

import { h, icon } from '../../util/dom.js';
import { replaceIfChanged } from '../../util/redraw.js';

export function drawReturns(place, places, { giveBack }) {
  const held = places.filter(({ passage }) => passage?.token && !passage.returned_at).sort((one, other) => one.passage.token.localeCompare(other.passage.token, 'en', { numeric: true }));
  replaceIfChanged(place, held.map(({ number, passage }) => [number, passage.token]), () =>
    held.length ? held.map((one) => row(one, giveBack)) : [h('li', { class: 'quiet' }, 'Everything is given back.')],
  );
}

function row(one, giveBack) {
  return h(
    'li',
    { class: 'watch' },
    h('strong', {}, one.passage.token),
    h('span', {}, one.name, h('span', { class: 'soft small' }, ` ${one.passage.devices.join(', ')}`)),
    h('button', { class: 'button', type: 'button', 'aria-label': `Give back token ${one.passage.token}, ${one.name}`, onclick: () => giveBack(one) }, icon('check'), 'Give back'),
  );
}
