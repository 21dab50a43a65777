// Writing the next version of the acceptable-use notice.

import { live } from './live.js';
import { h } from './util/dom.js';
import { actInDialog } from './views/dialogs.js';

const MOST = 6000;

document.getElementById('write').addEventListener('click', async () => {
  const text = document.getElementById('notice-text')?.textContent ?? '';
  const area = h('textarea', { class: 'input notice-input', id: 'notice-new', name: 'text', maxlength: MOST, rows: 16 });
  area.value = text;
  const answer = await actInDialog({
    title: 'The next version',
    body: [
      h('p', {}, 'Every pupil is asked to accept it at the next PC they use. Plain words, short paragraphs: it is read on the screen, by children. With no text nobody is asked.'),
      h('div', { class: 'field' }, h('label', { class: 'field-label', for: 'notice-new' }, 'The notice'), area),
    ],
    confirm: 'Put it in force',
    act: ({ text: words }) => live.socket.command('notice.publish', { text: words.replaceAll('\r\n', '\n') }),
  });
  if (answer) location.assign('/acceptable-use');
});
