// What ails the whole desk: no broker, no room on the disk.

import { h, icon } from '../../util/dom.js';
import { replaceIfChanged } from '../../util/redraw.js';

export function drawTroubles(place, { sentences }) {
  replaceIfChanged(place, sentences, () =>
    sentences.map((sentence) => h('div', { class: 'notice', dataset: { tone: 'bad' } }, icon('warning'), h('p', {}, sentence))),
  );
}
