// Taps that need a person's eye: refusals with their reason, and troubles.

import { chip, h, icon, setText } from '../../util/dom.js';
import { keepList, replaceIfChanged } from '../../util/redraw.js';
import { clockTime } from '../../util/time.js';

const KINDS = {
  refused: ['Refused', 'warn', 'lock'],
  trouble: ['Look', 'bad', 'warning'],
};

export function drawTaps({ place, count }, { taps, release }) {
  if (!taps) return;
  setText(count, release?.released ? `${release.released} released` : '');
  if (!taps.length) return drawNone(place);
  keepList(place, together(taps), { id: (tap) => tap.id, key: (tap) => tap, build: row });
}

/** A pupil who taps again and again is one line, at the newest time, with how often. */
function together(taps) {
  const groups = new Map();
  for (const tap of taps) {
    const key = JSON.stringify([tap.kind, tap.station, tap.who, tap.sentence]);
    const group = groups.get(key);
    if (group) group.times += 1;
    else groups.set(key, { ...tap, times: 1 });
  }
  return [...groups.values()];
}

function row(tap) {
  const [word, tone, iconName] = KINDS[tap.kind];
  return h(
    'li',
    { class: 'tap', dataset: { kind: tap.kind } },
    h('div', { class: 'tap-head' }, chip(word, tone, iconName), h('span', { class: 'tap-where' }, tap.station), h('time', { datetime: tap.at }, clockTime(tap.at))),
    tap.who && h('p', { class: 'tap-who' }, tap.who, tap.times > 1 && h('span', { class: 'soft' }, ` ${tap.times} times`)),
    h('p', { class: 'tap-why' }, tap.sentence, tap.offline && h('span', { class: 'soft' }, ' Reported after an outage.')),
    tap.source && h('details', { class: 'source' }, h('summary', {}, 'Why'), h('p', {}, tap.source)),
  );
}

function drawNone(place) {
  replaceIfChanged(place, 'none', () => [
    h('li', { class: 'quiet' }, icon('check'), h('p', {}, 'No tap was refused today. Refusals appear here with their reason.')),
  ]);
}
