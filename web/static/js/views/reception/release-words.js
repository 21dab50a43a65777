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

/** Whether it was ended before it began: then nothing was released, and the day goes on as if it had not been set. */
export function calledOff({ starts_at: starts, ended_at: ended }) {
  return Boolean(ended) && new Date(ended) < new Date(starts);
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

function open({ starts_at: starts, ends_at: ends, by, reason }, now) {
  const why = reason ? ` Early: ${reason}.` : '';
  return { title: 'The release is on', note: `Since ${clockTime(starts)}, ordered by ${by}. Ends by itself at ${clockTime(ends)}, ${inTime(ends, now)}.${why}` };
}

function set({ starts_at: starts, by, reason }, stations, now) {
  const behind = untold(stations);
  const held = behind.length ? `${names(behind)} has not been told yet.` : 'Its stations hold it and open by themselves, even if the network is down.';
  return { title: `Set for ${clockTime(starts)}, ${inTime(starts, now)}`, note: `Ordered by ${by}.${reason ? ` Early: ${reason}.` : ''} ${behind.length > 1 ? held.replace(' has ', ' have ') : held}` };
}

function over({ starts_at: starts, ended_at: ended, ends_at: planned, ended_by: endedBy, still_out: out, listed }) {
  const ends = ended ?? planned;
  const end = endedBy ? `ended by ${endedBy} at ${clockTime(ends)}` : `ended by itself at ${clockTime(ends)}`;
  const rest = out ? `${out} of ${listed} pouches were not tapped.` : 'Every pouch was tapped.';
  return { title: 'The release is over', note: `Began at ${clockTime(starts)}, ${end}. ${rest}` };
}

export function names(stations) {
  const all = stations.map((one) => one.name);
  return all.length > 1 ? `${all.slice(0, -1).join(', ')} and ${all.at(-1)}` : (all[0] ?? '');
}
