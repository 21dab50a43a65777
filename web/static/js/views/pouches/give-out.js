// Begins a round: which group, whose pouches, and how the tags are read.

import { h } from '../../util/dom.js';
import { actInDialog } from '../dialogs.js';
import { pills } from './words.js';

export async function giveOut({ socket, facts }) {
  const answer = await actInDialog({
    title: 'Give out pouches',
    confirm: 'Begin',
    body: [
      select('Year or form', 'group', [
        h('optgroup', { label: 'Years' }, facts.years.map((year) => h('option', { value: `year ${year}` }, `Year ${year}`))),
        h('optgroup', { label: 'Forms' }, facts.forms.map((form) => h('option', { value: `form ${form}` }, form))),
      ]),
      select(
        'Read the tags at',
        'station',
        [...facts.stations.map((one) => h('option', { value: one.id }, one.name)), h('option', { value: '' }, 'No station: I scan or type them')],
        'The station only reads until you end: it opens nothing, and is back in time for the bell.',
      ),
      pills('The pouches are', 'owner', [['school', 'The school’s'], ['family', 'The families’ own']], 'school'),
    ],
    act: ({ group, station, owner }) => {
      const at = group.indexOf(' ');
      return socket.command('pouch-round.start', { kind: group.slice(0, at), group: group.slice(at + 1), station, owner });
    },
  });
  if (answer) location.assign(`/pouches/issue/${answer.round}`);
}

function select(label, name, options, hint = '') {
  const id = `dialog-${name}`;
  return h(
    'div',
    { class: 'field' },
    h('label', { class: 'field-label', for: id }, label),
    hint && h('p', { class: 'field-hint', id: `${id}-hint` }, hint),
    h('select', { class: 'input', id, name, 'aria-describedby': hint && `${id}-hint` }, ...options),
  );
}
