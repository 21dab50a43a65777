// Between lessons: the page becomes the lesson's own when it starts, by the school's clock.

import { live } from './live.js';
import { askToVisit } from './views/lesson/visit.js';

const next = document.getElementById('next');

if (next) {
  const starts = new Date(next.dataset.starts);
  setInterval(() => live.clock.now() >= starts && location.reload(), 1000);
}

const visit = document.getElementById('visit-other');
const ready = () => (visit.disabled = !live.socket.connected);
for (const change of ['up', 'down']) live.socket.addEventListener(change, ready);
ready();
visit.addEventListener('click', () => askToVisit(live.socket));
