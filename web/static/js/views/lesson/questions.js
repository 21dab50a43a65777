// What is asked before a lock or a link is sent, with what was used last.

import { Recent } from '../../core/recent.js';
import { h } from '../../util/dom.js';
import { askDialog, dialogField } from '../dialogs.js';

const USUAL = 'Please stop and look at the board.';
const messages = new Recent('lock-messages', [USUAL, 'Hands off the keyboard, eyes to the front.']);
const links = new Recent('links', []);

export async function askForLock(which) {
  const [last] = messages.list;
  const field = dialogField({ label: 'Message on the locked screens', name: 'message', value: last, maxlength: 200, autocomplete: 'off' });
  const answer = await askDialog({ title: `Lock ${which}`, body: [field, again(messages, field)], confirm: `Lock ${which}` });
  if (answer?.message) messages.used(answer.message);
  return answer;
}

export async function askForLink(which) {
  const field = dialogField({
    label: 'Address of the page',
    name: 'url',
    inputmode: 'url',
    required: true,
    pattern: 'https?://.+',
    title: 'It starts with https:// or http://',
    placeholder: 'https://',
    hint: 'It opens at once on the PCs that are on. It is not kept for those that are off.',
    maxlength: 2000,
    autocomplete: 'off',
  });
  const answer = await askDialog({ title: `Send a link to ${which}`, body: [field, again(links, field)], confirm: 'Send link' });
  if (answer) links.used(answer.url);
  return answer;
}

function again(recent, field) {
  const input = field.querySelector('input');
  const others = recent.list.filter((text) => text !== input.value);
  if (others.length === 0) return '';
  const choose = (text) => () => {
    input.value = text;
    input.focus();
  };
  const choices = others.map((text) => h('button', { class: 'button recent', type: 'button', onclick: choose(text) }, text));
  return h('div', { class: 'stack recents', role: 'group', 'aria-label': 'Used before' }, ...choices);
}
