// Between lessons: the page becomes the lesson's own when it starts, by the school's clock.

import { live } from './live.js';

const next = document.getElementById('next');

if (next) {
  const starts = new Date(next.dataset.starts);
  setInterval(() => live.clock.now() >= starts && location.reload(), 1000);
}
