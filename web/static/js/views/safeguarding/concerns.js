// Concerns: the queue without words, one that is opened with its words, and the screens that pupils hid.

import { chip, h } from '../../util/dom.js';
import { keepList, replaceIfChanged } from '../../util/redraw.js';
import { clockTime, day } from '../../util/time.js';
import { showDialog } from '../dialogs.js';
import { toast, toastRefusal } from '../toasts.js';

const when = (moment) => `${day(moment)}, ${clockTime(moment)}`;
const none = (place, words) => replaceIfChanged(place, words, () => [h('li', { class: 'quiet' }, h('p', {}, words))]);

export function drawConcerns({ place, count }, open, socket) {
  const fresh = open.filter((one) => !one.taken_by).length;
  count.textContent = fresh ? `${fresh} new` : '';
  if (!open.length) return none(place, 'No concern is open.');
  keepList(place, open, { id: (one) => one.id, key: (one) => one, build: (one) => row(one, socket) });
}

export function drawClosed(place, closed, socket) {
  if (!closed.length) return none(place, 'None has been closed.');
  keepList(place, closed, { id: (one) => one.id, key: (one) => one, build: (one) => row(one, socket) });
}

export function drawHidings(place, hidings) {
  if (!hidings.length) return none(place, 'No pupil hid the screen.');
  keepList(place, hidings, { id: (one) => one.id, key: (one) => one, build: hiding });
}

function row(one, socket) {
  const read = h('button', { class: 'button', type: 'button', 'aria-label': `Read report ${one.id}` }, 'Read…');
  read.addEventListener('click', () => open(one, socket));
  return h(
    'li',
    { class: 'list-item concern', dataset: { concern: one.id } },
    h('p', { class: 'list-title' }, `Report ${one.id}`, state(one), one.talk && chip('may be talked to', 'info', 'message')),
    read,
    h('p', { class: 'list-note' }, `${one.pc} · ${when(one.at)}${late(one)}`),
  );
}

function state(one) {
  if (one.closed_by) return chip(`closed by ${one.closed_by}, ${when(one.closed_at)}`, 'off', 'check');
  return one.taken_by ? chip(`with ${one.taken_by}`, 'ok', 'user') : chip('new', 'warn', 'bell');
}

function late({ at, arrived_at: arrived }) {
  return new Date(arrived) - new Date(at) > 120_000 ? `, arrived ${when(arrived)}` : '';
}

async function open(one, socket) {
  const words = await socket.command('concern.read', { concern: one.id });
  if (!words.ok) return toastRefusal(words);
  const body = h('div', {}, h('div', { class: 'dialog-body' }, ...report(one, words)));
  const dialog = showDialog({ title: `Report ${one.id}`, body });
  if (!one.closed_at) body.append(...actions(one, socket, dialog));
}

function report(one, words) {
  const facts = [
    ['From, as the PC says', who(words)],
    ['At', `${one.pc}, ${when(one.at)}`],
    ['About', words.about || 'nobody was named'],
    ['May we talk to them?', one.talk ? 'yes' : 'no'],
    words.note && ['What was done', words.note],
  ];
  return [
    h('blockquote', { class: 'concern-words', dir: 'auto' }, words.what),
    h('dl', { class: 'facts' }, ...facts.filter(Boolean).flatMap(([name, value]) => [h('dt', {}, name), h('dd', { dir: 'auto' }, value)])),
  ];
}

function actions(one, socket, dialog) {
  const note = h('textarea', { class: 'input', id: 'concern-note', maxlength: 2000 });
  const error = h('p', { class: 'field-error', role: 'alert' });
  const act = (name, payload, done) => async () => {
    const answer = await socket.command(name, { concern: one.id, ...payload() });
    error.textContent = answer.ok ? '' : answer.sentence;
    if (!answer.ok) return;
    toast(done, 'ok');
    dialog.close();
  };
  const take = h('button', { class: 'button', type: 'button' }, 'Take it on');
  const close = h('button', { class: 'button button-primary', type: 'button' }, 'Close it');
  take.addEventListener('click', act('concern.take', () => ({}), 'You have taken it on.'));
  close.addEventListener('click', act('concern.close', () => ({ note: note.value }), 'Closed.'));
  const field = h('div', { class: 'field' }, h('label', { class: 'field-label', for: 'concern-note' }, 'What was done'), h('p', { class: 'field-hint' }, 'Needed to close it. Kept encrypted beside the report.'), note);
  return [h('div', { class: 'dialog-body' }, field, error), h('div', { class: 'dialog-foot' }, !one.taken_by && take, close)];
}

/** A login is the PC's own word, and so is the name that the school's list has for it. */
function who({ pupil, login }) {
  if (!login) return 'nobody was logged in';
  return pupil ? `${pupil} (${login})` : `${login}, whom the school’s list does not know`;
}

function hiding(one) {
  return h(
    'li',
    { class: 'list-item hiding' },
    h('p', { class: 'list-title', dir: 'auto' }, one.title || 'The page’s title is not known'),
    one.ended_at ? null : chip('hidden now', 'warn', 'eye'),
    h('p', { class: 'hiding-address', dir: 'ltr' }, one.address || 'The address is not known.'),
    h('p', { class: 'list-note' }, `${who(one)}, as the PC says · ${one.pc} · ${when(one.at)}${one.ended_at ? `, shown again ${clockTime(one.ended_at)} (${one.ended_by})` : ''}`),
  );
}
