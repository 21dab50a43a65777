// The station desk: adopt, look after, replace and revoke; tags seen twice, dead letters, journal.

import { live } from './live.js';
import { Store } from './core/store.js';
import { h, icon, setText } from './util/dom.js';
import { Letters } from './views/admin/letters.js';
import { askForMode } from './views/admin/mode-dialog.js';
import { StationLines } from './views/admin/stations.js';
import { summary } from './views/admin/station-words.js';
import { drawTwice, drawWalks } from './views/admin/twice.js';
import { Waiting } from './views/admin/waiting.js';
import { drawTroubles } from './views/reception/troubles.js';
import { toastRefusal } from './views/toasts.js';

const at = (id) => document.getElementById(id);
const { socket, clock } = live;
const store = new Store({ stations: null, sentences: [], letters: null, parked: 0, twice: null, walks: null });
const lines = new StationLines({ place: at('ours'), socket });
const waiting = new Waiting({ place: at('waiting'), all: at('dismiss-all'), hint: at('waiting-hint'), socket });
const letters = new Letters({ place: at('letters'), count: at('letters-count'), actions: at('letters-actions'), socket });

for (const part of ['stations', 'letters', 'tags']) socket.on(part, (told) => store.update(told));

const draw = (state) => {
  drawTroubles(at('troubles'), state);
  if (state.stations) setText(at('summary'), summary(state.stations));
  waiting.draw(state);
  lines.draw(state.stations, clock.now());
  drawTwice(at('twice'), state, socket);
  drawWalks({ panel: at('walks-panel'), place: at('walks') }, state, socket);
  letters.draw(state);
};
store.watch(draw);
setInterval(() => draw(store.state), 1000);

at('set-mode').addEventListener('click', () => askForMode({ stations: store.state.stations ?? [], socket }));
at('dismiss-letters').addEventListener('click', () => letters.askToDismissAll());
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
