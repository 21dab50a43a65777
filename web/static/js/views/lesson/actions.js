// The toolbar's own buttons: lock, unlock, send a link, and choosing. Without a choice, an order is for the whole room.

import { setText } from '../../util/dom.js';
import { lock, sendLink, unlock } from './orders-asked.js';

const button = (id) => document.getElementById(id);
const ORDERS = { lock, unlock, link: sendLink };

export function wireToolbar(desk) {
  const { selection, store } = desk;
  for (const [id, order] of Object.entries(ORDERS)) button(id).addEventListener('click', () => order(desk, desk.seats, button(id)));
  button('select-all').addEventListener('click', () => selection.everything());
  button('select-none').addEventListener('click', () => selection.nothing());
  selection.addEventListener('change', () => label(selection));
  store.watch(() => label(selection));
}

function label(selection) {
  const chosen = selection.seats.length;
  const what = chosen === 0 || chosen === selection.all.length ? 'all' : String(chosen);
  setText(button('lock').querySelector('.act'), `Lock ${what}…`);
  setText(button('unlock').querySelector('.act'), `Unlock ${what}`);
  setText(button('chosen'), chosen > 0 ? `${chosen} chosen` : '');
  button('select-none').hidden = chosen === 0;
  button('select-all').hidden = chosen > 0 && chosen === selection.all.length;
  for (const id of Object.keys(ORDERS)) button(id).disabled = selection.all.length === 0;
}
