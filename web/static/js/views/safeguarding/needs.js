// Standing needs: those that count now, giving one, and ending one. Nobody but safeguarding is told of them.

import { chip, h } from '../../util/dom.js';
import { keepList, replaceIfChanged } from '../../util/redraw.js';
import { day } from '../../util/time.js';
import { actInDialog, dialogField } from '../dialogs.js';
import { toast } from '../toasts.js';

const KEPT = 'Kept in the journal, and shown on no page.';

export function drawNeeds({ place, count }, { needs }, { socket }) {
  if (!needs) return;
  count.textContent = needs.length ? `${needs.length}` : '';
  if (!needs.length) {
    replaceIfChanged(place, 'none', () => [h('li', { class: 'quiet' }, h('p', {}, 'No pupil has a standing need.'))]);
    return;
  }
  keepList(place, needs, { id: (one) => one.id, key: (one) => one, build: (one) => row(one, socket) });
}

/** `kinds` are the options to choose from, `today` is written 2026-09-01. */
export async function giveNeed(socket, pupil, { kinds, today }) {
  const answer = await actInDialog({
    title: `A standing need of ${pupil.name}`,
    body: fields(kinds, today),
    confirm: 'Give it',
    act: (values) => socket.command('need.give', { pupil: pupil.id, ...values }),
  });
  if (answer) toast(`${pupil.name} may use a phone: stations are told now.`, 'ok');
}

async function endNeed(socket, one) {
  const answer = await actInDialog({
    title: `End the need of ${one.pupil}?`,
    body: [
      h('p', {}, 'From now on the school’s rules count for this pupil as for everybody. Stations are told at once.'),
      dialogField({ label: 'Reason', name: 'reason', hint: KEPT, required: true, maxlength: 200, autocomplete: 'off' }),
    ],
    confirm: 'End it',
    tone: 'danger',
    cancel: 'Leave it',
    act: ({ reason }) => socket.command('need.end', { need: one.id, reason }),
  });
  if (answer) toast(`The standing need of ${one.pupil} has ended.`, 'ok');
}

function row(one, socket) {
  const end = h('button', { class: 'button button-quiet', type: 'button', 'aria-label': `End the need of ${one.pupil}` }, 'End…');
  end.addEventListener('click', () => endNeed(socket, one));
  return h(
    'li',
    { class: 'list-item leave', dataset: { need: one.id } },
    h('p', { class: 'list-title' }, `${one.pupil}, ${one.form}`),
    end,
    h('p', { class: 'leave-note' }, chip(one.kind, 'info'), one.due && chip('Look at it again', 'warn', 'clock'), ` since ${day(one.since)} · ${then(one)} · ${one.by}`),
  );
}

function then({ ends_on: end, review_on: review }) {
  if (end) return `ends after ${day(`${end}T12:00`)}`;
  return review ? `review on ${day(`${review}T12:00`)}` : 'until it is ended';
}

function fields(kinds, today) {
  const choices = [['review', 'Looked at again on'], ['ends', 'Ends after']].map(([value, words]) =>
    h('label', { class: 'pill' }, h('input', { type: 'radio', name: 'then', value, checked: value === 'review' }), h('span', {}, words)),
  );
  return [
    h('div', { class: 'field' }, h('label', { class: 'field-label', for: 'need-kind' }, 'Kind'), h('select', { class: 'input', id: 'need-kind', name: 'kind' }, ...kinds)),
    h('fieldset', { class: 'pills' }, h('legend', { class: 'field-label' }, 'It is'), ...choices),
    dialogField({ label: 'Day', name: 'day', type: 'date', min: today, required: true }),
    dialogField({ label: 'Reason', name: 'reason', hint: KEPT, required: true, maxlength: 200, autocomplete: 'off' }),
  ];
}
