// The newest picture of each screen, put together from its parts, which are decoded within limits: they come
// from a PC that a pupil sits at.

import { jpegSize } from '../util/jpeg.js';

const MOST_PIXELS = 4_000_000;
export const REFUSED = 'refused';

export class PictureBook extends EventTarget {
  constructor({ decode = (blob) => createImageBitmap(blob), timer = () => performance.now() } = {}) {
    super();
    this._decode = decode;
    this._timer = timer;
    this._pictures = new Map();
    this._busy = new Map();
  }

  /**
   * `picture`: {seq, w, h, parts: [[x, y, w, h, bytes], …], whole, state, monitors}; `bytes` holds the JPEGs.
   * Resolves when it is drawn or dropped, and so the next may come: with 'lost' if the parts belong to a
   * picture that is not here. Never rejects.
   */
  take({ seat, size, picture, bytes }) {
    const name = key(seat, size);
    const turn = (this._busy.get(name) ?? Promise.resolve()).then(() => this._take(name, { seat, size, picture, bytes }));
    this._busy.set(name, turn);
    return turn;
  }

  async _take(name, { seat, size, picture, bytes }) {
    const before = this._pictures.get(name);
    const about = { seq: picture.seq, at: this._timer(), state: picture.state ?? 'ok', monitors: picture.monitors ?? 1 };
    if (!picture.whole && before?.state === REFUSED) return this._note(name, { ...about, state: REFUSED });
    if (!picture.whole && picture.parts.length > 0 && !before?.canvas) return 'lost';
    const pieces = cut(picture, new Uint8Array(bytes));
    const bitmaps = pieces && (await this._decoded(pieces));
    if (this._pictures.get(name) !== before) return 'lost'; // forgotten meanwhile
    if (!bitmaps) return this._note(name, { ...about, state: REFUSED });
    const canvas = before?.canvas ?? (picture.whole ? new OffscreenCanvas(1, 1) : undefined);
    if (bitmaps.length > 0) draw(canvas, picture, bitmaps);
    this._note(name, { ...about, canvas });
    if (bitmaps.length > 0) this.dispatchEvent(new CustomEvent('picture', { detail: { seat, size, bitmap: canvas } }));
    return 'taken';
  }

  /** Keeps what is shown. A picture that is refused stays so until a whole one comes. */
  _note(name, shown) {
    this._pictures.set(name, shown);
    return 'taken';
  }

  /** A bitmap for each piece, or undefined when one of them is no picture. */
  async _decoded(pieces) {
    try {
      return await Promise.all(
        pieces.map(async ({ x, y, jpeg }) => ({ x, y, bitmap: await this._decode(new Blob([jpeg], { type: 'image/jpeg' })) })),
      );
    } catch {
      return undefined; // a picture that no browser can read is one that is not shown, and the tile says so
    }
  }

  /** {seq, at, state, monitors, canvas} of the picture that is shown, or undefined. */
  shown(seat, size = 'thumb') {
    return this._pictures.get(key(seat, size));
  }

  forget(seat, size = 'thumb') {
    this._pictures.delete(key(seat, size));
  }
}

/** The pieces, or undefined if one is not a JPEG of exactly the size that it is said to have, within the picture. */
function cut({ w, h, parts }, bytes) {
  if (w * h > MOST_PIXELS) return undefined;
  const pieces = [];
  let at = 0;
  for (const [x, y, width, height, length] of parts) {
    const jpeg = bytes.subarray(at, at + length);
    const size = jpegSize(jpeg);
    if (size?.width !== width || size.height !== height || x + width > w || y + height > h) return undefined;
    pieces.push({ x, y, jpeg });
    at += length;
  }
  return pieces;
}

function draw(canvas, { w, h, whole }, bitmaps) {
  if (whole && (canvas.width !== w || canvas.height !== h)) Object.assign(canvas, { width: w, height: h });
  const context = canvas.getContext('2d', { alpha: false });
  for (const { x, y, bitmap } of bitmaps) {
    context.drawImage(bitmap, x, y);
    bitmap.close();
  }
}

function key(seat, size) {
  return `${size} ${seat}`;
}
