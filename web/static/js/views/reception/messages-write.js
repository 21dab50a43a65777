// A message from home: where the pupil is now, ready-made phrases, at most 200 characters.

import { h, icon } from '../../util/dom.js';
import { actInDialog } from '../dialogs.js';
import { toast } from '../toasts.js';

const AT_MOST = 200;
const PHRASES = [
  'Please come to reception at the end of this lesson.',
  'You are collected from reception at the end of school.',
  'Take the bus home as usual today.',
  'Somebody has brought what you forgot: it is at reception.',
  'Ring home from reception at break, please. Nothing is wrong.',
];

export async function writeMessage(socket, card) {
  const once = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join(''); // pressed twice, or sent again after a lost answer, it is one message
  const text = h('textarea', { class: 'input', id: 'message-text', name: 'text', rows: 3, maxlength: AT_MOST, required: true, autofocus: true });
  const left = h('p', { class: 'field-hint', 'aria-live': 'polite' });
  const count = () => {
    left.textContent = `${AT_MOST - text.value.length} characters left`;
  };
  const phrases = PHRASES.map((words) => {
    const use = h('button', { class: 'phrase', type: 'button' }, words);
    use.addEventListener('click', () => {
      text.value = words;
      count();
      text.focus();
    });
    return use;
  });
  text.addEventListener('input', count);
  count();
  const answer = await actInDialog({
    title: `Message for ${card.name}`,
    body: [
      h('p', { class: 'where' }, icon('seats'), card.where),
      h('div', { class: 'field' }, h('label', { class: 'field-label', for: 'message-text' }, 'The teacher reads this and tells the pupil'), text, left),
      h('div', { class: 'phrases', role: 'group', 'aria-label': 'Ready-made' }, ...phrases),
      h('label', { class: 'check' }, h('input', { type: 'checkbox', name: 'urgent', value: 'yes' }), h('span', {}, 'Urgent')),
    ],
    confirm: 'Send',
    act: ({ text: words, urgent }) => socket.command('message.send', { pupil: card.id, text: words, urgent: urgent === 'yes', once }),
  });
  if (answer) toast(`Waits with ${answer.message.place}.`, 'ok');
}
