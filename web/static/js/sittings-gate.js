// The gate before an exam room. Each line is kept on this device at once, and sent.

import { LineQueue } from './core/line-queue.js';
import { Store } from './core/store.js';
import { live } from './live.js';
import { askDialog } from './views/dialogs.js';
import { askAtGate } from './views/sittings/gate-card.js';
import { drawCounts, drawList } from './views/sittings/gate.js';
import { drawKept } from './views/sittings/kept.js';
import { withWaiting } from './views/sittings/place.js';
import { toast, toastRefusal } from './views/toasts.js';
import { h } from './util/dom.js';

const at = (id) => document.getElementById(id);
const { socket, clock } = live;
const { sitting, room, name, grid, me, categories, snapshot } = JSON.parse(at('room-data').textContent);
const store = new Store({ snapshot, text: '' });
const queue = new LineQueue(`${me}-${sitting}-${room}`, (command, payload) => socket.command(command, payload));

const now = () => withWaiting(store.state.snapshot, queue.waiting);

function open(one, begun = null) {
  const taken = new Map(now().places.filter(({ passage }) => passage?.token).map(({ passage, name }) => [passage.token, name]));
  const take = (given) => {
    if (begun) queue.putAway(begun);
    pass(one, given);
  };
  askAtGate({ one, room: name, categories, taken, take, begun });
}

/** What the server would not have, with all that was typed. */
function mend(line) {
  const one = now().places.find(({ number }) => number === line.payload.candidate);
  if (one && !one.passage) open(one, line);
  else queue.putAway(line);
}

function pass(one, given) {
  queue.add('exam.pass', { sitting, candidate: one.number, ...given }, clock.now());
  at('find').value = '';
  store.update({ text: '' });
  at('find').focus();
}

async function takeBack(one) {
  const body = [h('p', {}, `What is on record for ${one.name} no longer counts, and stays in the journal.`)];
  const sure = await askDialog({ title: 'Take this record back?', body, confirm: 'Take it back', tone: 'danger' });
  if (sure && toastRefusal(await socket.command('exam.take-back', { sitting, candidate: one.number }))) toast(`Taken back. Ask ${one.name} again.`, 'ok');
}

function draw() {
  const { places } = now();
  drawCounts(at('counts'), places);
  drawList(at('gate-list'), places, store.state.text, { grid, open, takeBack });
  drawKept(at, queue, socket.connected, mend);
}

socket.on('exam', (told) => store.update({ snapshot: told }));
for (const change of ['up', 'down']) socket.addEventListener(change, draw);
socket.addEventListener('up', () => queue.flush());
setInterval(() => socket.connected && queue.flush(), 3000); // an answer that never came is asked for again
queue.addEventListener('change', draw);
store.watch(draw);
at('find').addEventListener('input', ({ target }) => store.update({ text: target.value }));
at('find').addEventListener('keydown', (event) => {
  if (event.key !== 'Enter') return;
  event.preventDefault(); // or the key would press what the card puts under it
  const only = at('gate-list').querySelectorAll('.gate-open');
  if (only.length === 1) only[0].click();
});
socket.follow(`exam:${sitting}/${room}`);
draw();
