// Drag a frame over the wall to choose the seats that it touches.

import { h } from '../../util/dom.js';

const LEAST_PX = 8; // less is a click with an unsteady hand

export function marquee(frame, wall, selection) {
  let from = null;
  let box = null;

  frame.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || event.pointerType === 'touch' || event.target.closest('button')) return;
    from = { x: event.clientX, y: event.clientY, kept: event.ctrlKey || event.metaKey ? selection.seats : [] };
  });

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

  const stop = () => {
    if (box) {
      box.remove();
      window.addEventListener('click', swallow, { capture: true, once: true });
      setTimeout(() => window.removeEventListener('click', swallow, { capture: true }));
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
