// The room as its chairs stand: who sits where, and how they are marked.

import { h, icon } from '../../util/dom.js';
import { replaceIfChanged } from '../../util/redraw.js';

export const PRESENCE = {
  expected: 'expected',
  present: 'here',
  late: 'came late',
  'very-late': 'came very late',
  absent: 'absent',
  out: 'out, with somebody',
  finished: 'finished',
};
const ICONS = { expected: 'more', present: 'check', late: 'clock', 'very-late': 'warning', absent: 'cross', out: 'door', finished: 'clipboard' };

/** `short`: the seats for which nothing is on record at the gate. */
export function drawSeats(place, places, { grid, short, open }) {
  place.style.setProperty('--columns', grid.columns);
  replaceIfChanged(place, [places, short], () => places.filter(({ seat }) => seat).map((one) => seat(one, short.includes(one.seat), open)));
}

function seat(one, isShort, open) {
  const state = `${PRESENCE[one.presence]}${isShort ? ', nothing on record at the gate' : ''}${one.waits ? ', kept on this device' : ''}`;
  const button = h(
    'button',
    { class: 'exam-seat', type: 'button', dataset: { presence: one.presence, short: isShort ? '' : null, seat: one.seat }, 'aria-label': `Seat ${one.seat}, ${one.name}: ${state}`, onclick: () => open(one) },
    h('span', { class: 'exam-seat-label' }, one.seat, one.extra ? h('span', { class: 'exam-seat-extra' }, `+${one.extra} %`) : null),
    h('span', { class: 'exam-seat-name' }, one.name),
    h('span', { class: 'exam-seat-state' }, icon(isShort ? 'warning' : ICONS[one.presence]), isShort ? 'not through the gate' : PRESENCE[one.presence]),
  );
  if (!isShort) delete button.dataset.short;
  Object.assign(button.style, { gridRow: one.row, gridColumn: one.column });
  return button;
}
