// The timeline of this lesson: who did what, when, to which PCs, and what came of it.

import { h, icon } from '../../util/dom.js';
import { keepList } from '../../util/redraw.js';
import { clockTime } from '../../util/time.js';
import { kindOf } from './kinds.js';

const AGAIN_MS = 1500;
const ICONS = { look: 'eye', control: 'hand', show: 'screen', screenshot: 'screen', visit: 'door', trouble: 'warning', hidden: 'eye', wake: 'power', came: 'power', went: 'power' };
const PRIVATE = new Set(['visit', 'screenshot']); // their reasons are not for a projector

export function timelinePanel(place, desk) {
  const list = h('ol', { class: 'timeline', 'aria-label': 'What happened in this lesson, the newest first' });
  const none = h('p', { class: 'soft small' }, 'Nothing has happened in this lesson yet.');
  place.replaceChildren(none, list);
  let timer = null;
  const read = async () => {
    timer = null;
    const answer = await desk.socket.command('lesson.timeline', { lesson: desk.lesson });
    if (!answer.ok) return;
    none.hidden = answer.entries.length > 0;
    keepList(list, answer.entries, { id: (entry) => entry.order ?? `${entry.kind} ${entry.at} ${entry.seats[0] ?? ''}`, key: (entry) => entry, build: line });
  };
  const soon = () => {
    if (!place.hidden) timer ??= setTimeout(read, AGAIN_MS);
  };
  place.addEventListener('opened', read);
  desk.socket.addEventListener('up', soon);
  desk.store.watch(soon);
}

function line(entry) {
  return h(
    'li',
    { class: 'moment', dataset: { kind: entry.kind, bad: entry.bad } },
    h('time', { datetime: entry.at }, clockTime(entry.at)),
    icon(ICONS[entry.kind] ?? kindOf(entry.kind).icon),
    h(
      'div',
      { class: 'moment-words' },
      h('p', {}, h('strong', {}, entry.what), entry.by && h('span', { class: 'soft' }, ` ${entry.by}`)),
      entry.seats.length > 0 && seats(entry.seats),
      entry.result && h('p', { class: PRIVATE.has(entry.kind) ? 'small not-shown' : 'small' }, entry.result),
    ),
  );
}

function seats(names) {
  if (names.length <= 3) return h('p', { class: 'small soft' }, names.join(', '));
  return h('details', { class: 'small' }, h('summary', {}, `${names.length} PCs`), h('p', { class: 'soft' }, names.join(', ')));
}
