// Orders to PCs: each asks what it must, and sends it. The menu, the toolbar, the keys and the full view share them.

import { askForLink, askForList, askForLock, askForMessage, askForPower, askForProgram } from './questions.js';

export async function lock(desk, seats, busy) {
  const answer = await askForLock(desk.which(seats));
  if (answer) await desk.order('lesson.lock', seats, { message: answer.message }, busy);
}

export function unlock(desk, seats, busy) {
  return desk.order('lesson.unlock', seats, {}, busy);
}

export async function sendLink(desk, seats, busy) {
  const answer = await askForLink(desk.which(seats));
  if (answer) await desk.order('lesson.send-link', seats, { url: answer.url }, busy);
}

export async function sendMessage(desk, seats) {
  const answer = await askForMessage(desk.which(seats));
  if (answer) await desk.order('lesson.message', seats, { text: answer.text });
}

/** Holds `kind` on these seats; where all of them hold it already, ends it. */
export function toggle(kind) {
  return (desk, seats) => (held(desk, seats, kind) ? end(kind)(desk, seats) : desk.order(`lesson.${kind}`, seats));
}

export function end(kind) {
  return (desk, seats) => desk.order('lesson.end', seats, { kind });
}

export async function limitSites(desk, seats) {
  const list = await askForList('sites', desk.which(seats));
  if (list) await desk.order('lesson.sites', seats, { mode: list.mode, patterns: list.names });
}

export async function limitApps(desk, seats) {
  const list = await askForList('apps', desk.which(seats));
  if (list) await desk.order('lesson.apps', seats, { mode: list.mode, names: list.names });
}

export async function startProgram(desk, seats) {
  const { ok, programs } = await desk.command('lesson.programs');
  const answer = ok && (await askForProgram(desk.which(seats), programs));
  if (answer) await desk.order('lesson.start-program', seats, { program: answer.program });
}

export function power(kind) {
  return async (desk, seats) => {
    if (await askForPower(kind, desk.which(seats))) await desk.order('lesson.power', seats, { kind });
  };
}

export function wake(desk, seats) {
  return desk.order('lesson.wake', seats);
}

export function free(desk, seats) {
  return desk.order('lesson.free', seats);
}

/** Whether every one of these PCs that is set up holds it, or is asked to. */
export function held(desk, seats, kind) {
  const known = seats.map((id) => desk.seat(id)).filter((seat) => seat && seat.condition !== 'not-enrolled');
  return known.length > 0 && known.every((seat) => holds(seat, kind));
}

/** Whether any of them does. */
export function someHold(desk, seats, kind) {
  return seats.some((id) => holds(desk.seat(id), kind));
}

function holds(seat, kind) {
  return seat?.holds?.some((hold) => hold.kind === kind && hold.state !== 'ending') ?? false;
}
