// A drill report: print it, and show it anew while stations are still to come.

import { live } from './live.js';

const number = Number(location.pathname.split('/').at(-1));
let shown = null;

document.getElementById('print').addEventListener('click', () => print());
live.socket.on('modes', ({ modes }) => {
  const told = JSON.stringify(modes.find(({ id }) => id === number) ?? null);
  if (shown !== null && told !== shown) location.reload();
  shown = told;
});
