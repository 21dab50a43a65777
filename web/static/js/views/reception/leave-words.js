// The words of leave, and the parts of a form that every kind of it has.

import { h } from '../../util/dom.js';

export const KINDS = Object.freeze({
  'early-leaver': 'Early leaver',
  medical: 'Medical',
  trip: 'Trip',
  'off-site-college': 'Off-site college',
  'young-carer': 'Young carer',
  exam: 'Exam',
});

export const REASONS = Object.freeze({
  appointment: 'Appointment',
  illness: 'Illness',
  family: 'Family',
  other: 'Other',
  health: 'Health need',
  visit: 'Visit',
  fixture: 'Fixture',
  course: 'Course',
  'call-home': 'Call home',
  'hand-in': 'Phone handed in',
});

/** Radio buttons that look like pills. */
export function pills({ legend, name, options, chosen = null, first = false }) {
  const each = options.map(([value, words], at) =>
    h('label', { class: 'pill' }, h('input', { type: 'radio', name, value, required: true, checked: value === chosen, autofocus: first && at === 0 }), h('span', {}, words)),
  );
  return h('fieldset', { class: 'pills' }, h('legend', { class: 'field-label' }, legend), ...each);
}

export function reasonPills(kind, reasons, { first = false } = {}) {
  const options = reasons.map((one) => [one, REASONS[one]]);
  return pills({ legend: 'Reason', name: 'reason', options, chosen: reasons.length < 3 ? reasons[0] : null, first });
}

export function field({ label, name, hint = '', optional = false, ...attributes }) {
  const id = `leave-${name}`;
  return h(
    'div',
    { class: 'field' },
    h('label', { class: 'field-label', for: id }, label, optional && h('span', { class: 'soft' }, ' (if you like)')),
    hint && h('p', { class: 'field-hint', id: `${id}-hint` }, hint),
    h('input', { class: 'input', id, name, autocomplete: 'off', 'aria-describedby': hint && `${id}-hint`, ...attributes }),
  );
}

/** The note is needed for «Other». */
export function needNoteForOther(form) {
  const note = form.querySelector('[name=note]');
  note.required = form.querySelector('[name=reason]:checked')?.value === 'other';
}

export function secondPerson(choice) {
  if (choice.posts) {
    return h('p', { class: 'second-person' }, `Needs a word from ${choice.posts}${choice.posts_source ? `: ${choice.posts_source}` : ''}. It opens nothing before.`);
  }
  return h('label', { class: 'check' }, h('input', { type: 'checkbox', name: 'second', value: 'yes' }), h('span', {}, 'Ask the leadership team to agree first'));
}
