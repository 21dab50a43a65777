// The page of a station's own log: asks for it, shows how far it has come, and shows it when it is there.

import { live } from './live.js';
import { h } from './util/dom.js';
import { toastRefusal } from './views/toasts.js';

const { socket } = live;
const place = document.getElementById('progress');
const buttons = { read: false, 'read-all': true };
const { station } = place.dataset;

for (const [id, everything] of Object.entries(buttons)) {
  document.getElementById(id).addEventListener('click', () => read(everything));
}
socket.on('log', (told) => told.station === station && show(told));
socket.follow('stations');
socket.addEventListener('up', () => busy(place.dataset.state === 'under-way')); // before, nobody could be asked

async function read(everything) {
  busy(true);
  const answer = await socket.command('station.read-log', { station, everything });
  if (!toastRefusal(answer)) busy(false);
}

function show({ state, got, asked }) {
  if (state !== 'under-way') return location.assign(location.pathname);
  busy(true);
  const words = asked ? `${got} of ${asked} records` : 'The station is asked…';
  place.replaceChildren(h('p', {}, words), h('progress', { class: 'meter', max: asked || 1, value: got, 'aria-label': 'Records read' }));
}

function busy(is) {
  for (const id of Object.keys(buttons)) document.getElementById(id).toggleAttribute('disabled', is);
}
