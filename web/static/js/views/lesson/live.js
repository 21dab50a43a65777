// Puts live sessions on the lesson page: buttons of the full view, entries of the menu, and the bar of a show.

import { HeldSessions } from '../../core/held-sessions.js';
import { h, icon } from '../../util/dom.js';
import { toast } from '../toasts.js';
import { Broadcast } from './broadcast.js';
import { Control } from './control.js';
import { takeScreenshot, tellOfScreenshots } from './screenshot.js';

export function wireLive(desk, view) {
  const beat = new Worker(new URL('../../workers/beat.js', import.meta.url), { type: 'module' });
  const held = new HeldSessions((name, payload) => desk.socket.command(name, { lesson: desk.lesson, ...payload }), beat);
  const say = sayer(view);
  const control = new Control({ desk, held, view, say });
  desk.broadcast = new Broadcast({ desk, held, say, before: document.querySelector('.lesson-body') });
  desk.socket.on('session', (news) => held.told(news));
  desk.socket.addEventListener('down', () => held.lost());
  tellOfScreenshots(held, say);
  addButtons(desk, view, control);
}

/** Short news where it is seen: a dialog lies above the page's own. */
function sayer(view) {
  const inside = h('div', { class: 'toasts', role: 'status' });
  view.dialog.append(inside);
  return (sentence, tone) => toast(sentence, tone, view.dialog.open ? inside : undefined);
}

/** For the menu: the teacher's own screen. */
export function showMine(desk, seats) {
  return desk.broadcast.showMine(seats);
}

export function stopShow(desk) {
  desk.broadcast.end();
}

function addButtons(desk, view, control) {
  const seat = () => desk.seat(view.id);
  const button = (iconName, label, act) => h('button', { class: 'button', type: 'button', onclick: act }, icon(iconName), h('span', {}, label));
  const hands = button('pointer', 'Control', () => (control.on ? control.end() : control.start()));
  view.addEventListener('control', () => {
    hands.lastChild.textContent = control.on ? 'Stop controlling' : 'Control';
    hands.setAttribute('aria-pressed', String(control.on));
  });
  view.foot.append(
    hands,
    button('screen', 'Show to class…', () => desk.broadcast.showPupil(seat())),
    button('camera', 'Screenshot…', () => takeScreenshot(desk, seat())),
  );
}
