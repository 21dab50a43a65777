// The page on which a phone is taken: what waits for this person, and what is with them, as it is now.

import { live } from './live.js';

const { socket } = live;
const PARTS = ['mine-waiting', 'mine-list'];
let known = false;
let stale = false;

async function refresh() {
  stale = false;
  try {
    const answer = await fetch(location.href, { headers: { Accept: 'text/html' } });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    for (const part of PARTS) {
      const fresh = page.getElementById(part);
      if (fresh) document.getElementById(part).replaceChildren(...fresh.childNodes);
    }
  } catch {
    stale = true; // the banner says that the connection is lost; it is tried again with the next news
  }
}

socket.on('custody-mine', () => {
  if (known || stale) refresh(); // the first is what the page was drawn with
  known = true;
});
socket.follow('custody-mine');
