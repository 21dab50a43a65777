// What each mode is called, what it does, and how an order of it stands, in the words of the desk.

import { clockTime } from '../../util/time.js';

export const MODES = Object.freeze({
  normal: { title: 'Normal', order: 'Back to normal', icon: 'check', tone: 'ok', does: 'The mode that was set ends. Pouches open by the rules again.', hours: 24 },
  exam: { title: 'Exam', order: 'Exam mode', icon: 'clipboard', tone: 'warn', does: 'Nothing opens but for pupils with a named exception.', hours: 4 },
  evacuate: { title: 'Evacuate', order: 'Evacuate', icon: 'bell', tone: 'bad', does: 'Loud. Every pouch that is tapped opens, those on hold too.', hours: 2 },
  lockdown: { title: 'Lockdown', order: 'Lockdown', icon: 'lock', tone: 'bad', does: 'Dark and silent. Nothing opens, and nothing lights up or sounds.', hours: 4 },
  maintenance: { title: 'Maintenance', order: 'Maintenance', icon: 'settings', tone: 'warn', does: 'Nothing opens. For who works on the station.', hours: 24 },
});

export const STEPS = Object.freeze({
  waiting: ['Not told yet', 'bad'],
  asked: ['Asked', 'warn'],
  delivered: ['Delivered', 'warn'],
  refused: ['Refused', 'bad'],
  'in-force': ['In force', 'ok'],
  ended: ['Ended', 'off'],
});

/** "Evacuate (drill)" */
export function titleOf({ mode, drill }) {
  return `${MODES[mode].order}${drill ? ' (drill)' : ''}`;
}

/** "since 10:02 by Ms Hallam, in force at 18 of 20 stations." */
export function standing(report) {
  const from = report.from_switch ? 'by the key switch on a station' : `by ${report.by}`;
  const many = report.targets.length;
  return `since ${clockTime(report.ordered_at)} ${from}, in force at ${report.reached} of ${many} ${many === 1 ? 'station' : 'stations'}.`;
}

/** The stations that do not have it, each with why; at most `most`, and how many more. */
export function missing(report, most = 3) {
  const away = report.targets.filter((one) => !one.in_force_at);
  const named = away.slice(0, most).map((one) => `${one.name}: ${one.why}`);
  const more = away.length - named.length;
  return more > 0 ? [...named, `and ${more} more.`] : named;
}

/** "North gate 1, North gate 2 and Office" */
export function names(list, most = 4) {
  const said = list.slice(0, most).map((one) => one.name);
  const more = list.length - said.length;
  if (more > 0) return `${said.join(', ')} and ${more} more`;
  return said.length < 2 ? said.join('') : `${said.slice(0, -1).join(', ')} and ${said.at(-1)}`;
}
