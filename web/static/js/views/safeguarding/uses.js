// Single leave that reception gave for a need, with why: nobody but safeguarding is told.

import { chip, h } from '../../util/dom.js';
import { keepList, replaceIfChanged } from '../../util/redraw.js';
import { clockTime } from '../../util/time.js';

const WORDS = { asked: 'Waits for a word', 'turned-down': 'Turned down', planned: 'Later', active: 'May use now', claimed: 'May use now', used: 'Opened', expired: 'Over', cancelled: 'Cancelled' };

export function drawUses(place, { uses }) {
  if (!uses) return;
  if (!uses.length) {
    replaceIfChanged(place, 'none', () => [h('li', { class: 'quiet' }, h('p', {}, 'None today.'))]);
    return;
  }
  keepList(place, uses, { id: (one) => one.id, key: (one) => one, build: row });
}

function row(one) {
  return h(
    'li',
    { class: 'list-item' },
    h('p', { class: 'list-title' }, `${one.pupil}, ${one.form}`),
    h('p', { class: 'list-note' }, chip(WORDS[one.state], one.state === 'active' ? 'info' : 'off'), ` ${one.kind} · ${clockTime(one.at)} to ${clockTime(one.until)} · ${one.by}${one.note ? ` · ${one.note}` : ''}`),
  );
}
