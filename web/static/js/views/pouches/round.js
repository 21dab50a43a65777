// One round of giving out pouches: the pupil whose turn it is, large; what was said of the last tap; everybody below.

import { chip, h, icon, setText } from '../../util/dom.js';
import { keepList, replaceIfChanged } from '../../util/redraw.js';
import { clockTime } from '../../util/time.js';
import { askDialog } from '../dialogs.js';
import { toast, toastRefusal } from '../toasts.js';
import { claimFor } from './card.js';

const STEPS = { skipped: ['Skipped', 'warn'], absent: ['Absent', 'off'] };

export class RoundView {
  constructor({ at, socket, clock, stations }) {
    Object.assign(this, { _at: at, _socket: socket, _clock: clock, _stations: stations });
    at('undo').addEventListener('click', () => this._send('pouch-round.undo', {}));
    at('end').addEventListener('click', () => this._end());
  }

  draw(round) {
    this._round = round;
    this._at('undo').disabled = round.over || !round.can_undo;
    this._at('end').disabled = round.over;
    replaceIfChanged(this._at('turn'), [round.next, round.said, round.tone, round.claimed, round.over, round.reading, round.station, round.left, round.absent], () => this._turn(round));
    this._progress(round);
    this.tick(round);
    keepList(this._at('places'), round.places, {
      id: (one) => one.id,
      key: (one) => [one, one.id === round.next?.id, round.over],
      build: (one) => this._place(one, one.id === round.next?.id, round),
    });
  }

  tick(round) {
    replaceIfChanged(this._at('reader'), this._readerKey(round), () => this._reader(round));
  }

  _turn(round) {
    if (round.over) return [h('h2', {}, 'This round has ended.'), leftOver(round), h('p', {}, h('a', { class: 'button button-primary', href: '/pouches' }, 'To the pouches'))].filter(Boolean);
    if (!round.next) return [said(round), h('h2', { class: 'turn-name' }, 'Everybody here has a pouch.'), leftOver(round)].filter(Boolean);
    return [said(round), this._claim(round), ...this._next(round.next, round)].filter(Boolean);
  }

  _next(pupil, round) {
    const input = h('input', { class: 'input', id: 'tag', name: 'tag', maxlength: 64, autocomplete: 'off', spellcheck: 'false', 'aria-label': 'Pouch number or tag', placeholder: 'or scan the tag, or type the pouch’s number' });
    const error = h('p', { class: 'field-error', role: 'alert' });
    const form = h('form', { class: 'row turn-form' }, input, h('button', { class: 'button button-primary' }, 'Give it'));
    form.addEventListener('submit', async (event) => {
      event.preventDefault();
      if (!input.value.trim()) return;
      const answer = await this._socket.command('pouch-round.give', { round: round.id, pupil: pupil.id, tag: input.value });
      if (answer.ok) return;
      input.select();
      const isAbove = answer.code === 'round.not-free'; // that one is said above, for both
      for (const older of this._at('turn').querySelectorAll('.notice, .turn-claim')) older.hidden = !isAbove;
      setText(error, isAbove ? '' : answer.sentence);
    });
    if (!round.station) queueMicrotask(() => input.focus());
    return [
      h('p', { class: 'page-kicker' }, 'Next'),
      h('h2', { class: 'turn-name' }, pupil.name),
      h('p', { class: 'turn-form-name' }, pupil.form),
      h('p', { class: 'turn-how' }, round.reading ? `Tap the pouch at ${round.station}` : round.station ? `Waiting until ${round.station} only reads…` : 'Scan the tag'),
      form,
      error,
      h(
        'div',
        { class: 'row' },
        h('button', { class: 'button', type: 'button', onclick: () => this._send('pouch-round.skip', { pupil: pupil.id }) }, icon('arrow'), 'Skip for now'),
        h('button', { class: 'button', type: 'button', onclick: () => this._send('pouch-round.absent', { pupil: pupil.id }) }, icon('user'), 'Absent'),
      ),
    ];
  }

