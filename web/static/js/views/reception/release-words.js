// The release in words. No DOM: the same state always gives the same words.

import { clockTime } from '../../util/time.js';

/** {title, note} for the state of the day. `stations` may be null while unknown. */
export function headline({ plan, release, stations, now }) {
  if (release?.phase === 'open') return open(release, now);
  if (release?.phase === 'set') return set(release, stations, now);
  if (release && !calledOff(release)) return over(release);
  const { title, note } = none(plan, now);
  return { title, note: release ? `Called off by ${release.ended_by} at ${clockTime(release.ended_at)}. ${note}` : note };
}

/** When the first pouch may open: of early buses before the others. */
export function opens({ opens_at: first, starts_at: starts }) {
  return first ?? starts;
}

/** Whether it was ended before it began: then nothing was released, and the day goes on as if it had not been set. */
export function calledOff(release) {
  return Boolean(release.ended_at) && new Date(release.ended_at) < new Date(opens(release));
}

function none(plan, now) {
  if (plan.bell) return { title: `Bell at ${clockTime(plan.bell)}, ${inTime(plan.bell, now)}`, note: 'Pouches stay locked until the release. Set it now, and stations open at the bell even if the network is down.' };
  return { title: 'No release yet', note: plan.early || 'The school day is over. Start the release when the pupils may go.' };
}

/** Adopted stations that hold another authority than the one in order. */
export function untold(stations) {
  return (stations ?? []).filter((one) => !one.level);
}

/** «in 4 h 58 min», «in 3 min», «in 40 s» */
export function inTime(moment, now) {
  const seconds = Math.max(0, Math.ceil((new Date(moment) - now) / 1000));
  if (seconds < 60) return `in ${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  if (minutes < 60) return `in ${minutes} min`;
  return minutes % 60 ? `in ${Math.floor(minutes / 60)} h ${minutes % 60} min` : `in ${minutes / 60} h`;
}

function open(release, now) {
  const { starts_at: starts, ends_at: ends, by, reason } = release;
  const why = reason ? ` Early: ${reason}.` : '';
  const early = new Date(starts) > now;
  const since = early ? `Since ${clockTime(opens(release))}, and everybody from ${clockTime(starts)}` : `Since ${clockTime(starts)}`;
  return { title: early ? 'The early buses go' : 'The release is on', note: `${since}, ordered by ${by}. Ends by itself at ${clockTime(ends)}, ${inTime(ends, now)}.${why}` };
}

function set(release, stations, now) {
  const { starts_at: starts, by, reason } = release;
  const buses = new Date(opens(release)) < new Date(starts) ? ` Early buses from ${clockTime(opens(release))}.` : '';
  const behind = untold(stations);
  const held = behind.length ? `${names(behind)} has not been told yet.` : 'Its stations hold it and open by themselves, even if the network is down.';
  return { title: `Set for ${clockTime(starts)}, ${inTime(starts, now)}`, note: `Ordered by ${by}.${buses}${reason ? ` Early: ${reason}.` : ''} ${behind.length > 1 ? held.replace(' has ', ' have ') : held}` };
}

function over(release) {
  const { ended_at: ended, ends_at: planned, ended_by: endedBy, still_out: out, listed } = release;
  const ends = ended ?? planned;
  const end = endedBy ? `ended by ${endedBy} at ${clockTime(ends)}` : `ended by itself at ${clockTime(ends)}`;
  const rest = out ? `${out} of ${listed} pouches were not tapped.` : 'Every pouch was tapped.';
  return { title: 'The release is over', note: `Began at ${clockTime(opens(release))}, ${end}. ${rest}` };
}

export function names(stations) {
  const all = stations.map((one) => one.name);
  return all.length > 1 ? `${all.slice(0, -1).join(', ')} and ${all.at(-1)}` : (all[0] ?? '');
}
