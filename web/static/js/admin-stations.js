// The stations page of the set-up desk: adopt, revoke, dead letters, journal.

import { live } from './live.js';
import { Store } from './core/store.js';
import { h, icon } from './util/dom.js';
import { drawLetters } from './views/admin/letters.js';
import { drawAdopted } from './views/admin/stations.js';
import { drawWaiting } from './views/admin/waiting.js';
import { drawTroubles } from './views/reception/troubles.js';
import { toastRefusal } from './views/toasts.js';

const at = (id) => document.getElementById(id);
const { socket, clock } = live;
const store = new Store({ stations: null, sentences: [], letters: null, parked: 0 });

socket.on('stations', (told) => store.update(told));
socket.on('letters', (told) => store.update(told));

const draw = (state) => {
  drawTroubles(at('troubles'), state);
  drawWaiting({ panel: at('waiting-panel'), place: at('waiting') }, state, socket);
  drawAdopted(at('ours'), state, { now: clock.now(), socket });
  drawLetters({ place: at('letters'), count: at('letters-count') }, state);
};
store.watch(draw);
setInterval(() => draw(store.state), 1000);

at('check-journal').addEventListener('click', async ({ currentTarget: button }) => {
  button.setAttribute('aria-busy', 'true');
  const answer = await socket.command('journal.check', {});
  button.removeAttribute('aria-busy');
  if (!toastRefusal(answer)) return;
  const tone = answer.whole ? 'ok' : 'bad';
  at('journal-result').replaceChildren(
    h('div', { class: 'notice', dataset: { tone } }, icon(answer.whole ? 'check' : 'warning'), h('p', {}, answer.result)),
  );
});
socket.follow('stations');
