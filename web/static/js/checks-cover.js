// No class of one's own to check now: the page becomes the check when it opens. One may still cover another's.

import { live } from './live.js';
import { askToCover } from './views/checks/cover.js';

const BEFORE_MS = 10 * 60_000;
const next = document.getElementById('next');

if (next) {
  const opens = new Date(next.dataset.starts) - BEFORE_MS;
  setInterval(() => live.clock.now() >= opens && location.reload(), 2000);
}

document.getElementById('cover').addEventListener('click', () => askToCover(live.socket));
