// What is ordered or in force now, on every page of those who may order it.

import { h, icon } from '../../util/dom.js';
import { keepList } from '../../util/redraw.js';
import { askDialog } from '../dialogs.js';
import { toastRefusal } from '../toasts.js';
import { MODES, missing, standing, titleOf } from './words.js';

export function drawModes(place, { modes }, socket) {
  keepList(place, modes ?? [], { id: (one) => one.id, key: (one) => one, build: (one) => bar(one, socket) });
}

function bar(report, socket) {
  const { tone, icon: iconName } = MODES[report.mode];
  return h(
    'div',
    { class: 'mode-bar', dataset: { tone: report.mode === 'normal' ? 'info' : tone, mode: report.mode } },
    icon(iconName),
    h('div', { class: 'mode-words' }, h('p', {}, h('strong', { class: 'mode-title' }, titleOf(report)), ' ', standing(report)), ...missing(report).map((line) => h('p', { class: 'mode-missing small' }, line))),
    ...actions(report, socket),
  );
}

function actions(report, socket) {
  if (report.mode === 'normal') return [];
  const details = h('a', { class: 'button button-quiet', href: `/drills/${report.id}` }, 'Details');
  if (report.from_switch) return [h('p', { class: 'small' }, 'Turn the key switch back to end it.'), details];
  const end = h('button', { class: 'button', type: 'button' }, 'End…');
  end.addEventListener('click', () => askToEnd(report, socket));
  return [details, end];
}

async function askToEnd(report, socket) {
  const words = 'The stations are told to go back to normal, those that are away as soon as they return. Their key switches stay as they are.';
  const values = await askDialog({ title: `End ${titleOf(report).toLowerCase()}?`, body: [h('p', {}, words)], confirm: 'End it', tone: 'danger', cancel: 'Let it go on' });
  if (values) toastRefusal(await socket.command('emergency.end', { order: report.id }));
}
