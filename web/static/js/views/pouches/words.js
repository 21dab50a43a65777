// How a pouch is shown: its status, its condition, its owner.

import { chip, h } from '../../util/dom.js';
import { clockTime, day } from '../../util/time.js';

const TONES = { 'in-use': 'ok', spare: 'info', lost: 'bad', damaged: 'warn', retired: 'off' };
const WORDS = { 'in-use': 'In use', spare: 'Spare', lost: 'Lost', damaged: 'Damaged', retired: 'Retired' };

export function statusChip(entry) {
  return chip(WORDS[entry.status], TONES[entry.status]);
}

/** Nothing for a pouch that is fine. */
export function conditionChip(entry) {
  return entry.condition === 'fine' ? null : chip(entry.condition_words, 'warn', 'warning');
}

export function ownerChip(entry) {
  return entry.owner === 'family' ? chip('Family-owned', 'info') : null;
}

export function when(moment) {
  return moment ? `${day(moment)}, ${clockTime(moment)}` : '';
}

/** Radio pills, as in the leave dialog. `choices` are [value, words]. */
export function pills(legend, name, choices, chosen) {
  return h(
    'fieldset',
    { class: 'pills' },
    h('legend', { class: 'field-label' }, legend),
    choices.map(([value, words]) =>
      h('label', { class: 'pill' }, h('input', { type: 'radio', name, value, checked: value === chosen }), h('span', {}, words)),
    ),
  );
}

export function tick(name, words, checked = false) {
  return h('label', { class: 'choice' }, h('input', { type: 'checkbox', name, checked }), h('span', {}, words));
}

export function pounds(pence) {
  return `£${(pence / 100).toFixed(2)}`;
}
