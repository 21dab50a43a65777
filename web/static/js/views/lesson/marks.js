// What is in force on a tile, and the newest trouble of its PC, as small marks with words. The lock has its own chip.

import { h, icon } from '../../util/dom.js';
import { replaceIfChanged } from '../../util/redraw.js';
import { clockTime } from '../../util/time.js';
import { HOLDS, listWords } from './kinds.js';

const LEFT = { coming: 'asked for', 'in-force': 'in force', failed: 'could not be set', ending: 'ending', waits: 'waits for the PC' };

export function drawMarks(place, seat) {
  const holds = shown(seat);
  const drawn = () => [...(seat.alarm ? [trouble(seat.alarm)] : []), ...holds.map(mark)];
  replaceIfChanged(place, [seat.alarm ?? null, holds], drawn);
}

/** In words, for a screen reader: `Trouble: its screen cannot be reached, Muted, Sites (asked for)`. */
export function spokenMarks(seat) {
  const holds = shown(seat).map(({ kind, state }) => HOLDS[kind].mark + (state === 'in-force' ? '' : ` (${LEFT[state]})`));
  return [seat.alarm && `Trouble: ${seat.alarm.sentence}`, ...holds].filter(Boolean).join(', ');
}

function trouble({ sentence, at }) {
  return h('span', { class: 'mark', dataset: { state: 'failed', kind: 'trouble' }, title: `${clockTime(at)}: ${sentence}` }, icon('warning'), h('span', {}, 'Trouble'));
}

function shown(seat) {
  return (seat.holds ?? []).filter(({ kind }) => kind !== 'lock' && HOLDS[kind]);
}

function mark({ kind, state, limits }) {
  const { icon: iconName, mark: words } = HOLDS[kind];
  const title = `${limits ? listWords(limits) : words}: ${LEFT[state]}`;
  return h('span', { class: 'mark', dataset: { state, kind }, title }, icon(state === 'failed' ? 'warning' : iconName), h('span', {}, state === 'coming' || state === 'ending' ? `${words}…` : words));
}
