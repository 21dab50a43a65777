// Pointer and keyboard on the wall: choosing seats and opening one.

import { marquee } from './marquee.js';

const STEPS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

export function steer(place, { wall, selection, open }) {
  const keys = {
    ' ': (tile, event) => (event.shiftKey ? selection.through(tile.id) : selection.toggle(tile.id)),
    Enter: (tile) => open(tile.id),
  };

  place.addEventListener('click', (event) => {
    const tile = tileOf(wall, event.target);
    if (!tile || event.target.closest('.tile-view')) return;
    focusOn(wall, tile);
    if (event.shiftKey) selection.through(tile.id);
    else if (event.ctrlKey || event.metaKey || event.pointerType === 'touch') selection.toggle(tile.id);
    else if (selection.has(tile.id) && selection.seats.length === 1) selection.nothing();
    else selection.only(tile.id);
  });

  place.addEventListener('dblclick', (event) => {
    const tile = tileOf(wall, event.target);
    if (tile) open(tile.id);
  });

  place.addEventListener('keydown', (event) => {
    const tile = tileOf(wall, document.activeElement);
    if (!tile) return;
    if (STEPS[event.key]) step(event, tile);
    else if (keys[event.key] && !event.ctrlKey && !event.metaKey && !event.altKey) keys[event.key](tile, event);
    else return;
    event.preventDefault();
  });

  marquee(place.parentElement, wall, selection);

  function step(event, tile) {
    const next = neighbour(wall, tile, STEPS[event.key]);
    if (!next) return;
    focusOn(wall, next);
    if (event.shiftKey) selection.through(next.id, tile.id);
  }
}

function tileOf(wall, element) {
  return wall.tiles.get(element?.closest?.('.tile')?.dataset.seat);
}

function focusOn(wall, tile) {
  for (const other of wall.tiles.values()) other.element.tabIndex = other === tile ? 0 : -1;
  tile.element.focus();
}

/** The nearest seat in that direction, in the same row or column where there is one. */
function neighbour(wall, from, [down, right]) {
  const ahead = [...wall.tiles.values()].filter(({ seat }) =>
    down ? Math.sign(seat.row - from.seat.row) === down : seat.row === from.seat.row && Math.sign(seat.column - from.seat.column) === right,
  );
  const distance = ({ seat }) => Math.abs(seat.row - from.seat.row) * 100 + Math.abs(seat.column - from.seat.column);
  return ahead.sort((a, b) => distance(a) - distance(b))[0];
}
