// A class check: what is touched is kept on this device at once and sent; the server tells how the class stands.

import { live } from './live.js';
import { CheckQueue, forgetOld } from './core/check-queue.js';
import { Store } from './core/store.js';
import { ClassGrid } from './views/checks/class.js';
import { drawCounts, drawSaved } from './views/checks/counts.js';
import { askToCover } from './views/checks/cover.js';
import { toast, toastRefusal } from './views/toasts.js';

const at = (id) => document.getElementById(id);
const { socket } = live;
const { sheet, me } = JSON.parse(at('check-data').textContent);
const lesson = sheet.lesson;
const store = new Store({ sheet });

forgetOld(lesson.split('@')[1]);
const queue = new CheckQueue(`${me}-${lesson}`, async ({ change, marks }) => {
  const answer = await socket.command('check.mark', { lesson, change, marks });
  if (answer.sheet) store.update({ sheet: answer.sheet }); // before the change leaves the queue, so that nothing flickers
  return answer;
});

/** The class as the server knows it, with what still waits here on top. */
function pupils() {
  const over = queue.over();
  return store.state.sheet.pupils.map((one) => (over.has(one.id) ? mine(one, over.get(one.id)) : one));
}

function mine(one, mark) {
  const evidence = mark === 'locked' ? (one.evidence ?? 'seen') : null;
  return { ...one, mark, evidence };
}

function mark(ids, to, words) {
  const known = new Map(pupils().map((one) => [one.id, one]));
  const changed = ids.filter((id) => known.get(id).mark !== to);
  if (changed.length === 0) return;
  const name = changed.length === 1 ? known.get(changed[0]).name : `${changed.length} pupils`;
  queue.add(
    changed.map((pupil) => ({ pupil, mark: to })),
    changed.map((pupil) => ({ pupil, mark: known.get(pupil).mark })),
    words ?? name,
  );
}

function rest() {
  const left = pupils().filter((one) => one.mark === 'not-checked');
  if (left.length === 0) toast('Every pupil is marked already.');
  mark(left.map(({ id }) => id), 'locked');
}

function undo() {
  const last = queue.undo();
  if (last) toast(`Undone: ${last.words}.`);
}

const grid = at('class') && new ClassGrid({ place: at('class'), mark });

function draw() {
  const now = pupils();
  grid?.draw(now);
  drawCounts(at('counts'), now);
  drawSaved(at('saved'), { waiting: queue.waiting, connected: socket.connected, lastAt: store.state.sheet.last_at });
  if (!grid) return;
  at('undo').disabled = queue.last === null;
  at('rest').disabled = now.every((one) => one.mark !== 'not-checked');
  if (at('station') && document.activeElement !== at('station')) at('station').value = store.state.sheet.station?.id ?? '';
}

async function tapAt({ target }) {
  const answer = await socket.command('check.tap-at', { lesson, station: target.value || null });
  if (!toastRefusal(answer)) target.value = store.state.sheet.station?.id ?? '';
  else if (target.value) toast('Pouches of this class that are held to that station are marked as locked, tapped.', 'ok');
}

socket.on('check', (told) => store.update({ sheet: told }));
for (const change of ['up', 'down']) socket.addEventListener(change, draw);
socket.addEventListener('up', () => queue.flush());
setInterval(() => socket.connected && queue.flush(), 3000); // an answer that never came is asked for again
queue.addEventListener('change', draw);
queue.addEventListener('refused', ({ detail }) => toast(detail.sentence, 'bad'));
store.watch(draw);

at('rest')?.addEventListener('click', rest);
at('undo')?.addEventListener('click', undo);
at('station')?.addEventListener('change', tapAt);
at('cover').addEventListener('click', () => askToCover(socket));
at('lesson')?.addEventListener('change', ({ target }) => location.assign(`/checks?lesson=${encodeURIComponent(target.value)}`));
document.addEventListener('keydown', (event) => {
  if (!grid || event.altKey || event.target.closest('input, select, textarea, dialog')) return;
  const key = event.key.toLowerCase();
  if (key === 'z') undo();
  else if (key === 'a' && !event.ctrlKey && !event.metaKey) rest();
  else return;
  event.preventDefault();
});
socket.follow(`check:${lesson}`);
