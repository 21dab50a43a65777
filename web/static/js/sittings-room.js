// An exam room while a sitting is on: register, log, invigilators. Each line is kept on this device at once, and sent.

import { LineQueue } from './core/line-queue.js';
import { Store } from './core/store.js';
import { live } from './live.js';
import { h } from './util/dom.js';
import { actInDialog, askDialog, dialogField } from './views/dialogs.js';
import { askFound } from './views/sittings/found.js';
import { drawKept } from './views/sittings/kept.js';
import { drawReturns } from './views/sittings/returns.js';
import { askName, askReport, drawAttested, drawHead, drawLog, drawRatio, drawWatches } from './views/sittings/log.js';
import { drawPcs } from './views/sittings/pcs.js';
import { withWaiting } from './views/sittings/place.js';
import { askAtSeat } from './views/sittings/seat-card.js';
import { drawSeats } from './views/sittings/seats.js';
import { toast, toastRefusal } from './views/toasts.js';

const at = (id) => document.getElementById(id);
const { socket, clock } = live;
const { sitting, room, me, officer, categories, words, grid, duties, kinds, snapshot, pcs } = JSON.parse(at('room-data').textContent);
const store = new Store({ snapshot, pcs });
const queue = new LineQueue(`${me}-${sitting}-${room}`, (command, payload) => socket.command(command, payload), { keyless: ['exam.move', 'exam.return', 'exam.sign-out'] });

const now = () => withWaiting(store.state.snapshot, queue.waiting);
const write = (command, more) => queue.add(command, { sitting, ...more }, clock.now());
const onDuty = () => now().watches.filter(({ went_at: went }) => !went).map(({ name }) => name);

function open(one) {
  askAtSeat({
    one,
    categories,
    invigilators: onDuty(),
    mark: (step, who = '') => write('exam.mark', { candidate: one.number, step, with_whom: who }),
    report: (kind) => report(kind, one.seat),
    found: (what) => askFound({ one, what, write: (what, where) => write('exam.found', { room, seat: one.seat, what, where }) }),
    move: () => move(one),
  });
}

function report(kind = 'other', seat = '') {
  const seats = now().places.map((one) => one.seat).filter(Boolean);
  return askReport({ kinds, kind, seats, seat, write: (entry) => write('exam.report', { room, ...entry }) });
}

async function move(one) {
  const moved = await actInDialog({
    title: `Move ${one.name} from ${one.seat}`,
    body: [dialogField({ label: 'To seat', name: 'seat', required: true, maxlength: 3, autocomplete: 'off', placeholder: 'C12' }), dialogField({ label: 'Why', hint: 'It stays on the seating plan.', name: 'reason', required: true, maxlength: 200, autocomplete: 'off' })],
    confirm: 'Move',
    act: ({ seat, reason }) => atOnce('exam.move', { room, candidate: one.number, seat: seat.trim().toUpperCase(), reason }),
  });
  if (moved) toast(`${one.name} is moved.`, 'ok');
}

/** With its answer, in the dialog that asked for it. Cut off, it is kept like any other line. */
async function atOnce(command, more) {
  if (socket.connected) return socket.command(command, { sitting, ...more, at: clock.now().toISOString() });
  write(command, more);
  return { ok: true };
}

function attest(what, sentence) {
  const names = [...onDuty(), ...duties];
  return askName({ title: 'Attest', sentence: `${sentence}.`, label: 'Who says so', confirm: 'I attest it', names, done: async (name) => {
    write('exam.attest', { room, what, name });
    return { ok: true };
  } });
}

function signIn() {
  const here = new Set(onDuty());
  const names = duties.filter((name) => !here.has(name));
  return askName({ title: 'An invigilator comes in', label: 'Name', confirm: 'Sign in', names, done: async (name) => {
    write('exam.sign-in', { room, name });
    return { ok: true };
  } });
}

