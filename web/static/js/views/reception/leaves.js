// Leave given lately, and what became of it.

import { chip, h } from '../../util/dom.js';
import { keepList, replaceIfChanged } from '../../util/redraw.js';
import { clockTime } from '../../util/time.js';
import { toast, toastRefusal } from '../toasts.js';
import { inTime } from './release-words.js';

const TONES = { active: 'info', claimed: 'warn', used: 'ok', expired: 'off', cancelled: 'off' };

export function drawLeaves(place, { leaves }, { now, socket }) {
  if (!leaves) return;
  if (!leaves.length) {
    replaceIfChanged(place, 'none', () => [h('li', { class: 'quiet' }, h('p', {}, 'Nobody has leave now.'))]);
    return;
  }
  keepList(place, leaves, {
    id: (one) => one.id,
    key: (one) => [one, words(one, now)],
    build: (one) => row(one, now, socket),
  });
}

function row(one, now, socket) {
  const cancel = h('button', { class: 'button button-quiet', type: 'button', 'aria-label': `Cancel the leave of ${one.pupil}` }, 'Cancel');
  cancel.addEventListener('click', async () => {
    const answer = await socket.command('reception.cancel-leave', { leave: one.id });
    if (toastRefusal(answer)) toast(`The leave of ${one.pupil} is cancelled.`, 'ok');
  });
  return h(
    'li',
    { class: 'list-item leave', dataset: { state: one.state } },
    h('p', { class: 'list-title' }, `${one.pupil}, ${one.form}`),
    one.state === 'active' && cancel,
    h('p', { class: 'leave-note' }, chip(words(one, now), TONES[one.state]), ` ${one.reason} · ${one.by}`),
  );
}

function words(one, now) {
  if (one.state === 'active') return `Until ${clockTime(one.until)}, ${inTime(one.until, now)}`;
  if (one.state === 'claimed') return `At ${one.station} now`;
  if (one.state === 'used') return `Used ${clockTime(one.used_at)}, ${one.station}`;
  return one.state === 'expired' ? `Ran out ${clockTime(one.until)}` : 'Cancelled';
}