  /** Somebody's pouch was tapped: perhaps the pupil who stands here says that it is theirs. */
  _claim(round) {
    if (!round.claimed || !round.next) return null;
    const claim = () => claimFor(this._socket, round.claimed, round.next.id, 'Tapped while pouches were given out');
    return h('p', { class: 'turn-claim' }, h('button', { class: 'button button-small', type: 'button', onclick: claim }, `${round.next.name} says that it is theirs`));
  }

  _progress(round) {
    const have = round.had + round.issued;
    const meter = this._at('meter');
    meter.max = Math.max(1, round.pupils);
    meter.value = have;
    const parts = [`${have} of ${round.pupils} have a pouch`, `${round.issued} given now`, `${round.left} to come`, round.absent && `${round.absent} absent`];
    setText(this._at('progress-words'), parts.filter(Boolean).join(' · '));
  }

  _readerKey(round) {
    return [round.station, round.reading, round.reads_until && clockTime(round.reads_until), this._lapsed(round), round.over];
  }

  _lapsed(round) {
    return Boolean(round.station) && (!round.reads_until || new Date(round.reads_until) <= this._clock.now());
  }

  _reader(round) {
    if (round.over) return [];
    const choose = h(
      'select',
      { class: 'input', 'aria-label': 'Where the tags are read', onchange: (event) => this._send('pouch-round.read', { station: event.target.value }) },
      h('option', { value: '', selected: !round.station }, 'No station: scan or type'),
      ...this._stations.map((one) => h('option', { value: one.id, selected: one.id === round.station_id }, one.name)),
    );
    const again = h('button', { class: 'button button-small', type: 'button', onclick: () => this._send('pouch-round.read', { station: round.station_id }) }, 'Read there again');
    return [h('div', { class: 'row reader-line' }, this._readerChip(round), this._lapsed(round) && again), choose].filter(Boolean);
  }

  _readerChip(round) {
    if (!round.station) return chip('Tags are scanned or typed', 'info');
    if (this._lapsed(round)) return chip(`${round.station} reads no more`, 'warn', 'warning');
    if (round.reading) return chip(`${round.station} only reads, until ${clockTime(round.reads_until)}`, 'ok', 'check');
    return chip(`${round.station} is being told`, 'warn', 'clock');
  }

  _place(one, isNext, round) {
    const [words, tone] = STEPS[one.step] ?? ['', ''];
    const call = () => this._send('pouch-round.call', { pupil: one.id });
    return h(
      'li',
      { class: 'place', dataset: { state: one.pouch ? 'has' : isNext ? 'next' : 'waits' }, 'aria-current': isNext ? 'true' : null },
      h('span', { class: 'grow' }, h('span', { class: 'list-title' }, one.name), ' ', h('span', { class: 'list-note' }, one.form)),
      one.pouch ? h('span', { class: 'numbers soft' }, one.pouch) : words && chip(words, tone),
      !one.pouch && !isNext && !round.over && h('button', { class: 'button button-small', type: 'button', onclick: call, 'aria-label': `${one.name} next` }, 'Next'),
    );
  }

  async _end() {
    const left = this._round.left + this._round.absent;
    const body = left ? `${left} of ${this._round.pupils} have no pouch yet. They are there when you begin again.` : 'Everybody has a pouch.';
    const yes = await askDialog({ title: 'End this round?', body: [h('p', {}, body)], confirm: 'End it' });
    if (yes && (await this._send('pouch-round.end', {})).ok) toast('The round has ended. The station opens again.', 'ok');
  }

  async _send(name, payload) {
    const answer = await this._socket.command(name, { round: this._round.id, ...payload });
    toastRefusal(answer);
    return answer;
  }
}

function said(round) {
  return round.said ? h('div', { class: 'notice', dataset: { tone: round.tone } }, icon(round.tone === 'ok' ? 'check' : round.tone === 'warn' ? 'warning' : 'info'), h('p', {}, round.said)) : null;
}

function leftOver(round) {
  const names = round.places.filter((one) => !one.pouch).map((one) => `${one.name} (${one.form})`);
  return names.length ? h('p', { class: 'soft' }, `Left over: ${names.join(', ')}.`) : null;
}
