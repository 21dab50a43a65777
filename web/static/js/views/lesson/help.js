// The help overlay (`?`): every key, read from the tables that give them.

import { h } from '../../util/dom.js';
import { showDialog } from '../dialogs.js';
import { KEYS } from './keys.js';
import { MENU } from './menu.js';
import { labelOf } from './more.js';
import { PANELS } from './panels.js';

const WALL = [
  [['←', '→', '↑', '↓'], 'Go from PC to PC'],
  [['Space'], 'Choose this PC, or not'],
  [['Shift', '←→'], 'Choose on the way'],
  [['Enter'], 'See this screen in full'],
];
const NAMES = { Escape: 'Esc' };

export function openHelp(desk) {
  const orders = MENU.filter(({ key }) => key).map((entry) => [[entry.key.toUpperCase()], labelOf(entry, desk)]);
  const panels = PANELS.map(({ label }, at) => [[String(at + 1)], `Panel: ${label}`]);
  const own = KEYS.map(({ key, words }) => [keysOf(key), words]);
  const body = h(
    'div',
    { class: 'dialog-body help' },
    h('p', { class: 'soft' }, `An order is for ${desk.which(desk.seats)}: those you have chosen, or without a choice all of them.`),
    h('div', { class: 'help-columns' }, part('Anywhere', own), part('Orders', orders), part('On the wall', WALL), part('Beside it', panels)),
    h('p', { class: 'soft small' }, 'With the mouse: click to choose, drag over several, Shift-click for a row, Ctrl-click to add, double-click to see a screen. By touch: tap to choose, hold and drag for several.'),
  );
  showDialog({ title: 'Keys on this page', body }).classList.add('dialog-help');
}

function part(title, rows) {
  const lines = rows.map(([keys, words]) => h('div', { class: 'help-line' }, h('dt', {}, ...keys.flatMap((key) => [h('kbd', {}, key), ' '])), h('dd', {}, words)));
  return h('section', {}, h('h3', {}, title), h('dl', {}, ...lines));
}

function keysOf(key) {
  if (key.length === 2 && key[0] === 'C') return ['Ctrl', key[1].toUpperCase()];
  return [NAMES[key] ?? (key.length === 1 ? key.toUpperCase() : key)];
}
