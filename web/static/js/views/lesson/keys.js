// Keys that work anywhere on the page, but not while something is typed or a question is open.

import { MENU } from './menu.js';
import { perform } from './more.js';
import { lock, unlock } from './orders-asked.js';

const BUSY = 'input, textarea, select, [contenteditable], dialog, .menu-list';

const OWN = Object.freeze({
  l: (desk) => lock(desk, desk.seats),
  u: (desk) => unlock(desk, desk.seats),
  Escape: (desk) => desk.selection.nothing(),
});

export function listenToKeys(desk) {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.altKey || event.target.closest?.(BUSY) || document.querySelector('dialog[open], details[data-menu][open]')) return;
    const act = event.ctrlKey || event.metaKey ? held(event.key) : alone(event.key);
    if (!act) return;
    event.preventDefault();
    act(desk);
  });
}

function held(key) {
  return { a: (desk) => desk.selection.everything() }[key.toLowerCase()];
}

function alone(key) {
  const name = key.length === 1 ? key.toLowerCase() : key;
  const entry = MENU.find((one) => one.key === name);
  return OWN[name] ?? (entry && ((desk) => perform(entry, desk)));
}
