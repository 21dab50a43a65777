// What was typed here lately, kept in this browser only.

const AT_MOST = 4;

export class Recent {
  constructor(name, usual, storage = globalThis.localStorage) {
    Object.assign(this, { _name: `schoolbell-${name}`, _usual: usual, _storage: storage });
  }

  get list() {
    const kept = this._kept();
    return [...kept, ...this._usual.filter((text) => !kept.includes(text))].slice(0, AT_MOST);
  }

  used(text) {
    const kept = [text, ...this._kept().filter((other) => other !== text)].slice(0, AT_MOST);
    try {
      this._storage.setItem(this._name, JSON.stringify(kept));
    } catch {
      // A browser that keeps nothing still locks; it only forgets the words.
    }
  }

  _kept() {
    try {
      const kept = JSON.parse(this._storage.getItem(this._name) ?? '[]');
      return Array.isArray(kept) ? kept.filter((text) => typeof text === 'string') : [];
    } catch {
      return [];
    }
  }
}
