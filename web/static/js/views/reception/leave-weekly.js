// Leave of every week: an off-site college on Tuesday afternoons. What is due for its review stands first.

import { chip, h, icon } from '../../util/dom.js';
import { day, formTime } from '../../util/time.js';
import { actInDialog, askDialog, dialogField, showDialog } from '../dialogs.js';
import { toast, toastRefusal } from '../toasts.js';
import { Finder } from './finder.js';
import { field } from './leave-words.js';

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri'];

export function countDue(place, { weekly }) {
  const due = weekly.filter((one) => one.due || one.trouble).length;
  place.hidden = due === 0;
  place.textContent = due;
}

export function openWeekly({ socket, clock }, store) {
  const list = h('ul', { class: 'list leaves weekly' });
  const add = h('button', { class: 'button button-primary', type: 'button' }, icon('plus'), 'Another…');
  const dialog = showDialog({ title: 'Leave of every week', body: h('div', { class: 'dialog-body' }, h('p', { class: 'soft' }, 'In term, each turn becomes that day’s leave by itself: one tap.'), list, add) });
  add.addEventListener('click', () => {
    dialog.close();
    give(socket, clock.now(), store.state.weeks);
  });
  const stop = store.watch(({ weekly }) => list.replaceChildren(...(weekly.length ? weekly.map((one) => row(one, socket)) : [h('li', { class: 'quiet' }, 'None yet.')])));
  dialog.addEventListener('close', stop);
}

function row(one, socket) {
  const review = h('button', { class: 'button', type: 'button', 'aria-label': `Review ${one.pupil}` }, 'Review…');
  const end = h('button', { class: 'button button-quiet', type: 'button', 'aria-label': `End the weekly leave of ${one.pupil}` }, 'End…');
  review.addEventListener('click', () => reviewOne(one, socket));
  end.addEventListener('click', () => endOne(one, socket));
  return h(
    'li',
    { class: 'list-item weekly-row' },
    h('p', { class: 'list-title' }, `${one.pupil}, ${one.form}: ${one.place}`),
    h('p', { class: 'leave-note' }, one.due ? chip(`Review was due ${day(one.review)}`, 'warn', 'clock') : chip(`Review ${day(one.review)}`), one.waits_for && chip(`Waits for ${one.waits_for}`, 'warn'), one.turned_down && chip(`Turned down by ${one.turned_down}`, 'bad'), ` ${one.when} · to ${day(one.last)} · ${one.by}`),
    one.trouble && h('p', { class: 'leave-note', dataset: { tone: 'warn' } }, one.trouble),
    h('p', { class: 'card-acts' }, review, end),
  );
}

async function reviewOne(one, socket) {
  const answer = await actInDialog({
    title: `${one.pupil}: ${one.place}`,
    body: [h('p', {}, `${one.when}, until ${day(one.last)}. It goes on, and is looked at again on:`), dialogField({ label: 'Next review', name: 'review', type: 'date', required: true, max: one.last })],
    confirm: 'Goes on',
    act: ({ review }) => socket.command('weekly.review', { weekly: one.id, review }),
  });
  if (answer) toast(`The weekly leave of ${one.pupil} goes on.`, 'ok');
}

async function endOne(one, socket) {
  const values = await askDialog({ title: `End the weekly leave of ${one.pupil}?`, body: [h('p', {}, 'Leave that was given for today stays: cancel it in the list if it must not be used.')], confirm: 'End it', tone: 'danger', cancel: 'Keep it' });
  if (values && toastRefusal(await socket.command('weekly.end', { weekly: one.id }))) toast(`The weekly leave of ${one.pupil} has ended.`, 'ok');
}

async function give(socket, now, weeks) {
  let pupil = null;
  const today = formTime(now).slice(0, 10);
  const who = h('p', { class: 'field-label', role: 'status' }, 'Nobody chosen yet');
  const input = h('input', { class: 'input', type: 'text', role: 'combobox', autocomplete: 'off', maxlength: 60, 'aria-expanded': 'false', 'aria-controls': 'weekly-found', 'aria-label': 'Find the pupil', placeholder: 'Name, form or tag number' });
  const list = h('ul', { class: 'found', id: 'weekly-found', role: 'listbox', 'aria-label': 'Found', hidden: true });
  const days = DAYS.map((name, at) => h('label', { class: 'pill' }, h('input', { type: 'checkbox', name: `day-${at}`, value: 'yes' }), h('span', {}, name)));
  const asking = actInDialog({
    title: 'Leave of every week',
    body: [
      h('div', { class: 'search finder' }, icon('search'), input, list),
      who,
      field({ label: 'Where to', name: 'place', maxlength: 60, placeholder: 'Deeside College', required: true }),
      h('fieldset', { class: 'pills' }, h('legend', { class: 'field-label' }, 'On'), ...days),
      weeks.length ? weekField(weeks) : '',
      h('div', { class: 'field-row' }, field({ label: 'From', name: 'starts', type: 'time', required: true }), field({ label: 'Until', name: 'ends', type: 'time', required: true }), field({ label: 'Locked again by', name: 'back', type: 'time', optional: true })),
      h('div', { class: 'field-row' }, field({ label: 'First day', name: 'first', type: 'date', value: today, required: true }), field({ label: 'Last day', name: 'last', type: 'date', required: true }), field({ label: 'Review on', name: 'review', type: 'date', required: true })),
    ],
    confirm: 'Give it every week',
    act: (values) => {
      if (!pupil) return { ok: false, sentence: 'Find the pupil first.' };
      const weekdays = DAYS.map((_, at) => at).filter((at) => values[`day-${at}`]);
      const { place, week = '', starts, ends, back, first, last, review } = values;
      return socket.command('weekly.give', { pupil: pupil.id, place, weekdays, week, starts, ends, back_by: back, first, last, review });
    },
  });
  new Finder({ input, list, socket, inDialog: true, choose: (one) => {
    pupil = one;
    who.textContent = `${one.name}, ${one.form}`;
  } });
  input.focus();
  if (await asking) toast(`${pupil.name} has leave every week.`, 'ok');
}

/** Of a timetable of two weeks: in which of them. */
function weekField(weeks) {
  const options = [h('option', { value: '' }, 'Every week'), ...weeks.map((one) => h('option', { value: one }, `Week ${one}`))];
  return h('div', { class: 'field' }, h('label', { class: 'field-label', for: 'dialog-week' }, 'In'), h('select', { class: 'input', id: 'dialog-week', name: 'week' }, ...options));
}
