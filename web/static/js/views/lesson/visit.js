// Going into another's lesson for a written reason, leaving it, and who is in this one.

import { h, icon } from '../../util/dom.js';
import { replaceIfChanged } from '../../util/redraw.js';
import { clockTime } from '../../util/time.js';
import { actInDialog, dialogField, showDialog } from '../dialogs.js';
import { toastRefusal } from '../toasts.js';
import { radio } from './questions.js';

export async function askToVisit(socket) {
  const answer = await socket.command('visit.choices', {});
  if (!toastRefusal(answer)) return;
  if (answer.lessons.length === 0) {
    showDialog({ title: 'Another lesson', body: h('div', { class: 'dialog-body' }, h('p', {}, 'There is no other lesson in a computer room now.')) });
    return;
  }
  const choices = answer.lessons.map(({ id, room, title, teacher }, at) => radio('lesson', id, `${room}: ${title}, ${teacher}`, at === 0));
  const body = [
    h('div', { class: 'notice', 'data-tone': 'warn' }, icon('shield'), h('p', {}, 'This is not your lesson. Your name and your reason are written in the journal, and shown to its teacher and to safeguarding.')),
    h('fieldset', { class: 'choices' }, h('legend', { class: 'field-label' }, 'Lesson'), ...choices),
    dialogField({ label: 'Why', name: 'reason', required: true, minlength: 10, maxlength: 200, placeholder: 'Cover: Mr Pritchard was called away', autocomplete: 'off', autofocus: true }),
    h('fieldset', { class: 'truth' }, h('legend', { class: 'field-label' }, 'For'), radio('whole', '', '10 minutes', true), radio('whole', 'yes', 'the rest of the lesson')),
  ];
  const act = ({ lesson, reason, whole }) => socket.command('visit.start', { lesson, reason, whole: whole === 'yes' });
  const visit = await actInDialog({ title: 'Another lesson', body, confirm: 'Go in', act });
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
