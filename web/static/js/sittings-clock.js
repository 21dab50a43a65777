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

function finishes({ sitting: { finish }, places }) {
  const extra = new Map(places.filter((one) => one.extra > 0).map((one) => [one.extra, one.finish]));
  return [['Finish', finish], ...[...extra].sort(([one], [other]) => one - other).map(([percent, time]) => [`With ${percent} % extra time`, time])];
}

function draw() {
  const told = store.state.snapshot;
  const { stage, started_at: started, due_at: due } = told.sitting;
  setText(at('now'), clockTime(clock.now()));
  const rows = [[stage === 'planned' ? 'Starts' : 'Started', started ?? due], ...finishes(told)];
  replaceIfChanged(at('times'), rows, () => rows.map(([words, time]) => h('div', {}, h('dt', {}, words), h('dd', {}, clockTime(time)))));
  at('over').hidden = stage !== 'ended';
}

socket.on('exam', (told) => store.update({ snapshot: told }));
setInterval(draw, 1000);
store.watch(draw);
socket.follow(`exam:${sitting}/${room}`);
