// Keys that work anywhere on the page, but not while something is typed or a question is open.

import { openHelp } from './help.js';
import { MENU } from './menu.js';
import { perform } from './more.js';
import { lock, unlock } from './orders-asked.js';
import { PANELS } from './panels.js';
import { undo } from './undo.js';

const BUSY = 'input, textarea, select, [contenteditable], dialog, .menu-list';

/** By the key alone; a capital C before it is «with Ctrl (⌘)». */
export const KEYS = Object.freeze([
  { key: 'l', words: 'Lock…', act: (desk) => lock(desk, desk.seats) },
  { key: 'u', words: 'Unlock', act: (desk) => unlock(desk, desk.seats) },
  { key: 'Cz', words: 'Undo your last order', act: (desk) => undo(desk) },
  { key: 'Ca', words: 'Choose every PC', act: (desk) => desk.selection.everything() },
  { key: 'Escape', words: 'Choose none', act: (desk) => desk.selection.nothing() },
  { key: '.', words: 'Open «More»', act: () => openMore() },
  { key: 'h', words: 'Hide the screens, or show them', act: () => document.getElementById('privacy').click() },
  { key: '?', words: 'This help', act: (desk) => openHelp(desk) },
]);

export function listenToKeys(desk) {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.altKey || event.target.closest?.(BUSY)) return;
    if (document.querySelector('dialog[open], details[data-menu][open]')) return;
    const act = find(event);
    if (!act) return;
    event.preventDefault();
    act(desk);
  });
}

function find(event) {
  const plain = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const name = event.ctrlKey || event.metaKey ? `C${plain}` : plain;
  const own = KEYS.find(({ key }) => key === name);
  if (own) return own.act;
  const entry = MENU.find(({ key }) => key === name);
  if (entry) return (desk) => perform(entry, desk);
  const panel = PANELS[Number(name) - 1];
  return panel && ((desk) => desk.openPanel(panel.id, { focus: true }));
}

function openMore() {
  const more = document.getElementById('more');
  more.open = true;
  more.querySelector('.menu-item:not([hidden])').focus();
}
