// Rounds that go on, also those that somebody closed the page of: each may be taken up.

import { h, icon } from '../../util/dom.js';
import { replaceIfChanged } from '../../util/redraw.js';
import { clockTime } from '../../util/time.js';

export function drawRounds(place, { rounds }) {
  if (!rounds) return;
  replaceIfChanged(place, rounds, () =>
    rounds.map((one) =>
      h(
        'li',
        { class: 'notice', dataset: { tone: 'info' } },
        icon('users'),
        h('p', { class: 'grow' }, `${one.by} is giving out pouches to ${one.title} since ${clockTime(one.since)}: ${one.issued} given, ${one.left} to come.`),
        h('a', { class: 'button button-small', href: `/pouches/issue/${one.id}` }, 'Take it up'),
      ),
    ),
  );
}
