// The pouches that were just tapped, each with its conditions to note in one click.

import { chip, h, icon } from '../../util/dom.js';
import { keepList, replaceIfChanged } from '../../util/redraw.js';
import { clockTime } from '../../util/time.js';
import { toastRefusal } from '../toasts.js';

export function drawSeen(place, { seen }, desk) {
  if (!seen) return;
  if (!seen.length) {
    replaceIfChanged(place, 'none', () => [h('li', { class: 'quiet' }, icon('pouch'), h('p', {}, 'No pouch was tapped today. Taps appear here as they happen.'))]);
    return;
  }
  keepList(place, seen, { id: (one) => one.entry.id, key: (one) => one, build: (one) => row(one, desk) });
}

function row({ entry, pupil, station, at, opened }, { socket, cards, conditions }) {
  const note = async (condition) => toastRefusal(await socket.command('pouches.condition', { pouch: entry.id, condition }));
  const buttons = Object.entries(conditions).map(([value, words]) =>
    h('button', { class: 'button button-small', type: 'button', 'aria-pressed': String(entry.condition === value && entry.condition_at !== null), onclick: () => note(value) }, words),
  );
  return h(
    'li',
    { class: 'seen-tap' },
    h(
      'div',
      { class: 'tap-head' },
      chip(opened ? 'Opened' : 'Stayed shut', opened ? 'ok' : 'off'),
      h('span', { class: 'tap-where' }, station),
      h('time', { datetime: at }, clockTime(at)),
    ),
    h('p', {}, h('button', { class: 'link-button list-title numbers', type: 'button', onclick: () => cards.pouch(entry.id) }, entry.id), pupil && ` · ${pupil}`),
    h('div', { class: 'conditions', role: 'group', 'aria-label': `Condition of ${entry.id}` }, ...buttons),
  );
}
