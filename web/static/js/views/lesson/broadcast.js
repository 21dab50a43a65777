// Showing a screen to the room: the teacher's own, or one pupil's after a step that says what it does.

import { Screencast, pickScreen, whyNot } from '../../core/screencast.js';
import { h, icon, setText } from '../../util/dom.js';
import { askDialog, showDialog } from '../dialogs.js';

export class Broadcast {
  constructor({ desk, held, say, before }) {
    Object.assign(this, { _desk: desk, _held: held, _say: say, _session: null, _cast: null });
    this._what = h('strong');
    this._count = h('span', { class: 'grow', role: 'status' });
    const stop = h('button', { class: 'button', type: 'button', onclick: () => this.end() }, icon('cross'), 'Stop showing');
    this._bar = h('div', { class: 'show-bar', hidden: true }, icon('screen'), this._what, this._count, stop);
    before.before(this._bar);
    held.addEventListener('changed', ({ detail }) => detail.session === this._session && this._changed(detail));
  }

  get on() {
    return this._session !== null;
  }

  async showMine(seats) {
    const problem = whyNot();
    if (problem) return explain(problem);
    const answer = await askDialog({
      title: `Show my screen to ${this._desk.which(seats)}`,
      body: [h('p', {}, 'Your browser asks next what to share: one window, or the whole screen.'), howField()],
      confirm: 'Choose what to share…',
    });
    const stream = answer && (await pickScreen());
    if (!stream) return null;
    if (!(await this._begin({ seats, mode: answer.how }, 'You are showing your screen.'))) return stopAll(stream);
    this._cast = new Screencast(stream, (picture) => this._send(picture), () => this.end());
    return null;
  }

  async showPupil(seat) {
    const others = this._desk.selection.all.filter((one) => one !== seat.id);
    const answer = await askDialog({
      title: `Show ${seat.name} to the class`,
      body: [
        h('p', {}, `All that is on the screen of ${nameOf(seat)} is seen on ${others.length} PCs, for as long as you show it. The pupil is told, and can end it.`),
        howField(),
      ],
      confirm: `Show ${seat.name} to the class`,
    });
    if (answer) await this._begin({ seats: others, source: seat.id, mode: answer.how }, `You are showing ${seat.name}.`);
  }

  end() {
    const session = this._session;
    this._tidy();
    if (session) this._held.end(session);
  }

  async _begin(asked, words) {
    this.end();
    const answer = await this._held.begin('lesson.show', { lesson: this._desk.lesson, ...asked });
    if (!answer.ok) {
      this._say(answer.sentence, 'bad');
      return false;
    }
    this._session = answer.session;
    setText(this._what, words);
    setText(this._count, 'It is on its way to the PCs…');
    this._bar.hidden = false;
    return true;
  }

  async _send(picture) {
    if (!this._session) return;
    const answer = await this._desk.socket.command('lesson.show-picture', { lesson: this._desk.lesson, session: this._session, ...picture });
    if (!answer.ok && answer.code !== 'show.over') setText(this._count, answer.sentence);
  }

  _changed({ state, sentence }) {
    if (state !== 'over') {
      setText(this._count, sentence);
      return;
    }
    this._tidy();
    if (sentence) this._say(sentence, 'warn');
  }

  _tidy() {
    this._cast?.stop();
    Object.assign(this, { _session: null, _cast: null });
    this._bar.hidden = true;
  }
}

function howField() {
  const choice = (value, words, checked) =>
    h('label', { class: 'choice' }, h('input', { type: 'radio', name: 'how', value, checked }), h('span', {}, words));
  return h(
    'fieldset',
    { class: 'field' },
    h('legend', { class: 'field-label' }, 'On the pupils’ screens'),
    choice('full', 'It covers the screen, and keyboard and mouse wait', true),
    choice('window', 'It is a window beside their work', false),
  );
}

function nameOf(seat) {
  return seat.pupil ? `${seat.pupil} (${seat.name})` : seat.name;
}

function explain(problem) {
  const close = h('button', { class: 'button button-primary', type: 'button', 'data-close': true }, 'Close');
  showDialog({ title: 'This page cannot share a screen', body: h('div', {}, h('p', { class: 'dialog-body' }, problem), h('div', { class: 'dialog-foot' }, close)) });
  return null;
}

function stopAll(stream) {
  for (const track of stream.getTracks()) track.stop();
  return null;
}
