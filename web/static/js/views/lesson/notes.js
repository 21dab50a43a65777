// Messages for pupils of this class, calls home, and who may use a phone now. Names and words are shown only when the
// teacher opens them, and never while the screens are hidden: this page may be on a projector.

import { h, icon } from '../../util/dom.js';
import { keepList, replaceIfChanged } from '../../util/redraw.js';
import { clockTime } from '../../util/time.js';
import { showDialog } from '../dialogs.js';
import { toast } from '../toasts.js';

const MAY = { use: 'may use a phone', leave: 'may leave' };

export function notesPanel(place, desk) {
  const { socket, store, lesson } = desk;
  const waiting = h('div', { class: 'notes-waiting', 'aria-live': 'polite' });
  const ring = h('button', { class: 'button', type: 'button' }, icon('phone'), 'A pupil would like to ring home…');
  const may = h('ul', { class: 'may-use', 'aria-label': 'Who may use a phone now' });
  ring.addEventListener('click', () => chooseCaller(desk));
  place.classList.add('notes-panel');
  place.replaceChildren(waiting, ring, h('h3', { class: 'notes-heading' }, 'Phones now'), may);
  socket.on('notes', (told) => store.update(told));
  socket.on('may-use', ({ may: known }) => store.update({ may: known }));
  store.watch(({ notes = { waiting: 0, urgent: false }, may: known = [] }) => {
    replaceIfChanged(waiting, notes, () => [badge(notes, desk)]);
    drawMay(may, known);
  });
  socket.follow(`notes:${lesson}`);
}

export function countNotes({ notes }) {
  return notes?.waiting ?? 0;
}

function badge({ waiting, urgent }, desk) {
  if (!waiting) return h('p', { class: 'soft small' }, 'No message waits for a pupil of this class.');
  const words = waiting === 1 ? 'A message for a pupil' : `${waiting} messages for pupils`;
  const open = h('button', { class: 'button', type: 'button' }, 'Read');
  open.addEventListener('click', () => read(desk, open));
  return h('div', { class: 'note-badge', dataset: { urgent } }, icon('message'), h('p', {}, urgent ? `${words}: urgent` : words), open);
}

async function read(desk, busy) {
  if (document.body.classList.contains('is-private')) return toast('Show the screens again first: this page may be on a projector.', 'info');
  const answer = await desk.command('note.read', {}, busy);
  if (!answer.ok) return undefined;
  const list = h('ul', { class: 'notes' });
  const dialog = showDialog({ title: 'For pupils of this class', body: h('div', { class: 'dialog-body' }, list) });
  list.append(...answer.notes.map((one) => note(one, desk, dialog)));
  if (!answer.notes.length) list.append(h('li', { class: 'quiet' }, 'Somebody was quicker: nothing waits any more.'));
  return undefined;
}

function note(one, desk, dialog) {
  const words = one.kind === 'from-home' ? one.text : one.answer || 'Reception has not answered yet.';
  const told = h('button', { class: 'button button-primary', type: 'button', 'aria-label': `Told ${one.pupil}` }, icon('check'), 'Told');
  const row = h(
    'li',
    { class: 'note', dataset: { urgent: one.urgent } },
    h('p', { class: 'note-who' }, h('strong', {}, one.pupil), one.urgent && h('span', { class: 'chip', dataset: { tone: 'bad' } }, 'Urgent')),
    h('p', { class: 'note-words' }, words),
    h('p', { class: 'soft small' }, one.kind === 'from-home' ? `From home, by ${one.by} at ${clockTime(one.at)}` : `Would like to ring home, asked at ${clockTime(one.at)}`),
    ['waiting', 'answered'].includes(one.state) && told,
  );
  told.addEventListener('click', async () => {
    const answer = await desk.command('note.pass-on', { message: one.id }, told);
    if (!answer.ok) return;
    row.remove();
    if (!dialog.querySelector('.note .button-primary')) dialog.close();
  });
  return row;
}

async function chooseCaller(desk) {
  const answer = await desk.command('note.class');
  if (!answer.ok) return;
  const send = h('button', { class: 'button button-primary', type: 'button', disabled: true }, 'Send to reception');
  let chosen = null;
  const pupils = answer.pupils.map((one) => {
    const pick = h('input', { type: 'radio', name: 'caller', value: one.id });
    pick.addEventListener('change', () => {
      chosen = one;
      send.disabled = false;
      send.textContent = `Send: ${one.name} would like to ring home`;
    });
    return h('label', { class: 'pill' }, pick, h('span', {}, one.name));
  });
  const body = h('div', {}, h('div', { class: 'dialog-body' }, h('div', { class: 'pills callers', role: 'radiogroup', 'aria-label': 'Who would like to ring home' }, ...pupils)), h('div', { class: 'dialog-foot' }, send));
  const dialog = showDialog({ title: 'Who would like to ring home?', body });
  send.addEventListener('click', async () => {
    const said = await desk.command('note.ask-to-ring', { pupil: chosen.id }, send);
    if (!said.ok) return;
    dialog.close();
    toast(`Reception knows. The answer comes here.`, 'ok');
  });
}

function drawMay(place, known) {
  if (!known.length) {
    replaceIfChanged(place, 'none', () => [h('li', { class: 'soft small' }, 'Nobody in particular: what the policy says stands at the top.')]);
    return;
  }
  keepList(place, known, { id: (one) => one.id, key: (one) => one, build: (one) => h('li', { class: 'is-name' }, h('strong', {}, one.name), ` ${MAY[one.may]}`) });
}
