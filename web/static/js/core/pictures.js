// The newest picture of each screen, decoded within limits: it comes from a PC that a pupil sits at.

import { jpegSize } from '../util/jpeg.js';

const MOST_PIXELS = 4_000_000;

export class PictureBook extends EventTarget {
  constructor({ decode = (blob) => createImageBitmap(blob), timer = () => performance.now() } = {}) {
    super();
    this._decode = decode;
    this._timer = timer;
    this._pictures = new Map();
  }

  /** Resolves when the picture is drawn or dropped, and so the next may come. Never rejects. */
  async take({ seat, size, seq, jpeg }) {
    const dimensions = jpegSize(new Uint8Array(jpeg));
    if (!dimensions || dimensions.width * dimensions.height > MOST_PIXELS) return;
    try {
      const bitmap = await this._decode(new Blob([jpeg], { type: 'image/jpeg' }));
      this._pictures.set(key(seat, size), { seq, at: this._timer() });
      this.dispatchEvent(new CustomEvent('picture', { detail: { seat, size, bitmap } }));
      bitmap.close();
    } catch {
      // A picture that no browser can read is one that is not shown; the tile's age will say so.
    }
  }

  /** {seq, at} of the picture that is shown, or undefined. */
  shown(seat, size = 'thumb') {
    return this._pictures.get(key(seat, size));
  }

  forget(seat, size = 'thumb') {
    this._pictures.delete(key(seat, size));
  }
}

function key(seat, size) {
  return `${size} ${seat}`;
}
