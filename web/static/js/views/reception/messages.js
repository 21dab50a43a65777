// Messages from home and pupils who would like to ring: what waits for the office first, then what is urgent.

import { chip, h } from '../../util/dom.js';
import { keepList, replaceIfChanged } from '../../util/redraw.js';
import { clockTime } from '../../util/time.js';
import { actInDialog, dialogField } from '../dialogs.js';
import { toast, toastRefusal } from '../toasts.js';

const STATES = {
  waiting: (one) => (one.opened_at ? ['Read, not passed on', 'info'] : ['Not read yet', one.urgent ? 'bad' : 'warn']),
  told: (one) => [`Told ${clockTime(one.changed_at)}`, 'ok'],
  'not-told': () => ['Not told: the pupil’s day is over', 'bad'],
  'taken-back': () => ['Taken back', 'off'],
  asked: () => ['Would like to ring home', 'warn'],
  answered: (one) => (one.opened_at ? ['Answer read, not passed on', 'info'] : ['Answered, not read yet', 'warn']),
  'passed-on': () => ['The pupil knows', 'info'],
  done: (one) => [`Seen through ${clockTime(one.changed_at)}`, 'ok'],
  lapsed: () => ['Not seen through', 'bad'],
};
const OURS = ['asked', 'not-told', 'passed-on', 'lapsed'];
const UNDER_WAY = ['waiting', 'answered'];

export function drawMessages({ place, count }, { messages }, { now, socket }) {
  if (!messages) return;
  const ours = messages.filter((one) => OURS.includes(one.state));
  count.textContent = ours.length ? `${ours.length} for you` : '';
  if (!messages.length) {
    replaceIfChanged(place, 'none', () => [h('li', { class: 'quiet' }, h('p', {}, 'None today. Find a pupil to send one.'))]);
    return;
  }
  const rest = messages.filter((one) => !OURS.includes(one.state));
  const urgent = rest.filter((one) => one.urgent && UNDER_WAY.includes(one.state));
  keepList(place, [...ours, ...urgent, ...rest.filter((one) => !urgent.includes(one))], { id: (one) => one.id, key: (one) => one, build: (one) => row(one, socket, now) });
}

function row(one, socket) {
  const [words, tone] = STATES[one.state](one);
  return h(
    'li',
    { class: 'list-item message', dataset: { state: one.state, message: one.id } },
    h('p', { class: 'list-title' }, `${one.pupil}, ${one.form}`),
    h('div', { class: 'message-acts' }, ...acts(one, socket)),
    h('p', { class: 'leave-note' }, chip(words, tone), one.urgent && chip('Urgent', 'bad', 'warning'), ` ${clockTime(one.at)} · ${one.by}`),
    one.text && h('p', { class: 'message-text' }, `“${one.text}”`),
    one.answer && h('p', { class: 'message-text' }, one.answer),
    one.place && ['waiting', 'asked', 'answered'].includes(one.state) && h('p', { class: 'leave-note' }, one.moves ? `Followed to ${one.place}` : one.place),
  );
}

function acts(one, socket) {
  const act = (label, command, done) => {
    const button = h('button', { class: 'button button-quiet', type: 'button', 'aria-label': `${label}: ${one.pupil}` }, label);
    button.addEventListener('click', async () => {
      if (toastRefusal(await socket.command(command, { message: one.id }))) toast(done, 'ok');
    });
    return button;
  };
  if (one.state === 'waiting') return [act('Take back', 'message.take-back', 'The message is taken back.')];
  if (one.state === 'not-told') return [act('Told now', 'message.told', 'Noted: the pupil was told.')];
  if (one.state === 'asked') return [answerButton(one, socket)];
  if (['answered', 'passed-on', 'lapsed'].includes(one.state)) return [act('Done', 'message.done', 'Seen through.')];
  return [];
}

function answerButton(one, socket) {
  const button = h('button', { class: 'button', type: 'button', 'aria-label': `Answer ${one.pupil}` }, 'Answer…');
  button.addEventListener('click', async () => {
    const text = dialogField({ label: 'What home said', name: 'text', maxlength: 200, autocomplete: 'off', hint: 'Needed for “We rang”.' });
    const options = [['send-now', 'Send now'], ['at-break', 'At break'], ['rang', 'We rang']];
    const answers = options.map(([value, words]) => h('label', { class: 'pill' }, h('input', { type: 'radio', name: 'answer', value, required: true }), h('span', {}, words)));
    const answer = await actInDialog({
      title: `${one.pupil} would like to ring home`,
      body: [h('fieldset', { class: 'pills' }, h('legend', { class: 'field-label' }, 'The teacher is told'), ...answers), text],
      confirm: 'Answer',
      act: (values) => socket.command('message.answer', { message: one.id, answer: values.answer, text: values.text }),
    });
    if (answer) toast(`${one.pupil}’s teacher is told.`, 'ok');
  });
  return button;
}
