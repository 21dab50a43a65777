// Remote control in the full view: pointer and keys go to the PC, until somebody ends it.

import { HandsLine, Wheel, keyOf, place } from '../../core/hands.js';
import { Holding } from '../../core/holding.js';
import { h, icon, setText } from '../../util/dom.js';

const WORDS = {
  asked: (seat) => `Asking ${seat} …`,
  running: (seat) => `You are controlling ${seat}. Its pupil sees your name.`,
  paused: (seat) => `${seat} is locked. Unlock it, and the control goes on.`,
};

export class Control {
  /** `view` is the full view: its dialog, its canvas, and the seat that it shows. `say(sentence, tone)` tells news. */
  constructor({ desk, held, view, say }) {
    Object.assign(this, { _desk: desk, _held: held, _view: view, _say: say, _session: null, _seat: null, _line: null, _holding: null });
    this._wheel = new Wheel();
    this._build();
    this._listen();
    held.addEventListener('changed', ({ detail }) => detail.session === this._session && this._changed(detail));
    view.addEventListener('seat', () => this._session && view.id !== this._seat && this.end());
    view.addEventListener('monitor', () => this._session && view.monitor !== 0 && this.end()); // the hands know only the whole
  }

  get on() {
    return this._session !== null;
  }

  async start() {
    const seat = this._view.id;
    const answer = await this._held.begin('lesson.control', { seat });
    if (!answer.ok) {
      this._say(answer.sentence, 'bad');
      return;
    }
    Object.assign(this, { _session: answer.session, _seat: seat });
    if (this._view.id !== seat) {
      this.end();
      return;
    }
    if (this._view.monitor !== 0) this._view.showMonitor(0);
    this._line = new HandsLine((events) => this._send(events), (refused) => this._refused(refused));
    this._holding = new Holding((event) => this._add(event));
    this._show('asked');
    this._view.canvas.focus();
  }

  end() {
    const session = this._session;
    this._tidy();
    if (session) this._held.end(session);
  }

  _build() {
    const { canvas } = this._view;
    canvas.tabIndex = 0;
    this._words = h('p', { class: 'grow', role: 'status' });
    this._text = h('input', { class: 'input control-text', 'aria-label': 'Text to type there', placeholder: 'Type here on a tablet', autocomplete: 'off', maxlength: 200 });
    const stop = h('button', { class: 'button', type: 'button', onclick: () => this.end() }, icon('cross'), 'Stop');
    this._bar = h('div', { class: 'control-bar', hidden: true }, icon('pointer'), this._words, this._text, stop);
    this._view.screen.before(this._bar);
    this._text.addEventListener('keydown', (event) => event.key === 'Enter' && this._type(`${this._text.value}\n`, event));
    this._text.addEventListener('change', () => this._type(this._text.value));
  }

  _listen() {
    const { canvas } = this._view;
    const on = (name, heard) => canvas.addEventListener(name, (event) => this._runs && heard(event), { passive: false });
    on('pointermove', (event) => this._point(event));
    on('pointerdown', (event) => this._press(event));
    on('pointerup', (event) => this._point(event));
    on('pointercancel', () => this._holding.release());
    on('contextmenu', (event) => event.preventDefault());
    on('wheel', (event) => {
      event.preventDefault();
      this._add(this._wheel.notches(event));
    });
    on('keydown', (event) => this._key(event, true));
    on('keyup', (event) => this._key(event, false));
    this._view.dialog.addEventListener('cancel', (event) => this._runs && event.preventDefault());
    for (const [where, what] of [[canvas, 'blur'], [window, 'blur'], [document, 'visibilitychange']]) where.addEventListener(what, () => this._holding?.release());
    on('paste', (event) => this._type(event.clipboardData.getData('text').slice(0, 200), event));
  }

  get _runs() {
    return this._session !== null && this._bar.dataset.state === 'running';
  }

  _press(event) {
    event.preventDefault();
    const { canvas } = this._view;
    canvas.focus();
    if (event.isTrusted) canvas.setPointerCapture(event.pointerId);
    this._point(event);
  }

  /** A second button is told of as a movement, and a drag may end beside the picture. */
  _point(event) {
    const { canvas } = this._view;
    const at = place({ x: event.clientX, y: event.clientY }, canvas.getBoundingClientRect(), canvas, this._holding.dragging);
    if (!at) return;
    this._add({ kind: 'move', ...at });
    this._holding.buttons(event.buttons, at);
  }

  _key(event, down) {
    if (event.isComposing || (event.key === 'v' && (event.ctrlKey || event.metaKey) && event.shiftKey)) return;
    event.preventDefault();
    event.stopPropagation();
    const key = keyOf(event, down);
    if (key) this._holding.key(key, event.repeat);
  }

  _type(text, event = null) {
    event?.preventDefault();
    if (this._runs && text) this._add({ kind: 'text', text });
    this._text.value = '';
  }

  _add(event) {
    if (event) this._line?.add(event);
  }

  _send(events) {
    return this._desk.socket.command('lesson.input', { lesson: this._desk.lesson, session: this._session, events });
  }

  _refused(answer) {
    this._holding?.forget();
    if (this._session && answer.code !== 'control.over') setText(this._words, answer.sentence);
  }

  _changed({ state, sentence }) {
    if (state !== 'over') {
      this._show(state);
      return;
    }
    this._tidy();
    if (sentence) this._say(sentence, 'warn');
  }

  _show(state) {
    const name = this._desk.seat(this._seat)?.name ?? this._seat;
    this._bar.hidden = false;
    this._bar.dataset.state = state;
    setText(this._words, WORDS[state](name));
    this._view.dialog.dataset.control = state;
    this._view.dispatchEvent(new Event('control'));
  }

  _tidy() {
    this._line?.close();
    this._holding?.close();
    Object.assign(this, { _session: null, _seat: null, _line: null, _holding: null });
    this._bar.hidden = true;
    this._bar.dataset.state = '';
    delete this._view.dialog.dataset.control;
    this._view.dispatchEvent(new Event('control'));
  }
}
