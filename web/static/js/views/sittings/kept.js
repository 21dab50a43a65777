// What this device still keeps: lines that wait for the connection, and those that the server would not have.

import { h, icon, setText } from '../../util/dom.js';
import { replaceIfChanged } from '../../util/redraw.js';
import { clockTime } from '../../util/time.js';
import { passed } from './place.js';

const MARKS = { arrived: 'is here', absent: 'is absent', left: 'left the room', back: 'is back', finished: 'has finished', mistaken: 'was marked by mistake' };

const WORDS = {
  'exam.pass': (line) => `At the gate, ${line.candidate}: ${passed(line)}`,
  'exam.mark': ({ candidate, step, with_whom: who }) => `${candidate} ${MARKS[step]}${who ? `, with ${who}` : ''}`,
  'exam.move': ({ candidate, seat, reason }) => `${candidate} moves to ${seat}: ${reason}`,
  'exam.return': ({ token }) => `Token ${token} given back`,
  'exam.sign-in': ({ name }) => `${name} signed in`,
  'exam.sign-out': ({ name }) => `${name} went`,
  'exam.report': ({ seat, words }) => `Incident log${seat ? `, seat ${seat}` : ''}: ${words}`,
  'exam.found': ({ seat, what, where }) => `A device was found at ${seat}: ${what}, ${where}`,
  'exam.attest': ({ name }) => `Attested by ${name}`,
};

/** `at` finds the page's places by their id; `queue` is a LineQueue. `mend(line)` asks again for what was not taken. */
export function drawKept(at, queue, connected, mend = null) {
  const count = queue.waiting.length;
  const words = count === 0 ? '' : `${count} ${count === 1 ? 'line is' : 'lines are'} kept on this device${connected ? ', being sent' : ' until the connection is back'}. Leave this page open.`;
  setText(at('waiting'), words);
  at('waiting').hidden = !words;
  replaceIfChanged(at('refused'), queue.refused, () => queue.refused.map((line) => refused(line, () => queue.putAway(line), mend)));
}

function refused(line, putAway, mend) {
  const what = WORDS[line.command](line.payload);
  return h(
    'li',
    { class: 'notice', dataset: { tone: 'bad' } },
    h('div', {}, h('strong', {}, `Not taken: ${clockTime(line.payload.at)} ${what}`), h('p', {}, line.sentence)),
    mend && h('button', { class: 'button', type: 'button', 'aria-label': `Put it right: ${what}`, onclick: () => mend(line) }, icon('pencil'), 'Put it right'),
    h('button', { class: 'button button-quiet', type: 'button', 'aria-label': `I have read it: ${what}`, onclick: putAway }, icon('check'), 'I have read it'),
  );
}