async function signOut({ name }) {
  const { ratio } = now();
  const body = ratio && ratio.there <= ratio.needed ? [h('p', {}, `${ratio.needed} ${ratio.needed === 1 ? 'invigilator is' : 'invigilators are'} needed here; ${ratio.there - 1} will be left.`)] : [];
  if (body.length && !(await askDialog({ title: `${name} goes?`, body, confirm: 'Goes', tone: 'danger' }))) return;
  write('exam.sign-out', { name });
}

function giveBack({ passage: { token }, name }) {
  write('exam.return', { room, token });
  toast(`Given back to ${name}.`, 'ok');
}

async function start() {
  const { missing, unreached } = now();
  const said = missing
    ? [h('p', {}, missing), dialogField({ label: 'Start all the same, because', hint: 'The record shows your name and this reason.', name: 'override', required: true, maxlength: 200, autocomplete: 'off' })]
    : [h('p', {}, 'Everybody who sits is on record at the gate. The finishing times count from now.')];
  const body = [...unreached.map((sentence) => h('p', { class: 'warn-text' }, sentence)), ...said];
  const answer = await actInDialog({ title: 'Start this sitting, in all its rooms?', body, confirm: 'Start', tone: missing ? 'danger' : 'primary', act: ({ override = '' }) => socket.command('exam.start', { sitting, override }) });
  if (answer) toast('The sitting has started.', 'ok');
}

async function end() {
  const body = [h('p', {}, 'In all its rooms. The register, the log and the plan stay as they are.')];
  if (await askDialog({ title: 'End this sitting?', body, confirm: 'End it', tone: 'danger' })) toastRefusal(await socket.command('exam.end', { sitting }));
}

async function settle(one, command, done) {
  if (toastRefusal(await socket.command(command, { sitting, departure: one.id }))) toast(done, 'ok');
}

const lookedAt = {
  log: (one) => settle(one, 'exam.log-departure', 'Written into the incident log.'),
  aside: (one) => settle(one, 'exam.set-aside-departure', 'Set aside. It stays in the record.'),
};

function draw() {
  const told = now();
  const { stage } = told.sitting;
  drawHead(at('stage'), told.sitting, clock.now());
  drawSeats(at('seats'), told.places, { grid, short: told.gate.short, open });
  drawRatio(at('ratio'), told.ratio);
  drawWatches(at('watches'), told.watches, { out: signOut });
  drawAttested(at('attested'), told.attested, words.attested, { say: attest });
  drawLog(at('log'), told.incidents, words.incidents);
  drawPcs(at, store.state.pcs, { ...lookedAt, ended: stage === 'ended' });
  drawReturns(at('returns'), told.places, { giveBack });
  at('returns-panel').hidden = stage === 'planned' || !told.places.some(({ passage }) => passage?.token);
  drawKept(at, queue, socket.connected);
  at('override').hidden = !told.sitting.override;
  at('override').textContent = told.sitting.override && `Started although something was missing: ${told.sitting.override}`;
  at('unreached').hidden = !told.unreached.length;
  at('unreached').replaceChildren(...told.unreached.map((sentence) => h('p', {}, sentence)));
  if (officer) Object.assign(at('start'), { hidden: stage !== 'planned' });
  if (officer) Object.assign(at('end'), { hidden: stage !== 'started' });
}

socket.on('exam', (told) => store.update({ snapshot: told }));
socket.on('exam-pcs', (told) => store.update({ pcs: told }));
for (const change of ['up', 'down']) socket.addEventListener(change, draw);
socket.addEventListener('up', () => queue.flush());
setInterval(() => socket.connected && queue.flush(), 3000); // an answer that never came is asked for again
setInterval(() => drawHead(at('stage'), store.state.snapshot.sitting, clock.now()), 1000);
queue.addEventListener('change', draw);
store.watch(draw);
at('report').addEventListener('click', () => report());
at('sign-in').addEventListener('click', signIn);
at('start')?.addEventListener('click', start);
at('end')?.addEventListener('click', end);
socket.follow(`exam:${sitting}/${room}`);
