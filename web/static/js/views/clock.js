// The school's time in the header.

import { setText } from '../util/dom.js';
import { clockTime, day } from '../util/time.js';

export function showClock(element, clock) {
  const draw = () => {
    const now = clock.now();
    setText(element.querySelector('.clock-day'), `${day(now)},`);
    setText(element.querySelector('.clock-time'), clockTime(now));
  };
  draw();
  setInterval(draw, 1000);
}
