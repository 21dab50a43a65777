// A screenshot: one picture of one screen, kept sealed, for a reason that is written down with it.

import { h } from '../../util/dom.js';
import { actInDialog, dialogField } from '../dialogs.js';

export async function takeScreenshot(desk, seat) {
  const where = h('a', { href: '/screenshots', target: '_blank', rel: 'noopener' }, 'Screenshots');
  const field = dialogField({
    label: 'Why is it needed?',
    name: 'reason',
    required: true,
    minlength: 3,
    maxlength: 200,
    autocomplete: 'off',
    hint: 'The pupil is told that you look. You can see it until the end of today, and safeguarding until it is deleted.',
  });
  await actInDialog({
    title: `Screenshot of ${seat.name}`,
    body: [field, h('p', { class: 'small soft' }, 'It is kept encrypted, under ', where, '; each look at it is written down.')],
    confirm: 'Take the screenshot',
    act: ({ reason }) => desk.socket.command('lesson.screenshot', { lesson: desk.lesson, seat: seat.id, reason }),
  });
}

export function tellOfScreenshots(held, say) {
  held.addEventListener('changed', ({ detail }) => {
    if (detail.kind === 'screenshot') say(detail.sentence, detail.state === 'kept' ? 'ok' : 'bad');
  });
}
