// The adopted stations, and those that the school's list expects and nobody has heard of.

import { chip, h } from '../../util/dom.js';
import { replaceIfChanged } from '../../util/redraw.js';
import { age, clockTime } from '../../util/time.js';
import { askDialog } from '../dialogs.js';
import { toast, toastRefusal } from '../toasts.js';

const PRESENCE = { ready: ['Ready', 'ok'], late: ['Late', 'warn'], lost: ['Lost', 'bad'], alert: ['Needs a look', 'bad'], expected: ['Not heard of', 'off'] };
const CLOCKS = { trusted: 'Trusted', holdover: 'Running on', none: 'Not set' };
const HEADS = ['Station', 'State', 'Seen', 'Authority', 'Clock', 'To report', 'Jams', 'Firmware', ''];

export function drawAdopted(place, { stations }, { now, socket }) {
  if (!stations) return;
  const shown = stations.filter((one) => one.presence in PRESENCE);
  const lines = shown.map((one) => ({ one, cells: cells(one, now) }));
  replaceIfChanged(place, lines, () => [lines.length ? table(lines, socket) : none()]);
}

function table(lines, socket) {
  const head = h('thead', {}, h('tr', {}, ...HEADS.map((name) => h('th', { scope: 'col' }, name))));
  const body = h('tbody', {}, ...lines.map(({ one, cells: texts }) => row(one, texts, socket)));
  return h('div', { class: 'table-frame' }, h('table', { class: 'table table-cards' }, head, body));
}

function row(one, texts, socket) {
  const [word, tone] = PRESENCE[one.presence];
  const revoke = h('button', { class: 'button button-quiet', type: 'button', 'aria-label': `Revoke ${one.name}` }, 'Revoke…');
  revoke.addEventListener('click', () => askToRevoke(one, socket));
  return h(
    'tr',
    { dataset: { station: one.id } },
    h('th', { scope: 'row' }, one.name),
    h('td', { 'data-label': 'State' }, chip(word, tone)),
    ...texts.map((text, at) => h('td', { 'data-label': HEADS[at + 2] }, text)),
    h('td', {}, one.presence === 'expected' ? '' : revoke),
  );
}

function cells(one, now) {
  if (one.presence === 'expected') return ['–', '–', '–', '–', '–', '–'];
  const authority = one.level ? `${one.in_force} in force` : `${one.in_force || 'none'} in force, ${one.ordered} ordered`;
  return [seen(one, now), authority, CLOCKS[one.clock] ?? one.clock, one.waiting, one.jams, one.firmware];
}

function seen({ presence, last_seen: at }, now) {
  if (!at) return '–';
  const seconds = (now - new Date(at)) / 1000;
  return presence === 'lost' ? `Not since ${clockTime(at)}` : seconds < 20 ? 'Just now' : `${age(Math.floor(seconds / 5) * 5)} ago`;
}

async function askToRevoke(one, socket) {
  const values = await askDialog({
    title: `Revoke ${one.name}?`,
    body: [h('p', {}, 'It is told to open nothing more, and nothing is taken from it. To use it again, adopt it by its pairing code.')],
    confirm: 'Revoke',
    tone: 'danger',
  });
  if (!values) return;
  if (toastRefusal(await socket.command('station.revoke', { station: one.id }))) toast(`${one.name} is revoked.`, 'ok');
}

function none() {
  return h('p', { class: 'soft' }, 'No station yet. Switch one on; when it has called, it waits here to be adopted.');
}
