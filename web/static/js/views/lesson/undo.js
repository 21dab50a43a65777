// Undo, which always says what it would undo: this teacher's last order of those that can be taken back, or all that a
// template asked for.

import { setText } from '../../util/dom.js';
import { toast } from '../toasts.js';
import { kindOf } from './kinds.js';

export function wireUndo(button, desk) {
  const draw = () => {
    const order = last(desk);
    const words = order ? `Undo ${nameOf(order)}` : 'Undo';
    setText(button.querySelector('span'), words);
    button.disabled = !order;
    button.title = order ? `${words} of ${whichOf(order)} (Ctrl Z)` : 'There is nothing of yours to undo';
    button.setAttribute('aria-label', order ? `${words} of ${whichOf(order)}` : 'Undo: nothing to undo');
  };
  button.addEventListener('click', () => undo(desk, button));
  desk.store.watch(draw);
}

export async function undo(desk, button = document.getElementById('undo')) {
  const order = last(desk);
  if (!order || button.getAttribute('aria-busy') === 'true') return;
  const answer = await desk.command('lesson.undo', { order: order.id }, button);
  if (!answer.ok) return;
  const left = answer.left ? ` ${answer.left} PCs were given other orders since, and keep them.` : '';
  toast(`Undone: ${nameOf(order)} of ${whichOf(order)}.${left}`, 'ok');
}

function last({ me, store }) {
  return store.state.orders.find((order) => order.by === me && !order.stays && !order.undoes);
}

function nameOf({ kind, template }) {
  return template ? `«${template}»` : kindOf(kind).short;
}

function whichOf({ seats }) {
  return seats.length === 1 ? seats[0].name : `${seats.length} PCs`;
}
