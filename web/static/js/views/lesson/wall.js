// The wall in the room's seating plan. Draws what the store knows; captures only what is on the screen.

import { freshness } from '../../util/freshness.js';
import { h } from '../../util/dom.js';
import { fit } from './fit.js';
import { screenWords } from './screens.js';
import { Tile } from './tile.js';

const AGES_EVERY_MS = 500;

export class Wall {
  constructor({ place, store, selection, pictures, showing, open }) {
    Object.assign(this, { place, _store: store, _selection: selection, _pictures: pictures, _showing: showing, _open: open });
    this.tiles = new Map();
    this._seen = new IntersectionObserver((entries) => this._visible(entries), { rootMargin: '40px' });
    store.watch((state) => state.seats && this._draw(state.seats, state.sitters));
    selection.addEventListener('change', () => this._choose());
    pictures.addEventListener('picture', ({ detail }) => detail.size === 'thumb' && this.tiles.get(detail.seat)?.draw(detail.bitmap));
    setInterval(() => this._age(), AGES_EVERY_MS);
    fit(place);
  }

  _draw(seats, sitters) {
    if (!this._built || seats.length !== this.tiles.size || seats.some((seat) => moved(this.tiles.get(seat.id), seat))) this._build(seats);
    this.place.style.setProperty('--columns', Math.max(1, ...seats.map((seat) => seat.column)));
    this.place.style.setProperty('--rows', Math.max(1, ...seats.map((seat) => seat.row)));
    for (const seat of seats) {
      const tile = this.tiles.get(seat.id);
      const was = tile.isHere;
      tile.update(seat, sitters[seat.id]);
      if (!tile.isHere) this._pictures.forget(seat.id);
      else if (!was) this._showing.soon(); // its first picture may have come before the word that it is here
    }
    this._age();
  }

  _build(seats) {
    this._built = true;
    this._seen.disconnect();
    this.tiles = new Map(seats.map((seat) => [seat.id, new Tile(seat, { open: this._open })]));
    const rows = byRow(seats);
    this.place.replaceChildren(
      ...[...rows.values()].map((row) => h('div', { class: 'wall-row', role: 'row' }, ...row.map((seat) => this.tiles.get(seat.id).element))),
    );
    for (const tile of this.tiles.values()) {
      this._seen.observe(tile.element);
      const canvas = this._pictures.shown(tile.id)?.canvas;
      if (canvas) tile.draw(canvas); // an unchanged screen sends nothing that would bring it back
    }
    if (seats.length > 0) this.tiles.values().next().value.element.tabIndex = 0;
    document.getElementById('no-pcs').hidden = seats.length > 0;
    this.place.parentElement.classList.toggle('has-no-pcs', seats.length === 0);
    this._selection.among(seats.map((seat) => seat.id));
  }

  _visible(entries) {
    for (const entry of entries) this._showing.show(entry.target.dataset.seat, entry.isIntersecting);
  }

  _choose() {
    for (const [seat, tile] of this.tiles) tile.choose(this._selection.has(seat));
  }

  _age() {
    const { pulse, pulseAt } = this._store.state;
    const now = performance.now();
    for (const [seat, tile] of this.tiles) {
      const shown = this._pictures.shown(seat);
      tile.show(freshness(shown, pulse[seat], pulseAt, now), screenWords(shown));
    }
  }
}

/** A seat that is new, or stands elsewhere, is drawn with the whole room. */
function moved(tile, { row, column }) {
  return !tile || tile.seat.row !== row || tile.seat.column !== column;
}

function byRow(seats) {
  const rows = new Map();
  for (const seat of seats) rows.set(seat.row, [...(rows.get(seat.row) ?? []), seat]);
  return rows;
}
