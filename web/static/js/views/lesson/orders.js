// What became of each order: the sentence, how many came how far, and each seat.

import { h, icon } from '../../util/dom.js';
import { clockTime } from '../../util/time.js';
import { kindOf, listWords } from './kinds.js';

const ARRIVED = new Set(['delivered', 'in-force', 'done', 'failed']);
const WORDS = {
  asked: 'asked',
  delivered: 'delivered',
  'in-force': 'in force',
  done: 'done',
  ended: 'ended',
  expired: 'no answer in time',
  'not-sent': 'not sent',
  failed: 'failed',
};

export function drawOrders(place, orders) {
  const drawn = JSON.stringify(orders);
  if (orders.length === 0 || place.dataset.drawn === drawn) return;
  place.dataset.drawn = drawn;
  const open = new Set([...place.querySelectorAll('details[open]')].map((one) => one.dataset.order));
  place.replaceChildren(...orders.map((order, position) => card(order, position === 0, open.has(order.id))));
}

function card(order, newest, open) {
  const kind = kindOf(order.kind);
  return h(
    'article',
    { class: 'order', dataset: { kind: order.kind, newest } },
    h('p', { class: 'order-head' }, icon(kind.icon), h('strong', {}, order.undoes ? `Undo: ${kind.title}` : kind.title), order.template && h('span', { class: 'soft small truncate' }, `«${order.template}»`), h('time', { datetime: order.at }, clockTime(order.at))),
    order.limits && h('p', { class: 'order-text', title: (order.limits.patterns ?? order.limits.names).join('\n') }, listWords(order.limits)),
    order.text && h('p', { class: 'order-text truncate', title: order.text }, order.text),
    h('p', { class: 'order-summary' }, ...unbroken(order.summary)),
    order.note && h('p', { class: 'order-note' }, order.note),
    newest && stages(order, kind),
    h(
      'details',
      { dataset: { order: order.id }, open },
      h('summary', {}, 'Seat by seat'),
      h('ul', { class: 'order-seats' }, ...order.seats.map((seat) => line(seat, kind))),
    ),
  );
}

/** A name such as PC-14 is not broken at its hyphen. */
function unbroken(text) {
  const parts = text.split(/(\S+-\S+)/);
  return parts.map((part, position) => (position % 2 ? h('span', { class: 'unbroken' }, part) : part));
}

function stages(order, kind) {
  const current = order.seats.filter((seat) => seat.step !== 'ended');
  const counts = [
    ['asked', current.length],
    ['delivered', current.filter((seat) => ARRIVED.has(seat.step) && (seat.here || seat.step === 'done')).length],
    [kind.reached, current.filter((seat) => seat.achieved).length],
  ];
  const steps = counts.map(([name, count]) => h('li', {}, h('span', { class: 'numbers' }, String(count)), ` ${name}`));
  const dots = order.seats.map((seat) => h('i', { dataset: { step: look(seat) }, title: `${seat.name}: ${words(seat, kind)}` }));
  return h('div', {}, h('ol', { class: 'stages' }, ...steps), h('div', { class: 'dots', 'aria-hidden': 'true' }, ...dots));
}

function line(seat, kind) {
  return h('li', { dataset: { step: look(seat) } }, h('span', {}, seat.name), h('span', {}, words(seat, kind)));
}

function look(seat) {
  if (seat.achieved) return 'reached';
  return seat.here || seat.step === 'not-sent' ? seat.step : 'away';
}

function words(seat, kind) {
  if (seat.achieved) return kind.reached;
  if (!seat.here && ['asked', 'delivered', 'in-force'].includes(seat.step)) return 'off: waits for it';
  const said = seat.step === 'in-force' ? 'back, not confirmed yet' : WORDS[seat.step];
  return seat.detail && seat.step !== 'expired' ? `${said}: ${seat.detail}` : said;
}
