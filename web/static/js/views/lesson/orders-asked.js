// Orders to PCs: each asks what it must, and sends it. The menu, the toolbar, the keys and the full view share them.

import { askForLink, askForLock } from './questions.js';

export async function lock(desk, seats, busy) {
  const answer = await askForLock(desk.which(seats));
  if (answer) await desk.command('lesson.lock', { seats, message: answer.message }, busy);
}

export function unlock(desk, seats, busy) {
  return desk.command('lesson.unlock', { seats }, busy);
}

export async function sendLink(desk, seats, busy) {
  const answer = await askForLink(desk.which(seats));
  if (answer) await desk.command('lesson.send-link', { seats, url: answer.url }, busy);
}
