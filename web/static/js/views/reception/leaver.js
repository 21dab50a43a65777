// One pupil: where they are, what the policy says now and why, where the pouch has been, and leave of every kind.

import { chip, h, icon } from '../../util/dom.js';
import { clockTime, day, formTime } from '../../util/time.js';
import { actInDialog, showDialog } from '../dialogs.js';
import { toast, toastRefusal } from '../toasts.js';
import { endHold, ends, placeHold } from './holds.js';
import { KINDS, field, needNoteForOther, pills, reasonPills, secondPerson } from './leave-words.js';
import { writeMessage } from './messages-write.js';

const OPEN = ['asked', 'planned', 'active', 'claimed'];
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
    const where = await this._socket.command('message.where', { pupil: pupil.id });
    card.where = where.ok ? where.where : '';
    card.reaches = where.ok && where.reaches;
    if (mayHaveLeave(card)) await this._ask(card);
    else showDialog({ title: title(card), body: h('div', { class: 'dialog-body' }, ...this._facts(card)) });
  }

  async _ask(card) {
    const form = new LeaveForm(card, this._clock.now());
    const asking = actInDialog({
      title: title(card),
      body: [...this._facts(card), form.element],
      confirm: 'Give leave for one tap',
      act: (values) => this._socket.command('reception.ask-leave', form.asked(values)),
    });
    form.wire();
    const answer = await asking;
    if (!answer) return;
    const until = clockTime(answer.leave.until);
    if (answer.waits_for) toast(`${card.name}’s leave waits for a word from ${answer.waits_for}.`, 'info');
    else toast(`${card.name} has leave until ${until}: one tap at any station.`, 'ok');
  }

  _facts(card) {
    const then = (act) => ({ target }) => {
      target.closest('dialog').close();
      act();
    };
    const button = (iconName, words, act) => h('button', { class: 'button', type: 'button', onclick: then(act) }, icon(iconName), words);
    return [
      card.where && h('p', { class: 'where' }, icon('seats'), card.where),
      pouchLine(card, this._clock.now()),
      card.others.length > 0 && notice('warn', `Has ${card.others.join(' and ')} as well: a pupil should have one pouch. The pouch desk can mend that; stations open both.`),
      card.hold && notice('warn', `On hold ${ends(card.hold)}, by ${card.hold.by}. ${card.hold.sentence}`),
      h(
        'p',
        { class: 'card-acts' },
        button('message', 'Message from home…', () => writeMessage(this._socket, card)),
        card.pouch && !card.hold && button('lock', 'Put the pouch on hold…', () => placeHold(this._socket, card)),
        card.hold && button('unlock', 'End the hold…', () => endHold(this._socket, card.hold)),
      ),
      card.pouch && !card.hold && ruling('Here and now', card.staying),
      card.leave && OPEN.includes(card.leave.state) && notice('info', `Leave is given already, until ${clockTime(card.leave.until)}, by ${card.leave.by}${card.leave.waits_for ? `; it waits for a word from ${card.leave.waits_for}` : ''}.`),
      card.chain.length > 0 && chain(card.chain, this._clock.now()),
    ].filter(Boolean);
  }
}

/** The form follows the kind that is chosen: its ruling, reasons, and whose word it needs. */
class LeaveForm {
  constructor(card, now) {
    this._card = card;
    this._now = now;
    this._kind = h('select', { class: 'input', id: 'leave-kind', name: 'kind' }, ...card.choices.map(({ kind }) => h('option', { value: kind }, KINDS[kind])));
    this._ruling = h('div', { 'aria-live': 'polite' });
    this._reasons = h('div', {});
    this._second = h('div', {});
    const lengths = [...LENGTHS.map((minutes) => [String(minutes), `${minutes} min`]), ['until', 'Until…']];
    this._until = field({ label: 'Until', name: 'until', type: 'time', hidden: true });
    this.element = h(
      'div',
      { class: 'stack leave-form' },
      h('div', { class: 'field' }, h('label', { class: 'field-label', for: 'leave-kind' }, 'Kind of leave'), this._kind),
      this._ruling,
      this._reasons,
      field({ label: 'Note', name: 'note', maxlength: 200, hint: 'For the journal only. Needed for “Other”.' }),
      pills({ legend: 'Runs out after', name: 'minutes', options: lengths, chosen: '20' }),
      this._until,
      field({ label: 'Should be locked again by', name: 'back', type: 'time', optional: true, hint: 'Turns overdue here if the pouch is not seen by then.' }),
      this._second,
    );
  }

  wire() {
    this.element.addEventListener('change', () => this._follow());
    this._kind.addEventListener('change', () => this._show());
    this._show();
    this.element.querySelector('[name=reason]')?.focus();
  }

  asked(values) {
    const until = values.minutes === 'until';
    return {
      pupils: [this._card.id],
      kind: values.kind,
      reason: values.reason,
      note: values.note,
      ...(until ? { until: this._today(values.until) } : { minutes: Number(values.minutes) }),
      back_by: values.back ? this._today(values.back) : '',
      second: values.second === 'yes',
    };
  }

  _today(time) {
    return time ? `${formTime(this._now).slice(0, 10)}T${time}` : '';
  }

  _show() {
    const choice = this._card.choices.find(({ kind }) => kind === this._kind.value);
    this._ruling.replaceChildren(ruling('By this leave', choice));
    this._reasons.replaceChildren(reasonPills(choice.kind, choice.reasons));
    this._second.replaceChildren(secondPerson(choice));
    this._follow();
  }

  _follow() {
    needNoteForOther(this.element);
    const until = this.element.querySelector('[name=minutes]:checked')?.value === 'until';
    const input = this._until.querySelector('input');
    this._until.hidden = input.hidden = !until;
    input.required = until;
    const waits = this._second.querySelector('.second-person') || this._second.querySelector(':checked');
    const confirm = this.element.closest('form')?.querySelector('.dialog-foot [value=yes]');
    if (confirm) confirm.textContent = waits ? 'Ask for this leave' : 'Give leave for one tap';
  }
}

function mayHaveLeave({ pouch, choices, leave, hold }) {
  return pouch && !hold && choices.some(({ opens }) => opens) && !(leave && OPEN.includes(leave.state));
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

function chain(links, now) {
  return h(
    'details',
    { class: 'source' },
    h('summary', {}, 'Where the pouch was'),
    h('ol', { class: 'chain' }, ...links.map((one) => h('li', {}, `${when(one.at, now)}: ${one.what}${one.place && ` at ${one.place}`}`, one.by && h('span', { class: 'soft' }, ` by ${one.by}`)))),
  );
}

function when(moment, now) {
  const on = new Date(moment);
  return day(on) === day(now) ? clockTime(on) : `${day(on)}, ${clockTime(on)}`;
}

function notice(tone, sentence) {
  return h('div', { class: 'notice', dataset: { tone } }, icon('info'), h('p', {}, sentence));
}
