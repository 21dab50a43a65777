// The page of concerns: what the server tells goes to the views, what is decided here goes to the server.

import { live } from './live.js';
import { Store } from './core/store.js';
import { drawClosed, drawConcerns, drawHidings } from './views/safeguarding/concerns.js';

const at = (id) => document.getElementById(id);
const { socket } = live;
const store = new Store({ concerns: null, hidings: null });

for (const part of ['concerns', 'hidings']) socket.on(part, (told) => store.update(told));
store.watch(({ concerns, hidings }) => {
  if (concerns) drawConcerns({ place: at('concerns'), count: at('concerns-count') }, concerns.filter((one) => !one.closed_at), socket);
  if (concerns) drawClosed(at('closed'), concerns.filter((one) => one.closed_at), socket);
  if (hidings) drawHidings(at('hidings'), hidings);
});
socket.follow('concerns');
