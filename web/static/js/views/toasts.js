// Short news at the edge of the page, read out by screen readers.

import { h, icon } from '../util/dom.js';

const SHOWN_MS = 6000;
const AT_MOST = 4;
const ICONS = { ok: 'check', warn: 'warning', bad: 'warning', info: 'info' };

/** `tone`: ok, warn, bad or info. Bad news stays until it is closed. */
export function toast(sentence, tone = 'info', place = document.getElementById('toasts')) {
  const close = h('button', { class: 'button button-quiet button-icon', type: 'button', 'aria-label': 'Close' }, icon('cross'));
  const box = h('div', { class: 'toast', dataset: { tone } }, icon(ICONS[tone]), h('p', {}, sentence), close);
  close.addEventListener('click', () => box.remove());
  place.append(box);
  while (place.children.length > AT_MOST) place.firstElementChild.remove();
  if (tone !== 'bad') setTimeout(() => box.remove(), SHOWN_MS);
  return box;
}

/** Shows what went wrong with a command's answer, and nothing when it went well. Returns `answer.ok`. */
export function toastRefusal(answer) {
  if (!answer.ok) toast(answer.sentence, 'bad');
  return answer.ok;
}
