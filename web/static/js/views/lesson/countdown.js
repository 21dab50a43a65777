// «ends 11:00 (in 23 min)», by the school's clock.

import { setText } from '../../util/dom.js';
import { clockTime } from '../../util/time.js';

export function countDown(element, clock) {
  const ends = new Date(element.dataset.ends);
  const words = element.querySelector('span');
  const draw = () => {
    const minutes = Math.ceil((ends - clock.now()) / 60_000);
    const left = minutes > 0 ? `in ${minutes} min` : 'now';
    setText(words, `ends ${clockTime(ends)} (${left})`);
    element.classList.toggle('is-soon', minutes <= 5);
  };
  draw();
  setInterval(draw, 1000);
}
