// The search for a pupil: a combobox that works by keyboard alone.

import { h } from '../../util/dom.js';
import { toastRefusal } from '../toasts.js';

const PAUSE_MS = 120;
let finders = 0;

export class Finder {
  /**
   * `choose(pupil)` is called with one of those found, `chooseClass(group)` with a form or class, where it is given;
   * `command` finds them. `inDialog`: the key / stays with the page's own search, and classes stand before pupils.
   */
  constructor({ input, list, socket, choose, chooseClass = null, command = 'reception.find', inDialog = false }) {
    Object.assign(this, { _input: input, _list: list, _socket: socket, _choose: choose, _chooseClass: chooseClass, _command: command, _classesFirst: inDialog });
    this._found = [];
    this._name = finders === 0 ? 'found' : `found${finders}`;
    finders += 1;
    this._at = -1;
    input.addEventListener('input', () => this._soon());
    input.addEventListener('keydown', (event) => this._key(event));
    input.addEventListener('blur', () => this._close());
    if (!inDialog) document.addEventListener('keydown', (event) => this._shortcut(event));
  }

  _soon() {
    clearTimeout(this._timer);
    this._timer = setTimeout(() => this._find(), PAUSE_MS);
  }

  /** Enter before the list follows what is typed, as a scanner sends it: whoever is found then, if it is the only one. */
  async _hurry() {
    clearTimeout(this._timer);
    const typed = this._input.value;
    await this._find();
    if (this._found.length === 1 && this._input.value === typed) this._take(0);
  }

  async _find() {
    const text = this._input.value.trim();
    if (!text) return this._close();
    const answer = await this._socket.command(this._command, { text });
    if (this._input.value.trim() !== text || !toastRefusal(answer)) return;
    this._shownFor = text;
    const classes = this._chooseClass ? (answer.classes ?? []) : [];
    const found = [answer.pupils.map((pupil) => ({ pupil })), classes.map((group) => ({ group }))];
    this._show((this._classesFirst ? found.reverse() : found).flat());
  }

  _show(found) {
    this._found = found;
    this._at = found.length ? 0 : -1;
    this._list.replaceChildren(...(found.length ? found.map((one, at) => this._option(one, at)) : [nobody()]));
    this._list.hidden = false;
    this._input.setAttribute('aria-expanded', 'true');
    this._mark();
  }

  _option({ pupil, group }, at) {
    const title = pupil ? pupil.name : `${group.id} ${group.subject}`.trim();
    const note = pupil ? `${pupil.form} · ${pupil.pouch || 'no pouch'}` : `group of ${group.size}`;
    const option = h(
      'li',
      { class: 'found-option', role: 'option', id: `${this._name}-${at}` },
      h('span', { class: 'list-title' }, title),
      h('span', { class: 'list-note' }, note),
    );
    option.addEventListener('pointerdown', (event) => event.preventDefault()); // keeps the focus in the input
    option.addEventListener('click', () => this._take(at));
    return option;
  }

  _key(event) {
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves && this._found.length) {
      event.preventDefault();
      this._at = (this._at + moves[event.key] + this._found.length) % this._found.length;
      this._mark();
    } else if (event.key === 'Enter' && this._input.value.trim()) {
      event.preventDefault(); // nor sends the form around it
      if (this._at >= 0 && !this._list.hidden && this._shownFor === this._input.value.trim()) this._take(this._at);
      else this._hurry();
    } else if (event.key === 'Escape' && !this._list.hidden) {
      event.preventDefault(); // a dialog around it stays open
      this._close();
    }
  }

  _mark() {
    for (const [at, option] of [...this._list.querySelectorAll('[role=option]')].entries()) {
      option.setAttribute('aria-selected', String(at === this._at));
    }
    if (this._at >= 0) this._input.setAttribute('aria-activedescendant', `${this._name}-${this._at}`);
    else this._input.removeAttribute('aria-activedescendant');
  }

  _take(at) {
    const { pupil, group } = this._found[at];
    this._input.value = '';
    this._close();
    if (pupil) this._choose(pupil);
    else this._chooseClass(group);
  }

  _close() {
    clearTimeout(this._timer);
    this._list.hidden = true;
    this._found = [];
    this._at = -1;
    this._input.setAttribute('aria-expanded', 'false');
    this._input.removeAttribute('aria-activedescendant');
  }

  _shortcut(event) {
    const typing = event.target.closest?.('input, textarea, select, dialog');
    if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this._input.focus();
  }
}

function nobody() {
  return h('li', { class: 'found-none' }, 'No pupil is found. Try a part of the name, the form or the tag number.');
}
