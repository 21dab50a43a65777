// Pouches for a whole year group: who is next, and what became of the last tap.

import { live } from './live.js';
import { Store } from './core/store.js';
import { RoundView } from './views/pouches/round.js';

const at = (id) => document.getElementById(id);
const { socket, clock } = live;
const number = Number(at('round').dataset.round);
const { stations } = JSON.parse(at('pouch-facts').textContent);
const store = new Store({ round: null });
const view = new RoundView({ at, socket, clock, stations });

socket.on('round', (told) => store.update(told));
store.watch(({ round }) => round && view.draw(round));
setInterval(() => store.state.round && view.tick(store.state.round), 1000); // what moves with the clock alone
socket.follow(`pouch-round:${number}`);
