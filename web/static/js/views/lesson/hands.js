// The panel of hands: who raised one, in which order and for how long, and which screens pupils hid.
// Names and pages are not shown while the screens are hidden: this page may be on a projector.

import { h, icon, setText } from '../../util/dom.js';
import { keepList, replaceIfChanged } from '../../util/redraw.js';
import { age } from '../../util/time.js';

const REDRAW_MS = 1000;

export function handsPanel(place, desk) {
  const notes = h('ul', { class: 'hidden-notes', 'aria-label': 'Hidden screens' });
  const list = h('ol', { class: 'hands', 'aria-label': 'Raised hands' });
  const all = h('button', { class: 'button button-quiet', type: 'button', hidden: true }, 'Answer all');
  all.addEventListener('click', () => desk.command('lesson.answer-hands', { seats: seatsOf(desk.store.state.hands) }, all));
  place.classList.add('hands-panel');
  place.replaceChildren(notes, list, all);
  desk.socket.on('hands', (told) => desk.store.update(told));
  desk.socket.on('hidden', (told) => desk.store.update(told));
  desk.store.watch(({ hands = [], hidden = [] }) => {
    drawHidden(notes, hidden, desk);
    drawHands(list, hands, desk);
    all.hidden = hands.length < 2;
    markTiles(hands, hidden);
  });
  setInterval(() => showWaiting(list, desk), REDRAW_MS);
}

export function countHands({ hands = [], hidden = [] }) {
  return hands.length + hidden.length;
}

const seatsOf = (hands = []) => hands.map((hand) => hand.seat);
const nameOf = (seat, user) => seat?.pupil || user;

function drawHands(list, hands, desk) {
  if (!hands.length) {
    replaceIfChanged(list, 'none', () => [h('li', { class: 'quiet' }, h('p', { class: 'soft small' }, 'No hand is up. The first to raise one stands first.'))]);
    return;
  }
  const items = hands.map((hand) => ({ ...hand, pc: desk.seat(hand.seat)?.name ?? '', name: nameOf(desk.seat(hand.seat), hand.user) }));
  keepList(list, items, { id: (one) => `${one.seat} ${one.since}`, key: (one) => one, build: (one) => handRow(one, desk) });
  showWaiting(list, desk);
}

function handRow(one, desk) {
  const answered = h('button', { class: 'button', type: 'button', 'aria-label': `Answered: ${one.pc}` }, icon('check'), 'Answered');
  answered.addEventListener('click', () => desk.command('lesson.answer-hands', { seats: [one.seat] }, answered));
  return h(
    'li',
    { class: 'hand', dataset: { since: one.since, seat: one.seat } },
    h('p', { class: 'hand-who' }, h('strong', {}, one.pc), h('span', { class: 'is-name', dir: 'auto' }, one.name)),
    h('span', { class: 'hand-waits', role: 'timer' }),
    answered,
  );
}

function showWaiting(list, desk) {
  const now = desk.clock.now();
  for (const row of list.querySelectorAll('.hand')) {
    setText(row.querySelector('.hand-waits'), age((now - new Date(row.dataset.since)) / 1000));
  }
}

function drawHidden(list, hidden, desk) {
  const items = hidden.map((one) => ({ ...one, pc: desk.seat(one.seat)?.name ?? '', name: nameOf(desk.seat(one.seat), one.user) }));
  keepList(list, items, { id: (one) => `${one.seat} ${one.since}`, key: (one) => one, build: (one) => hiddenNote(one, desk) });
}

function hiddenNote(one, desk) {
  const show = h('button', { class: 'button', type: 'button', 'aria-label': `Show the screen of ${one.pc} again` }, 'Show the screen again');
  show.addEventListener('click', () => desk.command('lesson.show-screens', { seats: [one.seat] }, show));
  return h(
    'li',
    { class: 'hidden-note' },
    h('p', { class: 'hand-who' }, icon('shield'), h('strong', {}, one.pc), h('span', { class: 'is-name', dir: 'auto' }, one.name)),
    h('p', {}, 'hid the screen and tells you: something here is not right.'),
    h('p', { class: 'is-name hidden-page', dir: 'auto' }, one.title || 'The page’s title is not known.'),
    one.address && h('p', { class: 'is-name hidden-address', dir: 'ltr' }, one.address),
    show,
  );
}

/** On the wall: a hand with its place in the queue, and a cover over a screen that is hidden. */
function markTiles(hands, hidden) {
  const places = new Map(hands.map((hand, at) => [hand.seat, at + 1]));
  const covered = new Set(hidden.map((one) => one.seat));
  for (const tile of document.querySelectorAll('.tile')) {
    const place = places.get(tile.dataset.seat);
    const isHidden = covered.has(tile.dataset.seat);
    mark(tile, 'tile-hand', place, () => [icon('hand'), String(place)]);
    mark(tile, 'tile-hidden', isHidden && 'hidden', () => ['Hidden by the pupil']);
    const words = [place && `hand up, number ${place}`, isHidden && 'screen hidden by the pupil'].filter(Boolean).join(', ');
    if (words) tile.setAttribute('aria-description', words);
    else tile.removeAttribute('aria-description');
  }
}

function mark(tile, name, key, build) {
  const old = tile.querySelector(`.${name}`);
  if (!key) return old?.remove();
  const place = old ?? tile.querySelector('.tile-screen').appendChild(h('span', { class: name }));
  replaceIfChanged(place, key, build);
}
