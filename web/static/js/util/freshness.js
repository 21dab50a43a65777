// How old a picture is, honestly: an unchanged screen sends nothing, so its PC's beats vouch for it.

export const INTERVAL_S = 1;
const BEAT_S = 5;
const CHANGED_OLD_S = 3 * INTERVAL_S; // a newer picture exists, and is not here
const UNCHANGED_OLD_S = BEAT_S + 2 * INTERVAL_S; // a beat is overdue
const DEAD_S = 10;

/**
 * `picture`: {seq, at} as shown; `heard`: [silence in seconds, newest number] of the last pulse, which came at
 * `pulseAt`. Times in ms. Returns {state: 'none' | 'live' | 'old' | 'dead', seconds}.
 */
export function freshness(picture, heard, pulseAt, now) {
  if (!picture) return { state: 'none', seconds: 0 };
  const sincePicture = (now - picture.at) / 1000;
  const [silence, newest] = heard ?? [Infinity, null];
  const behind = newest !== null && newest > picture.seq;
  const sinceHeard = silence + (now - pulseAt) / 1000;
  const seconds = behind ? sincePicture : Math.min(sincePicture, sinceHeard);
  if (seconds >= DEAD_S) return { state: 'dead', seconds };
  return { state: seconds > (behind ? CHANGED_OLD_S : UNCHANGED_OLD_S) ? 'old' : 'live', seconds };
}
