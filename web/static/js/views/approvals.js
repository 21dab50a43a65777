// Requests for a second person: as cards, with a yes and a no.

import { h } from '../util/dom.js';
import { keepList, replaceIfChanged } from '../util/redraw.js';
import { clockTime, day } from '../util/time.js';
import { actInDialog, dialogField } from './dialogs.js';
import { toast } from './toasts.js';

const SHORT = 3;

export function drawApprovals(place, requests, { socket, clock }) {
  const count = document.querySelector('.approvals-count');
  if (count) {
    count.firstChild.textContent = String(requests.length);
    count.parentElement.dataset.waiting = requests.length;
  }
  if (!requests.length) {
    replaceIfChanged(place, 'none', () => [h('p', { class: 'notice', dataset: { tone: 'ok' } }, 'Nothing waits for you. What does is shown at the top of every page.')]);
    return;
  }
  keepList(place, requests, { id: (one) => one.id, key: (one) => one, build: (one) => card(one, socket, clock.now()) });
}

function card(one, socket, now) {
  const yes = h('button', { class: 'button button-primary', type: 'button', 'aria-label': `Agree to ${title(one)}` }, 'Agree…');
  const no = h('button', { class: 'button', type: 'button', 'aria-label': `Say no to ${title(one)}` }, 'Say no…');
  yes.addEventListener('click', () => decide(socket, one, true));
  no.addEventListener('click', () => decide(socket, one, false));
  return h('article', { class: 'request' }, ...facts(one, now), h('div', { class: 'request-acts' }, yes, no));
}

async function decide(socket, one, approves) {
  const answer = await actInDialog({
    title: approves ? 'Agree to this leave?' : 'Say no to this leave?',
    body: [
      h('p', {}, title(one)),
      dialogField({ label: 'A word', name: 'word', hint: approves ? 'If you like. Reception reads it.' : 'Why not. Reception reads it.', maxlength: 200, autocomplete: 'off', required: !approves }),
    ],
    confirm: approves ? 'Agree' : 'Say no',
    tone: approves ? 'primary' : 'danger',
    act: ({ word }) => socket.command('approval.decide', { request: one.id, approves, word }),
  });
  if (answer) toast(approves ? 'You agreed: the pouches may be opened.' : 'You said no: nothing opens.', 'ok');
}

/** `Trip: Dee estuary, 27 pupils` */
export function title(one) {
  const what = one.title ? `${one.kind}: ${one.title}` : one.kind;
  return `${what}, ${one.pupils.length === 1 ? one.pupils[0] : `${one.pupils.length} pupils`}`;
}

/** The lines of a request, for the one who decides and for reception. */
export function facts(one, now) {
  return [
    h('div', { class: 'request-head' }, h('h3', {}, title(one))),
    h('p', { class: 'request-facts' }, times(one, now)),
    one.note && h('p', { class: 'request-why' }, one.note),
    one.pupils.length > 1 && h('details', {}, h('summary', {}, one.pupils.slice(0, SHORT).map((name) => name.split(',')[0]).join(', ') + (one.pupils.length > SHORT ? ` and ${one.pupils.length - SHORT} more` : '')), h('ul', {}, ...one.pupils.map((name) => h('li', {}, name)))),
    one.posts && h('p', { class: 'request-facts' }, `Asked by ${one.by} at ${clockTime(one.at)}. Needs a word from ${one.posts}${one.source ? ` (${one.source})` : ''}.`),
  ].filter(Boolean);
}

function times(one, now) {
  if (one.weekly) return 'Every week: see the list of weekly leave.';
  const back = one.back_by ? `, locked again by ${when(one.back_by, now)}` : '';
  return `${when(one.from, now)} to ${when(one.until, now)}${back}`;
}

export function when(moment, now) {
  const on = new Date(moment);
  return day(on) === day(now) ? clockTime(on) : `${day(on)} ${clockTime(on)}`;
}
