// Drags what has a `data-spot` to another one, with a mouse, a pen or a finger. A press that goes nowhere stays a click.

const LEAST_PX = 6;

/** `lift(spot)` says whether there is something to take; `drop(from, to)`: `to` is '' outside of every spot. */
export function dragBetween(root, { lift, drop }) {
  let drag = null;

  root.addEventListener('pointerdown', (event) => {
    const button = event.target.closest('[data-spot]');
    if (!button || event.button !== 0 || !lift(button.dataset.spot)) return;
    drag = { from: button.dataset.spot, button, x: event.clientX, y: event.clientY, ghost: null };
  });
  root.addEventListener('pointermove', (event) => {
    if (!drag) return;
    if (!drag.ghost && Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < LEAST_PX) return;
    drag.ghost ??= ghostOf(drag.button, root);
    drag.ghost.style.translate = `${event.clientX + 8}px ${event.clientY + 8}px`;
    mark(root, spotAt(event));
  });
  root.addEventListener('pointerup', (event) => {
    if (!drag) return;
    const { ghost, from } = drag;
    drag = null;
    if (!ghost) return;
    ghost.remove();
    mark(root, null);
    swallowClick(root);
    const to = spotAt(event);
    drop(from, to?.dataset.spot ?? '');
  });
  root.addEventListener('pointercancel', () => {
    drag?.ghost?.remove();
    mark(root, null);
    drag = null;
  });
}

function ghostOf(button, root) {
  const ghost = button.cloneNode(true);
  ghost.classList.add('seating-ghost');
  ghost.removeAttribute('data-spot');
  ghost.setAttribute('aria-hidden', 'true');
  root.append(ghost);
  return ghost;
}

function spotAt(event) {
  return document.elementFromPoint(event.clientX, event.clientY)?.closest('[data-spot]') ?? null;
}

function mark(root, over) {
  for (const one of root.querySelectorAll('.is-over')) if (one !== over) one.classList.remove('is-over');
  over?.classList.add('is-over');
}

/** The click that ends a drag must not pick anything up. */
function swallowClick(root) {
  const swallow = (event) => event.stopPropagation();
  root.addEventListener('click', swallow, { capture: true, once: true });
  setTimeout(() => root.removeEventListener('click', swallow, { capture: true }));
}
