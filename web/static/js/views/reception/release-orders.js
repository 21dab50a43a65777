// Starting and ending the release: each asks once more, since a thousand pupils feel it.

import { h, icon } from '../../util/dom.js';
import { clockTime } from '../../util/time.js';
import { askDialog, dialogField } from '../dialogs.js';
import { toast, toastRefusal } from '../toasts.js';
import { names } from './release-words.js';

const NUMBER = new Intl.NumberFormat('en-GB');
const AWAY = ['late', 'lost'];

export async function askToStart({ socket, plan, stations }) {
  const values = await askDialog({
    title: plan.early ? 'Release early?' : 'Start the release?',
    body: [...warnings(plan, stations), ...reasonFields(plan)],
    confirm: 'Release all pouches now',
    tone: plan.early ? 'danger' : 'primary',
    cancel: 'Not now',
  });
  if (!values) return;
  const answer = await socket.command('reception.start-release', { when: 'now', reason: values.reason ?? '' });
  if (toastRefusal(answer)) toast('The release is on.', 'ok');
}

export async function askToEnd({ socket, release }) {
  const isSet = release.phase === 'set';
  const values = await askDialog({
    title: isSet ? 'Call the release off?' : 'End the release?',
    body: [h('p', {}, isSet ? `Pouches will stay locked at ${clockTime(release.starts_at)}.` : `${NUMBER.format(release.still_out)} pouches have not been tapped yet. Stations stop opening as soon as they are told.`)],
    confirm: isSet ? 'Call it off' : 'End the release',
    tone: 'danger',
    cancel: isSet ? 'Leave it set' : 'Let it go on',
  });
  if (!values) return;
  toastRefusal(await socket.command('reception.end-release', { release: release.id }));
}

function warnings(plan, stations) {
  const away = stations.filter((one) => AWAY.includes(one.presence));
  const lines = [];
  if (plan.early) lines.push(notice('warn', plan.early));
  if (!stations.length) lines.push(notice('bad', 'No station is adopted, so nothing can open.'));
  if (away.length) lines.push(notice('warn', `${names(away)} cannot be told now; it will be as soon as it is back.`));
  lines.push(h('p', {}, 'Every station opens the pouches on its list for the next 30 minutes. Then the release ends by itself.'));
  return lines;
}

function reasonFields(plan) {
  if (!plan.early) return [];
  const suggestions = ['Early closure', 'Heating or power failure', 'Severe weather', 'End of term'];
  const list = h('datalist', { id: 'early-reasons' }, ...suggestions.map((value) => h('option', { value })));
  const hint = 'Kept in the journal with your name.';
  return [dialogField({ label: 'Reason', name: 'reason', hint, required: true, maxlength: 200, list: 'early-reasons' }), list];
}

function notice(tone, sentence) {
  return h('div', { class: 'notice', dataset: { tone } }, icon('warning'), h('p', {}, sentence));
}
