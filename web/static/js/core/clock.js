// The school's time: what the server last said, carried on by this machine's own timer. A PC's clock is not trusted.

export class SchoolClock {
  constructor(now = new Date(), timer = () => performance.now()) {
    this._timer = timer;
    this.sync(now);
  }

  /** `speed` is other than 1 where a day is simulated. */
  sync(serverTime, speed = 1) {
    this._said = new Date(serverTime).getTime();
    this._speed = speed;
    this._at = this._timer();
  }

  now() {
    return new Date(this._said + (this._timer() - this._at) * this._speed);
  }
}
