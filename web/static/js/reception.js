// The reception desk: what the server tells goes to the views, what the receptionist does goes to the server.

import { live } from './live.js';
import { Store } from './core/store.js';
import { Finder } from './views/reception/finder.js';
import { drawHolds } from './views/reception/holds.js';
import { Leaver } from './views/reception/leaver.js';
import { askForGroup } from './views/reception/leave-group.js';
import { drawRequests } from './views/reception/leave-requests.js';
import { countDue, openWeekly } from './views/reception/leave-weekly.js';
import { drawLeaves, openNotSeen } from './views/reception/leaves.js';
import { drawMessages } from './views/reception/messages.js';
import { ReleasePanel } from './views/reception/release.js';
import { drawGates } from './views/reception/release-gates.js';
import { drawStations } from './views/reception/stations.js';
import { drawTaps } from './views/reception/taps.js';
import { drawTroubles } from './views/reception/troubles.js';

const at = (id) => document.getElementById(id);
const { socket, clock } = live;
const store = new Store({ sentences: [], stations: null, waiting: 0, plan: null, release: null, today: null, taps: null, leaves: null, holds: null, requests: [], weekly: [], weeks: [], messages: null });
const leaver = new Leaver({ socket, clock });
const panel = new ReleasePanel({ place: at('release'), socket, clock });

for (const part of ['troubles', 'stations', 'release', 'taps', 'leaves', 'holds', 'requests', 'weekly', 'messages']) {
  socket.on(part, (told) => store.update(told));
}
const dayEnd = new Store({ groups: {}, release: null, gates: [], untold: [] }); // the same as on the day-end page
for (const part of ['gates', 'gate-stations']) socket.on(part, (told) => dayEnd.update(told));
const drawDayEnd = (state) => {
  panel.groups = state.groups;
  drawGates({ list: at('release-gates'), notes: at('release-notes') }, state, { now: clock.now(), socket });
};
dayEnd.watch(drawDayEnd);
const draw = (state) => {
  drawTroubles(at('troubles'), state);
  panel.draw(state);
  drawStations({ place: at('stations'), note: at('stations-note') }, state, clock.now());
  drawTaps({ place: at('taps'), count: at('taps-count') }, state);
  drawLeaves(at('leaves'), state, { now: clock.now(), socket });
  drawHolds(at('holds'), state, { socket });
  drawRequests(at('requests'), state, { now: clock.now(), socket });
  drawMessages({ place: at('messages'), count: at('messages-count') }, state, { now: clock.now(), socket });
  countDue(at('weekly-due'), state);
};
store.watch(draw);
setInterval(() => {
  draw(store.state); // ages and countdowns move without news
  drawDayEnd(dayEnd.state);
}, 1000);
new Finder({ input: at('find'), list: at('found'), socket, choose: (pupil) => leaver.open(pupil), chooseClass: (group) => askForGroup(live, group) });
at('group-leave').addEventListener('click', () => askForGroup(live));
at('not-seen-back').addEventListener('click', () => openNotSeen(live));
at('weekly-leave').addEventListener('click', () => openWeekly(live, store));
socket.follow('messages');
socket.follow('day-end');
socket.follow('reception');
