// Tells the server that somebody is at this screen, so that a wall in use is not taken for an abandoned one.

const EVERY_MS = 4 * 60 * 1000;
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'];

export class Presence {
  constructor(tell, { everyMs = EVERY_MS, timer = () => Date.now() } = {}) {
    this._tell = tell;
    this._everyMs = everyMs;
    this._timer = timer;
    this._last = timer();
  }

  watch(target) {
    for (const sign of SIGNS) target.addEventListener(sign, () => this.noticed(), { passive: true });
  }

  noticed() {
    const now = this._timer();
    if (now - this._last < this._everyMs) return;
    this._last = now;
    this._tell();
  }
}
