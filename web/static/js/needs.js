// The page of standing needs: what the server tells goes to the views, what is decided here goes to the server.

import { live } from './live.js';
import { Store } from './core/store.js';
import { h } from './util/dom.js';
import { showDialog } from './views/dialogs.js';
import { Finder } from './views/reception/finder.js';
import { drawHolds, placeHold } from './views/reception/holds.js';
import { drawNeeds, giveNeed } from './views/safeguarding/needs.js';
import { drawUses } from './views/safeguarding/uses.js';

const at = (id) => document.getElementById(id);
const { socket } = live;
const store = new Store({ needs: null, holds: null, uses: null });

for (const part of ['needs', 'holds', 'uses']) socket.on(part, (told) => store.update(told));
store.watch((state) => {
  drawNeeds({ place: at('needs'), count: at('needs-count') }, state, { socket });
  drawHolds(at('holds'), state, { socket });
  drawUses(at('uses'), state);
});

function choose(pupil) {
  const kinds = at('kinds').content.cloneNode(true).children;
  const today = at('today').content.textContent;
  const close = (then) => () => {
    dialog.close();
    then();
  };
  const give = h('button', { class: 'button button-primary', type: 'button', onclick: close(() => giveNeed(socket, pupil, { kinds: [...kinds], today })) }, 'Give a standing need…');
  const hold = h('button', { class: 'button', type: 'button', onclick: close(() => placeHold(socket, pupil, { reason: true })) }, 'Put the pouch on hold…');
  const dialog = showDialog({ title: `${pupil.name}, ${pupil.form}`, body: h('div', { class: 'dialog-body choices' }, give, pupil.pouch && hold) });
}

new Finder({ input: at('find'), list: at('found'), socket, command: 'need.find', choose });
socket.follow('needs');
