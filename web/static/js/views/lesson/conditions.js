// What a seat's condition is called, and how it looks.

import { clockTime } from '../../util/time.js';
import { spokenMarks } from './marks.js';

const CHIPS = {
  free: null,
  locking: { text: 'Locking…', tone: 'warn', icon: 'lock' },
  locked: { text: 'Locked', tone: 'ok', icon: 'lock' },
  'lock-failed': { text: 'Not locked', tone: 'bad', icon: 'warning' },
  unlocking: { text: 'Unlocking…', tone: 'warn', icon: 'unlock' },
  away: { text: 'Off', tone: 'off', icon: 'power' },
  'not-enrolled': { text: 'Not set up', tone: 'off', icon: 'power' },
};

export const isHere = (seat) => seat.condition !== 'away' && seat.condition !== 'not-enrolled';

export function chipOf(seat) {
  return CHIPS[seat.condition];
}

/** What is written where the picture would be; empty when there may be a picture. */
export function absence(seat) {
  if (seat.condition === 'not-enrolled') return 'Not set up yet';
  if (seat.condition !== 'away') return '';
  const since = seat.not_seen_since ? `Not seen since ${clockTime(seat.not_seen_since)}` : 'Not seen yet';
  return seat.lock_waits ? `${since}. Will lock when it returns` : since;
}

/**
 * Who sits there: {name, differs, why}. The plan says who ought to, a login who does; where they differ, a quiet mark
 * says so. `sitter` is {name, fit}, or nothing while nobody is logged in.
 */
export function whoSits(seat, sitter) {
  const plan = seat.pupil;
  if (!sitter || sitter.fit === 'planned') return { name: plan ?? '', differs: '', why: '' };
  if (sitter.fit === 'unknown') return { name: plan ?? '', differs: 'login?', why: `Logged in as ${sitter.name}, whom the school's list does not know` };
  const planned = plan ? `The plan puts ${plan} here` : 'The plan puts nobody here';
  const differs = { 'not-in-class': 'not this class', moved: 'moved', unplanned: '' }[sitter.fit];
  return { name: sitter.name, differs, why: sitter.fit === 'not-in-class' ? `Not in this class. ${planned}` : planned };
}

/** The whole tile in words, for a screen reader. */
export function spoken(seat, sitter) {
  const state = chipOf(seat)?.text.replace('…', '') ?? 'in use';
  const { name, differs, why } = whoSits(seat, sitter);
  const who = [name || 'nobody seated', differs && why].filter(Boolean).join(', ');
  return [seat.name, who, absence(seat) || state, spokenMarks(seat)].filter(Boolean).join(', ');
}
