// Holds what a page knows. Views read it and hear of changes; only events from the server change it.

export class Store extends EventTarget {
  constructor(initial = {}) {
    super();
    this._state = Object.freeze({ ...initial });
    this._queued = false;
  }

  get state() {
    return this._state;
  }

  /** Merges `patch`. Watchers hear of any number of patches once, before the next picture is drawn. */
  update(patch) {
    this._state = Object.freeze({ ...this._state, ...patch });
    if (this._queued) return;
    this._queued = true;
    queueMicrotask(() => {
      this._queued = false;
      this.dispatchEvent(new Event('change'));
    });
  }

  /** Calls `draw(state)` now and after every change. Returns what stops it. */
  watch(draw) {
    const listener = () => draw(this._state);
    this.addEventListener('change', listener);
    listener();
    return () => this.removeEventListener('change', listener);
  }
}
