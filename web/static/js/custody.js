// The custody desk: its lists are fetched again when something changes, unless somebody is typing in them.

import { live } from './live.js';

const { socket } = live;
const place = document.getElementById('custody-lists');
let known = null;
let stale = false;

const isTyped = (field) => field.type !== 'hidden' && field.value !== field.defaultValue;
const isBusy = () => document.activeElement?.matches('#custody-lists input') || [...place.querySelectorAll('input')].some(isTyped);

async function refresh() {
  if (isBusy()) {
    stale = true;
    return;
  }
  stale = false;
  try {
    const answer = await fetch('/custody', { headers: { Accept: 'text/html' } });
    if (!answer.ok || isBusy()) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const fresh = page.getElementById('custody-lists');
    if (fresh) place.replaceChildren(...fresh.childNodes);
  } catch {
    stale = true; // the banner says that the connection is lost; it is tried again with the next news
  }
}

socket.on('custody', (counts) => {
  const said = JSON.stringify(counts);
  if (known !== null || stale) refresh();
  known = said;
});
place.addEventListener('focusout', () => setTimeout(() => stale && refresh()));
socket.follow('custody');
