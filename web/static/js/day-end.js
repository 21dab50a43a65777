// The day-end desk: one large screen for the minutes after the bell.

import { live } from './live.js';
import { Store } from './core/store.js';
import { Gates } from './views/day-end/gates.js';
import { Hero } from './views/day-end/hero.js';
import { drawTroubles } from './views/reception/troubles.js';

const at = (id) => document.getElementById(id);
const { socket, clock } = live;
const store = new Store({ sentences: [], plan: null, groups: {}, release: null, gates: [], buses: [], stations: [], untold: [] });
const hero = new Hero({ socket, clock });
const gates = new Gates({ place: at('gates'), socket });

for (const part of ['troubles', 'gates', 'gate-stations']) socket.on(part, (told) => store.update(told));
store.watch((state) => {
  drawTroubles(at('troubles'), state);
  hero.draw(state);
  gates.draw(state);
  at('no-gates').hidden = !state.plan || state.gates.length + state.stations.length > 0;
});
setInterval(() => hero.tick(), 1000);
socket.follow('day-end');
