// One pupil: what the policy says now and why, where the pouch has been, and leave to go.

import { chip, h, icon } from '../../util/dom.js';
import { clockTime, day } from '../../util/time.js';
import { askDialog } from '../dialogs.js';
import { toast, toastRefusal } from '../toasts.js';
import { endHold, ends, placeHold } from './holds.js';

const REASONS = { appointment: 'Appointment', illness: 'Illness', family: 'Family', other: 'Other' };
const OPEN = ['active', 'claimed'];
const LENGTHS = [10, 20, 45, 90];

export class Leaver {
  constructor({ socket, clock }) {
    this._socket = socket;
    this._clock = clock;
  }

  async open(pupil) {
    const answer = await this._socket.command('reception.pupil', { pupil: pupil.id });
    if (!toastRefusal(answer)) return;
    const { card } = answer;
    if (mayHaveLeave(card)) await this._ask(card);
    else if (card.hold) await this._held(card);
    else await askDialog({ title: title(card), body: this._facts(card), confirm: 'Done', cancel: 'Close' });
  }

  async _ask(card) {
    const values = await askDialog({
      title: title(card),
      body: [...this._facts(card), form()],
      confirm: 'Give leave for one tap',
    });
    if (!values) return;
    const asked = { pupil: card.id, reason: values.reason, note: values.note, minutes: Number(values.minutes) };
    const answer = await this._socket.command('reception.give-leave', asked);
    if (toastRefusal(answer)) toast(`${card.name} may leave until ${clockTime(answer.leave.until)}: one tap at any station.`, 'ok');
  }

  async _held(card) {
    const end = await askDialog({ title: title(card), body: this._facts(card), confirm: 'End the hold…', cancel: 'Close' });
    if (end) await endHold(this._socket, card.hold);
  }

  _hold(card) {
    const press = ({ target }) => {
      target.closest('dialog').close();
      placeHold(this._socket, card);
    };
    return h('button', { class: 'button', type: 'button', onclick: press }, icon('lock'), 'Put the pouch on hold…');
  }

  _facts(card) {
    return [
      pouchLine(card, this._clock.now()),
      card.hold && notice('warn', `On hold ${ends(card.hold)}, by ${card.hold.by}. ${card.hold.sentence}`),
      card.pouch && !card.hold && h('p', {}, this._hold(card)),
      card.pouch && !card.hold && ruling('Here and now', card.staying),
      card.pouch && !card.hold && ruling('If the pupil leaves', card.leaving),
      card.leave && OPEN.includes(card.leave.state) && notice('info', `Leave is given already, until ${clockTime(card.leave.until)}.`),
      card.chain.length > 0 && chain(card.chain, this._clock.now()),
    ].filter(Boolean);
  }
}

function mayHaveLeave({ pouch, leaving, leave }) {
  return pouch && leaving.opens && !(leave && OPEN.includes(leave.state));
}

function title({ name, form: group }) {
  return `${name}, ${group}`;
}

const POUCH_WORDS = {
  locked: ({ evidence }) => `locked (${evidence === 'issued' ? 'as issued' : evidence})`,
  released: ({ since }, now) => `opened ${when(since, now)}`,
  unknown: ({ since }, now) => `perhaps opened ${when(since, now)}: the station failed at that moment`,
};

function pouchLine({ pouch }, now) {
  if (!pouch) return notice('info', 'This pupil has no pouch, so there is nothing to open.');
  return h('p', { class: 'pouch-line' }, chip(pouch.id, 'off', 'pouch'), ` Pouch ${POUCH_WORDS[pouch.state](pouch, now)}`);
}

function ruling(label, { opens, sentence, source }) {
  return h(
    'div',
    { class: 'ruling', dataset: { opens: String(opens) } },
    h('p', { class: 'ruling-label' }, icon(opens ? 'unlock' : 'lock'), `${label}: ${opens ? 'may open' : 'stays locked'}`),
    h('p', {}, sentence),
    source && h('p', { class: 'small soft' }, source),
  );
}

function form() {
  const reasons = Object.entries(REASONS).map(([value, words]) =>
    h('label', { class: 'pill' }, h('input', { type: 'radio', name: 'reason', value, required: true }), h('span', {}, words)),
  );
  const lengths = LENGTHS.map((minutes) =>
    h('label', { class: 'pill' }, h('input', { type: 'radio', name: 'minutes', value: minutes, checked: minutes === 20 }), h('span', {}, `${minutes} min`)),
  );
  const note = h('input', { class: 'input', id: 'leave-note', name: 'note', maxlength: 200, autocomplete: 'off' });
  const fields = h(
    'div',
    { class: 'stack leave-form' },
    h('fieldset', { class: 'pills' }, h('legend', { class: 'field-label' }, 'Reason'), ...reasons),
    h('div', { class: 'field' }, h('label', { class: 'field-label', for: 'leave-note' }, 'Note'), h('p', { class: 'field-hint' }, 'For the journal only. Needed for “Other”.'), note),
    h('fieldset', { class: 'pills' }, h('legend', { class: 'field-label' }, 'Runs out after'), ...lengths),
  );
  fields.addEventListener('change', () => {
    note.required = fields.querySelector('[name=reason]:checked')?.value === 'other';
  });
  return fields;
}

function chain(links, now) {
  return h(
    'details',
    { class: 'source' },
    h('summary', {}, 'Where the pouch was opened'),
    h('ol', { class: 'chain' }, ...links.map((one) => h('li', {}, `${when(one.at, now)}: ${one.what} at ${one.place}`, one.by && h('span', { class: 'soft' }, ` by ${one.by}`)))),
  );
}

function when(moment, now) {
  const on = new Date(moment);
  return day(on) === day(now) ? clockTime(on) : `${day(on)}, ${clockTime(on)}`;
}

function notice(tone, sentence) {
  return h('div', { class: 'notice', dataset: { tone } }, icon('info'), h('p', {}, sentence));
}
