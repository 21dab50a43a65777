// Draws the «More» menu from its table, under the headings of its groups.

import { h, icon } from '../../util/dom.js';
import { toast } from '../toasts.js';
import { MENU } from './menu.js';

export function drawMore(menu, desk) {
  const list = menu.querySelector('.menu-list');
  const groups = [...new Set(MENU.map((entry) => entry.group))];
  const whom = h('p', { class: 'menu-whom', role: 'status' });
  list.replaceChildren(whom, ...groups.map((name) => group(name, menu, desk)));
  menu.addEventListener('toggle', () => menu.open && relabel(list, whom, desk));
  list.addEventListener('keydown', (event) => walk(event, list));
  queueMicrotask(() => relabel(list, whom, desk)); // it may have been opened before the desk was whole
}

/** What an entry does, from the menu or by its key. */
export function perform(entry, desk) {
  const { seats } = desk;
  if (entry.shown && !entry.shown(desk, seats)) return undefined;
  if (entry.one && seats.length !== 1) return toast('Choose one PC first, then do that again.', 'info');
  return entry.act(desk, seats);
}

export function labelOf(entry, desk) {
  return typeof entry.label === 'function' ? entry.label(desk, desk.seats) : entry.label;
}

function group(name, menu, desk) {
  const entries = MENU.filter((entry) => entry.group === name).map((entry) => item(entry, menu, desk));
  return h('div', { class: 'menu-group', role: 'group', 'aria-label': name }, h('p', { class: 'menu-heading', 'aria-hidden': 'true' }, name), ...entries);
}

function item(entry, menu, desk) {
  const words = h('span', { class: 'grow' }, labelOf(entry, desk));
  const button = h('button', { class: 'menu-item', type: 'button', id: `more-${entry.id}` }, icon(entry.icon), words, entry.key && h('kbd', { 'aria-hidden': 'true' }, entry.key.toUpperCase()));
  button.addEventListener('click', () => {
    menu.open = false;
    menu.querySelector('summary').focus();
    perform(entry, desk);
  });
  return button;
}

function relabel(list, whom, desk) {
  const { seats } = desk;
  whom.textContent = `For ${desk.which(seats)}`;
  for (const entry of MENU) {
    const button = list.querySelector(`#more-${entry.id}`);
    button.querySelector('.grow').textContent = labelOf(entry, desk);
    button.hidden = entry.shown ? !entry.shown(desk, seats) : false;
  }
}

function walk(event, list) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const items = [...list.querySelectorAll('.menu-item:not([hidden])')];
  const at = items.indexOf(document.activeElement);
  items[(at + step + items.length) % items.length].focus();
}
