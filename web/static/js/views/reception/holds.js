// Holds on pouches: those that are on, placing one, and ending one.

import { chip, h, icon } from '../../util/dom.js';
import { keepList, replaceIfChanged } from '../../util/redraw.js';
import { day } from '../../util/time.js';
import { actInDialog, askDialog, dialogField } from '../dialogs.js';
import { toast, toastRefusal } from '../toasts.js';

const LENGTHS = [1, 2, 3, 5];
const USUAL = 'Keep locked: see reception.';

export function drawHolds(place, { holds }, { socket }) {
  if (!holds) return;
  if (!holds.length) {
    replaceIfChanged(place, 'none', () => [h('li', { class: 'quiet' }, h('p', {}, 'No pouch is on hold.'))]);
    return;
  }
  keepList(place, holds, { id: (one) => one.id, key: (one) => one, build: (one) => row(one, socket) });
}

/** `reason`: whether to ask why, which the journal keeps; a pupil who may use a phone is held only with one. */
export async function placeHold(socket, pupil, { reason = false } = {}) {
  const answer = await actInDialog({
    title: `Hold the pouch of ${pupil.name}`,
    body: fields(reason),
    confirm: 'Keep it locked',
    act: ({ days, ...rest }) => socket.command('hold.place', { pupil: pupil.id, days: Number(days), ...rest }),
  });
  if (answer) toast(`The pouch of ${pupil.name} stays locked ${ends(answer.hold)}.`, 'ok');
}

export async function endHold(socket, hold) {
  const values = await askDialog({
    title: 'End this hold?',
    body: [h('p', {}, `The pouch of ${hold.pupil} opens again by the school’s rules, and in the release.`)],
    confirm: 'End the hold',
    tone: 'danger',
    cancel: 'Leave it on',
  });
  if (!values) return;
  if (toastRefusal(await socket.command('hold.end', { hold: hold.id }))) toast(`The hold on the pouch of ${hold.pupil} has ended.`, 'ok');
}

/** «to the end of Mon 6 Oct»: the day whose midnight it is. */
export function ends({ until }) {
  return `to the end of ${day(new Date(new Date(until) - 60000))}`;
}

function row(one, socket) {
  const end = h('button', { class: 'button button-quiet', type: 'button', 'aria-label': `End the hold on the pouch of ${one.pupil}` }, 'End…');
  end.addEventListener('click', () => endHold(socket, one));
  return h(
    'li',
    { class: 'list-item leave', dataset: { hold: one.id } },
    h('p', { class: 'list-title' }, `${one.pupil}, ${one.form}`),
    end,
    h('p', { class: 'leave-note' }, chip('On hold', 'warn', 'lock'), ` ${one.sentence} · ${ends(one)} · ${one.by}`),
  );
}

function fields(reason) {
  const lengths = LENGTHS.map((days) =>
    h('label', { class: 'pill' }, h('input', { type: 'radio', name: 'days', value: days, checked: days === 1 }), h('span', {}, days === 1 ? 'Today' : `${days} school days`)),
  );
  const inform = 'Shown to reception when the pouch is tapped. Say nothing here that others may not read.';
  const kept = 'For the journal alone. Needed when the pupil has a standing need.';
  return [
    h('div', { class: 'notice', dataset: { tone: 'info' } }, icon('info'), h('p', {}, 'It stays shut in the release too. An evacuation opens it.')),
    dialogField({ label: 'Sentence', name: 'sentence', hint: inform, value: USUAL, maxlength: 120, autocomplete: 'off' }),
    h('fieldset', { class: 'pills' }, h('legend', { class: 'field-label' }, 'Until the end of'), ...lengths),
    ...(reason ? [dialogField({ label: 'Reason', name: 'reason', hint: kept, maxlength: 200, autocomplete: 'off' })] : []),
  ];
}
