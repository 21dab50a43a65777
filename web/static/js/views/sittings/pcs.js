// The room's PCs in an exam: what each says of itself, and what was seen of them. Nobody is accused here.

import { h, icon, setText } from '../../util/dom.js';
import { replaceIfChanged } from '../../util/redraw.js';
import { secondTime } from '../../util/time.js';

const STATES = {
  waits: ['check', 'ready'],
  'not-yet': ['clock', 'not yet'],
  'in-force': ['check', 'in force'],
  departed: ['warning', 'look at it'],
  'not-seen': ['power', 'not seen'],
};
const SHOWN = 12;

/** `at` finds the page's places by their id; `log` and `aside` are what one can do with a departure. */
export function drawPcs(at, { login, pcs, departures }, { ended, log, aside }) {
  const [alarming, quiet] = toLookAt(departures);
  const waiting = [...alarming, ...quiet];
  at('pcs-panel').hidden = pcs.length === 0 && departures.length === 0;
  setText(at('pcs-login'), login && `login ${login}`);
  const words = ended ? { ...STATES, waits: ['unlock', 'free again'] } : STATES;
  setText(at('pcs-counts'), counts(pcs, words));
  at('pcs-alert').hidden = alarming.length === 0;
  setText(at('pcs-alert'), alarming.length === 1 ? alarming[0].words : alarming.length ? `${alarming[0].words} And ${alarming.length - 1} more to look at, under PCs.` : '');
  replaceIfChanged(at('pcs-departures'), waiting, () => waiting.slice(0, SHOWN).map((one) => departure(one, log, aside)));
  replaceIfChanged(at('pcs'), [pcs, ended], () => pcs.map((one) => pc(one, words)));
}

/** A silence that is over may have been a hiccup of the network: it calls nobody, and comes after the rest. */
function toLookAt(departures) {
  const waiting = departures.filter((one) => !one.settled_by);
  const isQuiet = (one) => one.kind === 'gone' && one.over_at;
  return [waiting.filter((one) => !isQuiet(one)), waiting.filter(isQuiet)];
}

function counts(pcs, states) {
  const found = Object.entries(states).map(([state, [, words]]) => [pcs.filter((one) => one.state === state).length, state === 'departed' ? 'to look at' : words]);
  return found.filter(([count]) => count).map(([count, words]) => `${count} ${words}`).join(', ');
}

function pc(one, states) {
  const [sign, words] = states[one.state];
  return h(
    'li',
    { class: 'exam-pc', dataset: { state: one.state, pc: one.id } },
    h('strong', {}, one.name),
    h('span', { class: 'exam-pc-state' }, icon(sign), words),
    one.user ? h('span', { class: 'exam-pc-user' }, one.user) : null,
  );
}

function departure(one, log, aside) {
  const when = one.over_at && one.over_at !== one.at ? `${secondTime(one.at)} to ${secondTime(one.over_at)}, over` : `${secondTime(one.at)}${one.over_at ? '' : ', still so'}`;
  return h(
    'li',
    { class: 'departure', dataset: { departure: one.id } },
    h('p', {}, h('strong', {}, when), ` ${one.words}`),
    h(
      'div',
      { class: 'row' },
      h('button', { class: 'button', type: 'button', 'aria-label': `Write into the log: ${one.words}`, onclick: () => log(one) }, icon('pencil'), 'Write into the log'),
      h('button', { class: 'button button-quiet', type: 'button', 'aria-label': `Set aside: ${one.words}`, onclick: () => aside(one) }, 'Set aside'),
    ),
  );
}
