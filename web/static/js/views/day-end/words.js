// The day's end in words. No DOM: the same state always gives the same words.

import { clockTime } from '../../util/time.js';

export const PHASES = {
  set: ['Set', 'info', 'bell'],
  early: ['Buses only', 'warn', 'leave'],
  open: ['Open', 'ok', 'unlock'],
  held: ['Held', 'bad', 'hand'],
  over: ['Over', 'off', 'lock'],
};
const TELLING_MS = 4000; // a station that is there answers within this

/** «4:07», «1:12:30»: what is left until `moment`, or has passed since. */
export function countdown(moment, now) {
  const seconds = Math.max(0, Math.ceil(Math.abs(new Date(moment) - now) / 1000));
  const two = (number) => String(number).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

/** {kicker, figure, note}: what the clock of the page shows. */
export function clock({ plan, release }, now) {
  if (!release) return idle(plan, now);
  if (release.phase === 'set') {
    const buses = release.opens_at === release.starts_at ? '' : `, buses from ${clockTime(release.opens_at)}`;
    return { kicker: `Opens at ${clockTime(release.starts_at)}${buses}`, figure: countdown(release.opens_at, now), note: `Ordered by ${release.by}.${early(release)}` };
  }
  if (release.phase === 'over') return over(release);
  if (now < new Date(release.starts_at)) return { kicker: `Buses go. Everybody from ${clockTime(release.starts_at)}`, figure: countdown(release.starts_at, now), note: `Ordered by ${release.by}.${early(release)}` };
  return { kicker: `Open since ${clockTime(release.starts_at)}`, figure: countdown(release.starts_at, now), note: `Ordered by ${release.by}. Ends by itself at ${clockTime(release.ends_at)}.${early(release)}` };
}

const early = ({ reason }) => (reason ? ` Early: ${reason}.` : '');

function idle(plan, now) {
  if (plan.bell) return { kicker: `Bell at ${clockTime(plan.bell)}`, figure: countdown(plan.bell, now), note: 'No release is set: pouches stay locked at the bell.' };
  return { kicker: 'No release', figure: clockTime(now), note: plan.early || 'The school day is over. Start the release when the pupils may go.' };
}

function over({ starts_at: starts, ended_at: ended, ends_at: planned, last_at: last, ended_by: by }) {
  const took = last ? `The last pouch was tapped at ${clockTime(last)}.` : 'No pouch was tapped.';
  const end = `Ended ${by ? `by ${by}` : 'by itself'} at ${clockTime(ended ?? planned)}.`;
  return { kicker: 'The release is over', figure: last ? countdown(starts, new Date(last)) : '–', note: `${took} ${end}` };
}

/** {label, figure} for what matters most at a gate now. */
export function headline(gate) {
  const { phase, starts_at: starts, early_at: early, clears_at: clears, quiet_since: quiet } = gate;
  if (phase === 'set') return { label: 'Opens', figure: clockTime(early ?? starts) };
  if (phase === 'early') return { label: 'All from', figure: clockTime(starts) };
  if (phase === 'held') return { label: 'Held since', figure: clockTime(gate.held_at) };
  if (phase === 'over') return { label: 'Released', figure: String(gate.released) };
  if (quiet) return { label: 'Quiet since', figure: clockTime(quiet) };
  if (!clears && gate.released && gate.released >= gate.expected) return { label: 'All through', figure: String(gate.released) };
  return { label: 'Clears at', figure: clears ? clockTime(clears) : '–' };
}

/** Stations that hold something else than was ordered, once they have had the time to answer. */
export function stillUntold({ untold = [], gates = [] }, now) {
  const changed = new Map(gates.map((one) => [one.gate, new Date(one.changed_at)]));
  return untold.filter((one) => now - (changed.get(one.gate) ?? 0) >= TELLING_MS);
}
