// On the reception page: how many devices in custody want something done, with a way there.

import { live } from './live.js';
import { h, icon } from './util/dom.js';

const { socket } = live;
const place = document.getElementById('custody-reminder');
const some = (count, words) => (count ? `${count} ${words}` : '');

socket.on('custody', ({ overdue, due_today: today, waiting }) => {
  const said = [some(waiting, 'to take over'), some(overdue, 'overdue'), some(today, 'due back today')].filter(Boolean);
  place.hidden = said.length === 0;
  if (said.length === 0) return;
  const tone = overdue || waiting ? 'warn' : 'info';
  place.replaceChildren(
    h('a', { class: 'notice custody-reminder', href: '/custody', dataset: { tone } }, icon('phone'), h('p', {}, `Devices in custody: ${said.join(', ')}.`)),
  );
});
socket.follow('custody');
