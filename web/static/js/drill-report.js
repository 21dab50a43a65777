// A drill report: print it, and show it anew while stations are still to come.

import { live } from './live.js';

const number = Number(location.pathname.split('/').at(-1));
const main = document.getElementById('main');
let shown = null;

main.addEventListener('click', ({ target }) => target.closest('#print') && print());
live.socket.on('modes', ({ modes }) => {
  const told = JSON.stringify(modes.find(({ id }) => id === number) ?? null);
  if (shown !== null && told !== shown) showAnew();
  shown = told;
});

/** Not by a reload, which would undo the press of a link at that moment. */
async function showAnew() {
  const answer = await fetch(location.pathname).catch(() => null);
  if (!answer?.ok) return; // the banner says when the connection is lost
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  main.replaceChildren(...fresh.getElementById('main').childNodes);
}
