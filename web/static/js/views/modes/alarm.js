// Evacuate or lockdown in two steps from any page: the button in the header, and the choice that says what will happen.

import { h, icon } from '../../util/dom.js';
import { showDialog } from '../dialogs.js';
import { toast } from '../toasts.js';
import { MODES } from './words.js';

export function openAlarm(socket) {
  const error = h('p', { class: 'field-error', role: 'alert' });
  const alarms = ['evacuate', 'lockdown'].map((mode) => alarm(mode));
  const form = h('div', { class: 'dialog-body' }, h('p', {}, 'At every station of the school, at once. Stations that cannot be told now are named, and told when they return.'), truth(), h('div', { class: 'alarms' }, ...alarms), reason(), error);
  const dialog = showDialog({ title: 'Evacuate or lockdown', body: form });
  for (const button of alarms) button.addEventListener('click', () => order(button, { dialog, socket, error }));
}

function alarm(mode) {
  const { order: title, does, icon: iconName, hours } = MODES[mode];
  return h('button', { class: 'alarm', type: 'button', dataset: { mode } }, h('strong', {}, icon(iconName), `${title} now`), h('span', {}, does), h('span', { class: 'small soft' }, `Ends by itself after ${hours} hours.`));
}

function truth() {
  const choice = (value, words, checked) => h('label', { class: 'choice' }, h('input', { type: 'radio', name: 'drill', value, checked }), words);
  return h('fieldset', { class: 'truth' }, h('legend', {}, 'This is'), choice('', 'real', true), choice('yes', 'a drill', false));
}

function reason() {
  return h('div', { class: 'field' }, h('label', { class: 'field-label', for: 'alarm-reason' }, 'Why (may be left empty)'), h('input', { class: 'input', id: 'alarm-reason', maxlength: 200, autocomplete: 'off' }));
}

async function order(button, { dialog, socket, error }) {
  const { mode } = button.dataset;
  if (button.getAttribute('aria-busy') === 'true') return;
  button.setAttribute('aria-busy', 'true');
  const drill = dialog.querySelector('input[name=drill]:checked').value === 'yes';
  const answer = await socket.command('emergency.order', { mode, drill, reason: dialog.querySelector('#alarm-reason').value });
  button.removeAttribute('aria-busy');
  error.textContent = answer.ok ? '' : answer.sentence;
  if (!answer.ok) return;
  dialog.close();
  toast(`${MODES[mode].order} is ordered at every station.`, 'ok');
}
