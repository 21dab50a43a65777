// The pouch desk: what the server tells goes to the views, what is done with a pouch goes to the server.

import { live } from './live.js';
import { Store } from './core/store.js';
import { Cards } from './views/pouches/card.js';
import { giveOut } from './views/pouches/give-out.js';
import { Lists } from './views/pouches/lists.js';
import { drawMatters } from './views/pouches/matters.js';
import { addSpare } from './views/pouches/register-acts.js';
import { drawRounds } from './views/pouches/rounds.js';
import { drawSeen } from './views/pouches/seen.js';
import { drawTally } from './views/pouches/tally.js';
import { Finder } from './views/reception/finder.js';

const at = (id) => document.getElementById(id);
const { socket } = live;
const facts = JSON.parse(at('pouch-facts').textContent);
facts.conditions = Object.fromEntries(facts.conditions); // in the order in which people know them
const store = new Store({ counts: null, lists: null, matters: null, seen: null, rounds: null });
const cards = new Cards({ socket, conditions: facts.conditions, price: () => store.state.price ?? 0 });
const lists = new Lists({ tabs: at('list-tabs'), panel: at('list'), socket, cards });

for (const part of ['summary', 'lists', 'matters', 'seen', 'rounds']) {
  socket.on(part, (told) => store.update(told));
}
store.watch((state) => {
  drawTally(at('tally'), state, { socket });
  drawMatters({ panel: at('matters-panel'), place: at('matters'), count: at('matters-count') }, state, { socket, cards });
  drawRounds(at('rounds'), state);
  drawSeen(at('seen'), state, { socket, cards, conditions: facts.conditions });
  lists.draw(state);
});
at('give-out').addEventListener('click', () => giveOut({ socket, facts }));
at('add-spare').addEventListener('click', () => addSpare({ socket }));
new Finder({
  input: at('find'),
  list: at('found'),
  socket,
  command: 'pouches.find',
  choose: (one) => (one.pouch ? cards.pouch(one.pouch) : cards.pupil(one.id)),
});
socket.follow('pouches');
