// Going into another's lesson or a free room for a written reason, leaving it, and who is in this one.

import { h, icon } from '../../util/dom.js';
import { replaceIfChanged } from '../../util/redraw.js';
import { clockTime } from '../../util/time.js';
import { actInDialog, dialogField, showDialog } from '../dialogs.js';
import { toastRefusal } from '../toasts.js';
import { radio } from './questions.js';

export async function askToVisit(socket) {
  const answer = await socket.command('visit.choices', {});
  if (!toastRefusal(answer)) return;
  const lessons = answer.lessons.map(({ id, room, title, teacher }) => ({ value: `lesson ${id}`, words: `${room}: ${title}, ${teacher}` }));
  const rooms = answer.rooms.map(({ id, room }) => ({ value: `room ${id}`, words: `${room}: no lesson now` }));
  const places = [...lessons, ...rooms];
  if (places.length === 0) {
    showDialog({ title: 'Another room', body: h('div', { class: 'dialog-body' }, h('p', {}, 'There is no other computer room.')) });
    return;
  }
  const body = [
    h('div', { class: 'notice', 'data-tone': 'warn' }, icon('shield'), h('p', {}, 'This is not your lesson. Your name and your reason are written in the journal, and shown to safeguarding and to the teacher whose lesson it is.')),
    h('fieldset', { class: 'choices' }, h('legend', { class: 'field-label' }, 'Where'), ...places.map(({ value, words }, at) => radio('place', value, words, at === 0))),
    dialogField({ label: 'Why', name: 'reason', required: true, minlength: 10, maxlength: 200, placeholder: 'Cover: Mr Pritchard was called away', autocomplete: 'off', autofocus: true }),
    h('fieldset', { class: 'truth' }, h('legend', { class: 'field-label' }, 'For'), radio('whole', '', '10 minutes', true), radio('whole', 'yes', 'the rest of the lesson; an hour where there is none')),
  ];
  const act = ({ place, reason, whole }) => {
    const at = place.indexOf(' ');
    return socket.command('visit.start', { [place.slice(0, at)]: place.slice(at + 1), reason, whole: whole === 'yes' });
  };
  const visit = await actInDialog({ title: 'Another lesson or room', body, confirm: 'Go in', act });
  if (visit) location.assign(visit.path);
}

/** On the page of a visit itself. */
export function wireLeaving(bar, desk) {
  const leave = bar?.querySelector('button');
  if (!leave) return;
  const ready = () => (leave.disabled = !desk.socket.connected);
  for (const change of ['up', 'down']) desk.socket.addEventListener(change, ready);
  ready();
  leave.addEventListener('click', async () => {
    const answer = await desk.command('visit.end', {}, leave);
    if (answer.ok) location.assign('/lesson');
  });
}

/** To the lesson's own teacher, and to the visitors: everybody who is in it and should be seen. */
export function showVisitors(place, desk) {
  desk.store.watch(({ visitors }) => {
    replaceIfChanged(place, visitors, () => visitors.filter(({ by }) => by !== desk.me).map(line));
    place.hidden = place.childElementCount === 0;
  });
}

function line({ by, reason, since, until }) {
  const when = `since ${clockTime(since)}, until ${clockTime(until)}`;
  return h('p', { class: 'visitor' }, icon('eye'), h('span', {}, h('strong', {}, `${by} is in this lesson`), ` ${when}. `, h('span', { class: 'not-shown' }, `“${reason}”`)));
}
