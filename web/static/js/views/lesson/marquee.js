// Drag a frame over the wall to choose the seats that it touches. With a finger: hold a moment first, since a drag scrolls.

import { h } from '../../util/dom.js';

const LEAST_PX = 8; // less is a click with an unsteady hand
const HOLD_MS = 420;

export function marquee(frame, wall, selection) {
  let from = null;
  let box = null;
  let timer = null;

  frame.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || event.target.closest('button')) return;
    const start = { x: event.clientX, y: event.clientY, kept: event.ctrlKey || event.metaKey ? selection.seats : [] };
    if (event.pointerType !== 'touch') from = start;
    else timer = setTimeout(() => hold(start, event.target), HOLD_MS);
  });

  // Only what is held does not scroll, so this cannot be passive.
  frame.addEventListener('touchmove', (event) => from && event.preventDefault(), { passive: false });
  frame.addEventListener('contextmenu', (event) => (from || timer) && event.preventDefault());

  window.addEventListener('pointermove', (event) => {
    if (!from) return;
    const area = between(from, { x: event.clientX, y: event.clientY });
    if (!box && Math.max(area.right - area.left, area.bottom - area.top) < LEAST_PX) return;
    box ??= document.body.appendChild(h('div', { class: 'marquee' }));
    for (const side of ['left', 'top']) box.style[side] = `${area[side]}px`;
    box.style.width = `${area.right - area.left}px`;
    box.style.height = `${area.bottom - area.top}px`;
    selection.exactly([...from.kept, ...touched(wall, area)]);
  });

  /** A finger that stays: what is under it is chosen, and moving on chooses more. */
  function hold(start, target) {
    timer = null;
    const seat = target.closest('.tile')?.dataset.seat;
    from = { ...start, kept: [...selection.seats, ...(seat ? [seat] : [])], held: true };
    if (seat) selection.exactly(from.kept);
    navigator.vibrate?.(12);
  }

  const stop = () => {
    clearTimeout(timer);
    timer = null;
    if (box || from?.held) {
      box?.remove();
      window.addEventListener('click', swallow, { capture: true, once: true });
      setTimeout(() => window.removeEventListener('click', swallow, { capture: true }), 50);
    }
    from = box = null;
  };
  window.addEventListener('pointerup', stop);
  window.addEventListener('pointercancel', stop);
}

/** The click that ends a drag must not choose the one tile under it. */
function swallow(event) {
  event.stopPropagation();
  event.preventDefault();
}

function between(a, b) {
  return { left: Math.min(a.x, b.x), top: Math.min(a.y, b.y), right: Math.max(a.x, b.x), bottom: Math.max(a.y, b.y) };
}

function touched(wall, area) {
  const meets = (tile) => {
    const at = tile.element.getBoundingClientRect();
    return at.left < area.right && at.right > area.left && at.top < area.bottom && at.bottom > area.top;
  };
  return [...wall.tiles.values()].filter(meets).map((tile) => tile.id);
}
