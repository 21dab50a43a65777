// What a seat's condition is called, and how it looks.

import { clockTime } from '../../util/time.js';

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

/** The whole tile in words, for a screen reader. */
export function spoken(seat) {
  const state = chipOf(seat)?.text.replace('…', '') ?? 'in use';
  return [seat.name, seat.pupil ?? 'nobody seated', absence(seat) || state].join(', ');
}
