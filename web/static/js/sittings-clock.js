// The room's screen: centre number, the time, when it started and when it ends, for everybody's extra time.

import { Store } from './core/store.js';
import { live } from './live.js';
import { h, setText } from './util/dom.js';
import { replaceIfChanged } from './util/redraw.js';
import { clockTime } from './util/time.js';

const at = (id) => document.getElementById(id);
const { socket, clock } = live;
const { sitting, room, snapshot } = JSON.parse(at('room-data').textContent);
const store = new Store({ snapshot });

function finishes({ sitting: { finish }, extras }) {
  return [['Finish', finish], ...extras.map((one) => [`With ${one.percent} % extra time`, one.finish])];
}

function draw() {
  const told = store.state.snapshot;
  const { stage, started_at: started, due_at: due } = told.sitting;
  setText(at('now'), clockTime(clock.now()));
  const rows = [[stage === 'planned' ? 'Starts' : 'Started', started ?? due], ...finishes(told)];
  replaceIfChanged(at('times'), rows, () => rows.map(([words, time]) => h('div', {}, h('dt', {}, words), h('dd', {}, clockTime(time)))));
  at('over').hidden = stage !== 'ended';
}

socket.on('exam-clock', (told) => store.update({ snapshot: told }));
setInterval(draw, 1000);
store.watch(draw);
socket.follow(`exam-clock:${sitting}/${room}`);
