// Checking another's class, for a written reason: a visit to that lesson, as from the lesson page.

import { h, icon } from '../../util/dom.js';
import { actInDialog, dialogField, showDialog } from '../dialogs.js';
import { toastRefusal } from '../toasts.js';

export async function askToCover(socket) {
  const answer = await socket.command('check.to-cover', {});
  if (!toastRefusal(answer)) return;
  if (answer.lessons.length === 0) {
    showDialog({ title: 'Cover a lesson', body: h('div', { class: 'dialog-body' }, h('p', {}, 'There is no other lesson now.')) });
    return;
  }
  const options = answer.lessons.map(({ id, room, title, teacher }) => h('option', { value: id }, `${title}, ${room}, ${teacher}`));
  const body = [
    h('div', { class: 'notice', 'data-tone': 'warn' }, icon('shield'), h('p', {}, 'This is not your lesson. Your name and your reason are written in the journal, and shown to its teacher and to safeguarding.')),
    h('label', { class: 'field' }, h('span', { class: 'field-label' }, 'Lesson'), h('select', { class: 'input', name: 'lesson', autofocus: true }, ...options)),
    dialogField({ label: 'Why', name: 'reason', required: true, minlength: 10, maxlength: 200, placeholder: 'Cover: Mr Pritchard was called away', autocomplete: 'off' }),
  ];
  let chosen = '';
  const act = ({ lesson, reason }) => {
    chosen = lesson;
    return socket.command('visit.start', { lesson, reason, whole: true });
  };
  const visit = await actInDialog({ title: 'Cover a lesson', body, confirm: 'Check this class', act });
  if (visit) location.assign(`/checks?lesson=${encodeURIComponent(chosen)}`);
}
