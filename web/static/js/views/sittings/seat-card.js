// What can be done about one candidate in the room.

import { h, icon } from '../../util/dom.js';
import { clockTime } from '../../util/time.js';
import { showDialog } from '../dialogs.js';
import { choices } from './found.js';
import { PRESENCE } from './seats.js';
import { passed } from './place.js';

const STEPS = {
  expected: [['arrived', 'Is here', 'check'], ['absent', 'Is absent', 'cross']],
  absent: [['arrived', 'Has come', 'check'], ['mistaken', 'Marked by mistake', 'undo']],
  present: [['left', 'Leaves the room with…', 'door'], ['finished', 'Has finished', 'clipboard'], ['mistaken', 'Marked by mistake', 'undo']],
  out: [['back', 'Is back', 'check'], ['finished', 'Has finished', 'clipboard'], ['mistaken', 'Marked by mistake', 'undo']],
  finished: [['mistaken', 'Marked by mistake', 'undo']],
};
const OTHER = 'Something else…';
STEPS.late = STEPS.present;
STEPS['very-late'] = STEPS.present;

/** `mark(step, withWhom)`, `report(kind)`, `found(what)`, `move()`: what the page does about it. */
export function askAtSeat({ one, categories, invigilators, mark, report, found, move }) {
  const body = h('div', { class: 'gate-card' });
  const dialog = showDialog({ title: `${one.seat}, ${one.number} ${one.name}`, body });
  const done = (act) => () => {
    dialog.close();
    act();
  };
  const step = ([name, words, iconName], place) =>
    big(iconName, words, name === 'left' ? () => body.replaceChildren(along({ invigilators, leave: (who) => done(() => mark('left', who))() })) : done(() => mark(name)), place === 0 ? 'button-primary' : '');
  body.append(
    ...facts(one).map((words) => h('p', { class: 'soft' }, words)),
    ...STEPS[one.presence].map(step),
    big('pencil', 'Write into the log…', done(() => report('other'))),
    big('seats', 'Move to another seat…', done(move), 'button-quiet'),
    h('fieldset', { class: 'found' }, h('legend', {}, icon('phone'), 'A device was found'), choices([...categories, OTHER], (what) => done(() => found(what === OTHER ? '' : what))())),
  );
}

function facts(one) {
  const extra = one.extra ? ` (${one.extra} % extra time)` : '';
  return [
    `${PRESENCE[one.presence]}; finishes at ${clockTime(one.finish)}${extra}`,
    one.passage ? passed(one.passage) : 'Nothing on record at the gate.',
    ...(one.arrangements.length ? [one.arrangements.join(', ')] : []),
  ];
}

function along({ invigilators, leave }) {
  const who = h('input', { class: 'input', name: 'who', list: 'invigilators', maxlength: 60, required: true, autocomplete: 'off', autofocus: true });
  const form = h(
    'form',
    { class: 'stack' },
    h('label', { class: 'field' }, h('span', { class: 'field-label' }, 'Who goes along'), who),
    h('datalist', { id: 'invigilators' }, ...invigilators.map((name) => h('option', { value: name }))),
    h('button', { class: 'button button-primary button-large button-wide' }, icon('door'), 'Has left'),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (who.value.trim()) leave(who.value.trim());
  });
  return form;
}

function big(iconName, words, onclick, look = '') {
  return h('button', { class: `button button-large button-wide ${look}`, type: 'button', onclick }, icon(iconName), words);
}
