// What the station desk says of a station, in words. No DOM.

import { age, clockTime } from '../../util/time.js';

export const PRESENCE = Object.freeze({
  ready: ['Ready', 'ok'],
  late: ['Late', 'warn'],
  lost: ['Lost', 'bad'],
  alert: ['Needs a look', 'bad'],
  expected: ['Not heard of', 'off'],
  revoked: ['Revoked', 'off'],
});
const CLOCKS = { trusted: 'Trusted', holdover: 'Running on by itself', none: 'Not set' };
const LOCKS = { locked: 'Shut', open: 'Open', jammed: 'Jammed', unknown: 'Unknown' };
const LOW_MV = 4500; // of 5 V: the mains adapter is failing, or its cable is too long
const STRANGE = ['retained', 'unsigned', 'wrong-station', 'repeated', 'future', 'malformed'];
const QUIET = ['normal', 'release'];

export const isOurs = ({ presence }) => !['pending', 'expected', 'revoked'].includes(presence);

/** The whole fleet in one line. */
export function summary(stations) {
  const ours = stations.filter(isOurs);
  if (!ours.length) return 'No station is adopted yet. Switch one on; when it has called, it waits below.';
  const ready = ours.filter((one) => one.presence === 'ready').length;
  const behind = ours.filter((one) => !one.level).length;
  const worth = ours.filter((one) => flags(one).length).length;
  const parts = [`${ready} of ${ours.length} ready`];
  parts.push(behind ? `${behind} without the last authority` : 'all hold the last authority');
  if (worth) parts.push(`${worth} worth a look`);
  return `${parts.join(' · ')}.`;
}

export function seen({ presence, last_seen: at }, now) {
  if (!at) return '–';
  const seconds = (now - new Date(at)) / 1000;
  if (presence === 'lost') return `Not since ${clockTime(at)}`;
  return seconds < 20 ? 'Just now' : `${age(Math.floor(seconds / 5) * 5)} ago`;
}

export function authority({ in_force: held, ordered, level }) {
  if (level) return `${held || ordered} in force`;
  return held ? `${held} held, ${ordered} wanted` : `None held, ${ordered} wanted`;
}

export function power({ battery, supply_mv: mv }) {
  const volts = mv ? `${(mv / 1000).toFixed(2)} V` : '';
  if (battery) return volts ? `On battery, ${volts}` : 'On battery';
  return volts || 'Not measured';
}

/** What somebody should look at, the gravest first: [words, tone]. */
export function flags(one) {
  if (!isOurs(one)) return [];
  const list = [
    [one.lock === 'jammed', 'Lock jammed', 'bad'],
    [one.tampered, 'Case opened', 'bad'],
    [one.store_full, 'Memory full', 'bad'],
    [!QUIET.includes(one.mode), modeWords(one.mode), one.mode === 'evacuate' || one.mode === 'lockdown' ? 'bad' : 'warn'],
    [!one.level, 'Authority behind', 'warn'],
    [one.clock === 'none', 'No clock', 'warn'],
    [one.battery, 'On battery', 'warn'],
    [!one.battery && one.supply_mv > 0 && one.supply_mv < LOW_MV, 'Supply low', 'warn'],
    [one.jams > 0 && one.lock !== 'jammed', `${one.jams} ${one.jams === 1 ? 'jam' : 'jams'}`, 'warn'],
    [one.broken_records > 0, 'Broken records', 'warn'],
    [one.unrecorded > 0, `${one.unrecorded} unrecorded`, 'warn'],
    [one.waiting >= 5, `${one.waiting} to report`, 'warn'],
    [strange(one.refused) > 0, `${strange(one.refused)} strange ${strange(one.refused) === 1 ? 'order' : 'orders'}`, 'warn'],
    [one.key_under_way, 'New key under way', 'info'],
  ];
  return list.filter(([holds]) => holds).map(([, words, tone]) => [words, tone]);
}

/** Everything about one station: [name, words]. */
export function facts(one) {
  return [
    ['Id', one.id],
    ['Mode in force', modeWords(one.mode)],
    ['Lock', LOCKS[one.lock] ?? one.lock],
    ['Authority', authority(one)],
    ['Clock', CLOCKS[one.clock] ?? one.clock],
    ['Supply', power(one)],
    ['Firmware', [one.firmware, one.model].filter(Boolean).join(' on ') || '–'],
    ['Events to report', one.waiting],
    ['Jams since power came on', one.jams],
    ['Broken records found', one.broken_records],
    ['Openings in no event', one.unrecorded],
    ['Orders refused', refusals(one.refused)],
  ];
}

function refusals(refused) {
  const causes = Object.entries(refused).sort(([, one], [, other]) => other - one);
  return causes.length ? causes.map(([cause, count]) => `${count} ${cause}`).join(', ') : 'None';
}

function modeWords(mode) {
  return `${mode[0].toUpperCase()}${mode.slice(1)}`;
}

/** Orders that nobody should have sent; the others are refused in the course of things, as while it starts. */
function strange(refused) {
  return STRANGE.reduce((sum, cause) => sum + (refused[cause] ?? 0), 0);
}
