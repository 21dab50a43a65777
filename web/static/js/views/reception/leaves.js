// Leave given lately, what became of it, and who should be back.

import { chip, h } from '../../util/dom.js';
import { keepList, replaceIfChanged } from '../../util/redraw.js';
import { clockTime, day } from '../../util/time.js';
import { actInDialog, dialogField, showDialog } from '../dialogs.js';
import { toast, toastRefusal } from '../toasts.js';
import { inTime } from './release-words.js';

const TONES = { asked: 'warn', 'turned-down': 'off', planned: 'info', active: 'info', claimed: 'warn', used: 'ok', expired: 'off', cancelled: 'off' };
const OPEN = ['asked', 'planned', 'active'];
const URGENCY = { overdue: 0, expected: 1 };

/** Of a group only who has used it, or should be back: the rest is one line among the requests. */
export function drawLeaves(place, { leaves: all, requests = [] }, { now, socket }) {
  if (!all) return;
  const groups = new Set(requests.filter((one) => one.pupils.length > 1).map((one) => one.id));
  const leaves = all.filter((one) => !groups.has(one.request) || ['claimed', 'used'].includes(one.state));
  if (!leaves.length) {
    replaceIfChanged(place, 'none', () => [h('li', { class: 'quiet' }, h('p', {}, 'Nobody has leave now.'))]);
    return;
  }
  const first = [...leaves].sort((one, other) => (URGENCY[one.back] ?? 2) - (URGENCY[other.back] ?? 2));
  keepList(place, first, {
    id: (one) => one.id,
    key: (one) => [one, words(one, now), backWords(one, now)],
    build: (one) => row(one, now, socket),
  });
}

function row(one, now, socket) {
  return h(
    'li',
    { class: 'list-item leave', dataset: { state: one.state, back: one.back ?? '' } },
    h('p', { class: 'list-title' }, `${one.pupil}, ${one.form}`),
    OPEN.includes(one.state) ? cancel(one, socket) : isAway(one) && seen(one, socket),
    h(
      'p',
      { class: 'leave-note' },
      chip(words(one, now), TONES[one.state]),
      one.back && chip(backWords(one, now), ['overdue', 'not-seen'].includes(one.back) ? 'bad' : one.back === 'back' ? 'ok' : 'off'),
      ` ${about(one)} · ${one.by}`,
      one.answer && h('span', {}, `· ${one.answer}`),
    ),
  );
}

function about({ kind, reason }) {
  return kind === reason || kind === 'Early leaver' ? reason : `${kind}, ${reason.toLowerCase()}`;
}

const isAway = ({ back }) => ['expected', 'overdue', 'not-seen'].includes(back);

function cancel(one, socket) {
  const button = h('button', { class: 'button button-quiet', type: 'button', 'aria-label': `Cancel the leave of ${one.pupil}` }, 'Cancel');
  button.addEventListener('click', async () => {
    const answer = await socket.command('reception.cancel-leave', { leave: one.id });
    if (toastRefusal(answer)) toast(`The leave of ${one.pupil} is cancelled.`, 'ok');
  });
  return button;
}

function seen(one, socket) {
  const button = h('button', { class: 'button button-quiet', type: 'button', 'aria-label': `The pouch of ${one.pupil} is locked again` }, 'Locked again…');
  button.addEventListener('click', async () => {
    const answer = await actInDialog({
      title: `${one.pupil} is back`,
      body: [h('p', {}, 'A tap at any station says so by itself. Otherwise say where you saw the pouch locked.'), dialogField({ label: 'Seen', name: 'word', placeholder: 'At the desk', maxlength: 200, autocomplete: 'off', required: true })],
      confirm: 'Locked again',
      act: ({ word }) => socket.command('reception.seen-back', { leave: one.id, word }),
    });
    if (answer) toast(`The pouch of ${one.pupil} is locked again.`, 'ok');
  });
  return button;
}

/** Whom nobody saw back on their day: the list above has them no more. */
export async function openNotSeen({ socket, clock }) {
  const answer = await socket.command('reception.not-seen-back', {});
  if (!toastRefusal(answer)) return;
  const rows = answer.leaves.map((one) => row(one, clock.now(), socket));
  const list = h('ul', { class: 'list leaves' }, ...(rows.length ? rows : [h('li', { class: 'quiet' }, 'Nobody. Whoever should have been back was seen.')]));
  showDialog({ title: 'Not seen back', body: h('div', { class: 'dialog-body' }, h('p', { class: 'soft' }, 'Leave of the last 30 days after which nobody saw the pouch locked again on that day.'), list) });
}

function words(one, now) {
  const at = (moment) => (day(new Date(moment)) === day(now) ? clockTime(moment) : `${day(moment)} ${clockTime(moment)}`);
  if (one.state === 'active') return `Until ${at(one.until)}, ${inTime(one.until, now)}`;
  if (one.state === 'planned') return `From ${at(one.from)} to ${at(one.until)}`;
  if (one.state === 'asked') return 'Waits for a second person';
  if (one.state === 'turned-down') return 'Turned down';
  if (one.state === 'claimed') return `At ${one.station} now`;
  if (one.state === 'used') return `Used ${at(one.used_at)}, ${one.station}`;
  return one.state === 'expired' ? `Ran out ${at(one.until)}` : 'Cancelled';
}

function backWords(one, now) {
  if (one.back === 'overdue') return `Should have been back by ${clockTime(one.back_by)}`;
  if (one.back === 'expected') return `Back by ${clockTime(one.back_by)}, ${inTime(one.back_by, now)}`;
  if (one.back === 'not-seen') return `Not seen back by ${day(one.back_by)} ${clockTime(one.back_by)}`;
  return one.back === 'back' ? `Back ${clockTime(one.back_at)}, ${one.back_how}` : '';
}
