// What is in force on a tile, as small marks with words. The lock has its own chip.

import { h, icon } from '../../util/dom.js';
import { replaceIfChanged } from '../../util/redraw.js';
import { HOLDS, listWords } from './kinds.js';

const LEFT = { coming: 'asked for', 'in-force': 'in force', failed: 'could not be set', ending: 'ending', waits: 'waits for the PC' };

export function drawMarks(place, seat) {
  const holds = shown(seat);
  replaceIfChanged(place, holds, () => holds.map(mark));
}

/** In words, for a screen reader: `Muted, Sites (asked for)`. */
export function spokenMarks(seat) {
  return shown(seat).map(({ kind, state }) => HOLDS[kind].mark + (state === 'in-force' ? '' : ` (${LEFT[state]})`)).join(', ');
}

function shown(seat) {
  return (seat.holds ?? []).filter(({ kind }) => kind !== 'lock' && HOLDS[kind]);
}

function mark({ kind, state, limits }) {
  const { icon: iconName, mark: words } = HOLDS[kind];
  const title = `${limits ? listWords(limits) : words}: ${LEFT[state]}`;
  return h('span', { class: 'mark', dataset: { state, kind }, title }, icon(state === 'failed' ? 'warning' : iconName), h('span', {}, state === 'coming' || state === 'ending' ? `${words}…` : words));
}
