// Leave for groups, and what waits for a second person's word.

import { chip, h } from '../../util/dom.js';
import { keepList } from '../../util/redraw.js';
import { clockTime } from '../../util/time.js';
import { facts } from '../approvals.js';
import { askDialog } from '../dialogs.js';
import { toast, toastRefusal } from '../toasts.js';

export function drawRequests(place, { requests }, { now, socket }) {
  const shown = requests.filter((one) => !one.cancelled && !one.over && (one.waits || one.pupils.length > 1));
  place.hidden = shown.length === 0;
  keepList(place, shown, { id: (one) => one.id, key: (one) => one, build: (one) => card(one, now, socket) });
}

function card(one, now, socket) {
  const [head, ...rest] = facts(one, now);
  const cancel = h('button', { class: 'button button-quiet', type: 'button', 'aria-label': `Cancel: ${one.title || one.kind}` }, 'Cancel…');
  cancel.addEventListener('click', () => takeBack(one, socket));
  head.append(chip(...stage(one)));
  return h('article', { class: 'request', dataset: { waits: one.waits } }, head, ...rest, !one.weekly && h('div', { class: 'request-acts' }, cancel));
}

function stage(one) {
  if (one.waits) return ['Waits for a second person', 'warn', 'clock'];
  if (one.approved === false) return [`${one.decided_by} said no${one.word ? `: “${one.word}”` : ''}`, 'bad', 'cross'];
  if (one.approved) return [`${one.decided_by} agreed ${clockTime(one.decided_at)}${one.word ? `: “${one.word}”` : ''}`, 'ok', 'check'];
  return ['Given', 'ok', 'check'];
}

async function takeBack(one, socket) {
  const values = await askDialog({
    title: 'Cancel this leave?',
    body: [h('p', {}, 'It ends for everybody who has not used it yet. Pouches that were opened by it stay open.')],
    confirm: 'Cancel the leave',
    tone: 'danger',
    cancel: 'Keep it',
  });
  if (!values) return;
  const answer = await socket.command('reception.cancel-request', { request: one.id });
  if (toastRefusal(answer)) toast(`Cancelled for ${answer.ended === 1 ? '1 pupil' : `${answer.ended} pupils`}.`, 'ok');
}
