// The stations as cards: there or not, what the lock does, which authority is in force.

import { chip, h, icon, setText } from '../../util/dom.js';
import { keepList, replaceIfChanged } from '../../util/redraw.js';
import { age, clockTime } from '../../util/time.js';
import { names, untold } from './release-words.js';

const PRESENCE = {
  ready: ['Ready', 'ok', 'check'],
  late: ['Late', 'warn', 'clock'],
  lost: ['Lost', 'bad', 'offline'],
  alert: ['Needs a look', 'bad', 'warning'],
};
const BACKLOG = 5; // a few are always under way in a busy release
const LOCKS = {
  locked: ['lock', 'Lock shut'],
  open: ['unlock', 'Lock open'],
  jammed: ['warning', 'Lock jammed'],
  unknown: ['info', 'Lock state unknown'],
};

export function drawStations({ place, note }, { stations, waiting, release }, now) {
  if (!stations) return;
  setText(note, summary(stations, waiting));
  note.dataset.tone = untold(stations).length ? 'warn' : '';
  if (!stations.length) return drawNone(place, waiting);
  keepList(place, stations, {
    id: (one) => one.id,
    key: ({ last_seen: _, waiting: late, ...one }) => [one, late >= BACKLOG && late, counted(one, release) === null],
    build: (one) => card(one, counted(one, release)),
  });
  for (const one of stations) write(place.querySelector(`[data-key="${CSS.escape(one.id)}"]`), one, now, release);
}

/** What moves all the time is written into the card that is there. */
function write(card, one, now, release) {
  setText(card.querySelector('.station-seen'), seen(one, now));
  const count = card.querySelector('.station-count strong');
  if (count) setText(count, String(counted(one, release)));
}

function card(one, count) {
  const [word, tone, iconName] = PRESENCE[one.presence] ?? PRESENCE.lost;
  return h(
    'article',
    { class: 'station', dataset: { presence: one.presence, station: one.id } },
    h('header', { class: 'station-head' }, h('h3', {}, one.name), chip(word, tone, iconName)),
    h('p', { class: 'station-seen' }),
    h('ul', { class: 'station-facts' }, lock(one), authority(one), ...extras(one)),
    count === null ? null : h('p', { class: 'station-count' }, h('strong', { class: 'numbers' }), ' released here'),
  );
}

function lock({ lock: state }) {
  const [iconName, words] = LOCKS[state] ?? LOCKS.unknown;
  return h('li', { dataset: { tone: state === 'jammed' ? 'bad' : '' } }, icon(iconName), words);
}

function authority({ in_force: held, ordered, level }) {
  if (level) return h('li', {}, icon('shield'), `Authority ${held} in force`);
  const words = held ? `Authority ${held} in force, ${ordered} ordered` : `Authority ${ordered} ordered, not in force yet`;
  return h('li', { dataset: { tone: 'warn' } }, icon('shield'), words);
}

function extras({ mode, waiting, tampered, clock }) {
  const lines = [];
  if (mode !== 'normal' && mode !== 'release') lines.push(['info', `Mode: ${mode}`, 'warn']);
  if (waiting >= BACKLOG) lines.push(['clock', `${waiting} events to report`, 'warn']);
  if (clock === 'none') lines.push(['clock', 'Does not know the time', 'warn']);
  if (tampered) lines.push(['warning', 'Case opened', 'bad']);
  return lines.map(([iconName, words, tone]) => h('li', { dataset: { tone } }, icon(iconName), words));
}

function seen({ presence, last_seen: at }, now) {
  if (!at) return 'Never heard of';
  const seconds = Math.max(0, (now - new Date(at)) / 1000);
  if (presence === 'lost') return `Not seen since ${clockTime(at)}`;
  return seconds < 20 ? 'Seen just now' : `Seen ${age(Math.floor(seconds / 5) * 5)} ago`;
}

function counted(one, release) {
  return release && release.phase !== 'set' ? (release.by_station[one.id] ?? 0) : null;
}

function summary(stations, waiting) {
  const parts = [];
  const behind = untold(stations);
  if (behind.length) parts.push(`${names(behind)} ${behind.length > 1 ? 'have' : 'has'} not been told of the last order yet.`);
  if (waiting) parts.push(`${waiting} more ${waiting > 1 ? 'wait' : 'waits'} to be adopted by the network manager.`);
  return parts.join(' ');
}

function drawNone(place, waiting) {
  const words = waiting
    ? 'A station has called. The network manager adopts it with the pairing code on its label.'
    : 'No station has been adopted yet. Switch one on, and the network manager can adopt it.';
  replaceIfChanged(place, ['none', words], () => [
    h('div', { class: 'panel empty' }, h('span', { class: 'empty-icon' }, icon('gate')), h('h3', {}, 'No stations'), h('p', { class: 'empty-text' }, words)),
  ]);
}
