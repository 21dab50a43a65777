// What is asked before an order is sent, with what was used last.

import { Recent } from '../../core/recent.js';
import { h, icon } from '../../util/dom.js';
import { askDialog, dialogField } from '../dialogs.js';

const USUAL = 'Please stop and look at the board.';
const lately = {
  locks: new Recent('lock-messages', [USUAL, 'Hands off the keyboard, eyes to the front.']),
  links: new Recent('links', []),
  messages: new Recent('messages', ['Five minutes left. Save your work.', 'Save your work now.']),
  sites: new Recent('sites', []),
  apps: new Recent('apps', []),
};

export async function askForLock(which) {
  const [last] = lately.locks.list;
  const field = dialogField({ label: 'Message on the locked screens', name: 'message', value: last, maxlength: 200, autocomplete: 'off' });
  const answer = await askDialog({ title: `Lock ${which}`, body: [field, again(lately.locks, field)], confirm: `Lock ${which}` });
  if (answer?.message) lately.locks.used(answer.message);
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
  const answer = await askDialog({ title: `Send a link to ${which}`, body: [field, again(lately.links, field)], confirm: 'Send link' });
  if (answer) lately.links.used(answer.url);
  return answer;
}

export async function askForMessage(which) {
  const hint = 'It is shown at once on the PCs that are on, until the pupil closes it.';
  const field = dialogField({ label: 'Message', name: 'text', required: true, hint, maxlength: 280, autocomplete: 'off' });
  const answer = await askDialog({ title: `Send a message to ${which}`, body: [field, again(lately.messages, field)], confirm: 'Send message' });
  if (answer) lately.messages.used(answer.text);
  return answer;
}

const LISTS = {
  sites: { one: 'site', noun: 'sites', example: 'bbc.co.uk/bitesize', hint: 'One to a line. bbc.co.uk is all of it; bbc.co.uk/bitesize only that part. Addresses may be pasted as they are.' },
  apps: { one: 'program', noun: 'programs', example: 'scratch', hint: 'One to a line, by the name of its file: scratch, or notepad.exe.' },
};

/** Resolves to {mode, names} or null. */
export async function askForList(kind, which) {
  const { one, noun, example, hint } = LISTS[kind];
  const [last] = lately[kind].list.map(fromText);
  const modes = h('fieldset', { class: 'truth' }, h('legend', { class: 'for-screen-readers' }, 'Which'), radio('mode', 'only', `Only these ${noun}`, last?.mode !== 'not'), radio('mode', 'not', `Not these ${noun}`, last?.mode === 'not'));
  const area = h('textarea', { class: 'input', id: 'dialog-names', name: 'names', rows: 4, autofocus: true, placeholder: example, spellcheck: 'false', maxlength: 20000, 'aria-describedby': 'dialog-names-hint' });
  area.value = last?.names.join('\n') ?? '';
  const field = h('div', { class: 'field' }, h('label', { class: 'field-label', for: 'dialog-names' }, `The ${noun}`), h('p', { class: 'field-hint', id: 'dialog-names-hint' }, hint), area);
  const none = h('p', { class: 'field-hint', role: 'status' });
  const body = [modes, field, none, h('p', { class: 'small soft' }, 'Until the lesson ends, unless you end it sooner.')];
  const say = () => {
    const only = modes.querySelector('input:checked').value === 'only';
    none.textContent = splitNames(area.value).length === 0 && only ? `Nothing is written, so no ${one} at all will open.` : '';
  };
  area.addEventListener('input', say);
  modes.addEventListener('change', say);
  area.addEventListener('keydown', (event) => event.key === 'Enter' && (event.ctrlKey || event.metaKey) && area.form.requestSubmit(area.form.querySelector('[value="yes"]')));
  const answer = await askDialog({ title: `${noun[0].toUpperCase()}${noun.slice(1)} for ${which}`, body, confirm: `Set for ${which}` });
  if (!answer) return null;
  const list = { mode: answer.mode, names: splitNames(answer.names) };
  lately[kind].used(`${list.mode} ${list.names.join(' ')}`);
  return list;
}

export async function askForProgram(which, programs) {
  const choices = programs.map(({ id, name }, at) => radio('program', id, name, at === 0));
  const none = h('p', {}, 'Your network manager has put no program on the school’s list yet.');
  const body = [programs.length ? h('fieldset', { class: 'choices' }, h('legend', { class: 'field-label' }, 'Program'), ...choices) : none];
  if (programs.length === 0) return askDialog({ title: 'Start a program', body, confirm: 'Close' }).then(() => null);
  return askDialog({ title: `Start a program on ${which}`, body, confirm: 'Start' });
}

const POWER = {
  'log-off': ['Log off', 'The pupils are logged off.'],
  restart: ['Restart', 'The PCs restart.'],
  'shut-down': ['Shut down', 'The PCs go off. «Wake» can start those that allow it.'],
};

/** The second step: what is not saved may be lost. */
export function askForPower(kind, which) {
  const [verb, what] = POWER[kind];
  const body = [h('div', { class: 'notice', 'data-tone': 'warn' }, icon('warning'), h('p', {}, `${what} Work that is not saved may be lost, and this cannot be undone.`))];
  return askDialog({ title: `${verb} ${which}?`, body, confirm: `${verb} ${which}`, tone: 'danger' });
}

export function splitNames(text) {
  return text.split(/[\s,;]+/).filter(Boolean);
}

export function radio(name, value, words, checked = false) {
  return h('label', { class: 'choice' }, h('input', { type: 'radio', name, value, checked }), h('span', {}, words));
}

function fromText(text) {
  const [mode, ...names] = text.split(' ');
  return { mode, names };
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
