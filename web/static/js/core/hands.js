// What is done on a picture of a screen, as events for the PC that it is of. No DOM but the events of one.

const EDGE = 65535;
const AT_MOST = 64;
const UNDER_WAY = 3;
const NOTCH = 100; // pixels of a wheel that count as one notch
const LINE = 33;
const LOCKS = new Set(['CapsLock', 'NumLock', 'ScrollLock', 'Dead', 'Process', 'Unidentified']);

/** The point as parts of the picture, which lies in its box as large as it fits; outside of it null, or its edge in a drag. */
export function place(point, box, picture, dragging = false) {
  const scale = Math.min(box.width / picture.width, box.height / picture.height);
  const x = (point.x - box.left - (box.width - picture.width * scale) / 2) / (picture.width * scale);
  const y = (point.y - box.top - (box.height - picture.height * scale) / 2) / (picture.height * scale);
  if (!dragging && !(x >= 0 && x <= 1 && y >= 0 && y <= 1)) return null;
  return { x: part(x), y: part(y) };
}

const part = (of) => Math.round(Math.max(0, Math.min(1, of)) * EDGE);

/** A key event, or null for a key that is not for the PC. */
export function keyOf(event, down) {
  if (LOCKS.has(event.key) || event.key.length > 32) return null;
  return { kind: 'key', key: event.key, code: event.code, down };
}

/** Turns the ways in which browsers tell of a wheel into whole notches; what is left counts next time. */
export class Wheel {
  constructor() {
    this._left = { x: 0, y: 0 };
  }

  notches(event) {
    const unit = event.deltaMode === 0 ? 1 : LINE;
    const dx = this._take('x', event.deltaX * unit);
    const dy = this._take('y', event.deltaY * unit);
    return dx || dy ? { kind: 'wheel', dx, dy } : null;
  }

  _take(axis, delta) {
    this._left[axis] += delta;
    const whole = Math.trunc(this._left[axis] / NOTCH);
    this._left[axis] -= whole * NOTCH;
    return Math.max(-20, Math.min(20, whole));
  }
}

/** Sends events in order, a few messages under way at once; of pointer moves that wait, only the last counts. */
export class HandsLine {
  /** `send(events)` resolves to the server's answer; `refused(answer)` hears of one that was not done. After that nothing is held. */
  constructor(send, refused) {
    Object.assign(this, { _send: send, _refused: refused, _waiting: [], _underWay: 0, _over: false });
  }

  add(event) {
    if (this._over) return;
    const last = this._waiting.at(-1);
    if (event.kind === 'move' && last?.kind === 'move') this._waiting[this._waiting.length - 1] = event;
    else this._waiting.push(event);
    this._flush();
  }

  close() {
    this._over = true;
    this._waiting = [];
  }

  async _flush() {
    if (this._underWay >= UNDER_WAY || this._waiting.length === 0) return;
    this._underWay += 1;
    const events = this._waiting.splice(0, AT_MOST);
    const answer = await this._send(events);
    this._underWay -= 1;
    if (!answer.ok && !this._over) {
      this._waiting = events.some(({ kind }) => kind !== 'release') ? [{ kind: 'release' }] : []; // what was meant for a moment ago is not done later
      this._refused(answer);
    }
    this._flush();
  }
}
