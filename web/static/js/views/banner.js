// «Connection lost. Trying again… What you see is from 10:42.»

import { h, icon } from '../util/dom.js';
import { clockTime } from '../util/time.js';

const PATIENCE_MS = 1000; // a blink of the network is not worth a word

/** The server will not have this page, and says why. It stays. */
export function showEnd(place, sentence) {
  place.replaceChildren(h('div', { class: 'banner' }, icon('warning'), h('p', {}, sentence)));
  document.body.classList.add('is-offline');
}

/** `place` is where it is shown; pages dim what they mark with the class `live`. */
export function showConnection(place, socket, clock) {
  let timer = null;

  socket.addEventListener('down', () => {
    document.documentElement.dataset.connection = 'down';
    if (timer !== null) return;
    const since = clock.now();
    timer = setTimeout(() => {
      const words = `Connection lost. Trying again… What you see is from ${clockTime(since)}.`;
      place.replaceChildren(h('div', { class: 'banner' }, icon('offline'), h('p', {}, words)));
      document.body.classList.add('is-offline');
    }, PATIENCE_MS);
  });

  socket.addEventListener('up', () => {
    document.documentElement.dataset.connection = 'up';
    clearTimeout(timer);
    timer = null;
    place.replaceChildren();
    document.body.classList.remove('is-offline');
  });
}
