// One pouch, or one pupil: how things stand, what may be done, and the whole history.

import { chip, h, icon } from '../../util/dom.js';
import { actInDialog, dialogField, showDialog } from '../dialogs.js';
import { toast, toastRefusal } from '../toasts.js';
import { become, changeOwner, issueTo, replace, settleFee } from './register-acts.js';
import { conditionChip, ownerChip, statusChip, when } from './words.js';

const FEE = { charged: ['To pay', 'warn'], paid: ['Paid', 'ok'], waived: ['Waived', 'off'] };

export class Cards {
  constructor({ socket, conditions, price }) {
    Object.assign(this, { _socket: socket, _conditions: conditions, _price: price });
  }

  async pouch(number) {
    const answer = await this._socket.command('pouches.pouch', { pouch: number });
    if (toastRefusal(answer)) this._show(`Pouch ${number}`, this._pouchBody(answer.card), () => this.pouch(number));
  }

  async pupil(id) {
    const answer = await this._socket.command('pouches.pupil', { pupil: id });
    if (!toastRefusal(answer)) return;
    const { pupil } = answer.card;
    this._show(`${pupil.name}, ${pupil.form}`, this._pupilBody(answer.card), () => this.pupil(id));
  }

  /** `again` opens the card anew after something was done. */
  _show(title, body, again) {
    this._again = again;
    this._dialog?.close();
    this._dialog = showDialog({ title, body: h('div', { class: 'dialog-body pouch-card' }, ...body) });
  }

  _pouchBody({ entry, pupil, others, copies, fees, past }) {
    return [
      h('p', { class: 'row' }, statusChip(entry), conditionChip(entry), ownerChip(entry)),
      pupil && h('p', { class: 'whose' }, entry.pupil ? '' : 'Last with ', this._pupilLink(pupil)),
      others.length > 0 && h('p', { class: 'field-error' }, `${pupil.name} also has ${others.join(', ')}: see “To mend”.`),
      ...copies.map((copy) => this._copy(copy)),
      h('div', { class: 'acts' }, ...this._acts(entry, pupil)),
      this._noteCondition(entry),
      ...this._feesOf(fees),
      ...history(past, false),
    ].filter(Boolean);
  }

  _pupilBody({ pupil, pouches, was, fees, past }) {
    const none = !pouches.length && h('div', { class: 'acts' }, act('Issue a pouch…', 'pouch', () => this._then(() => issueTo({ socket: this._socket, pupil })), 'primary'));
    return [
      pouches.length ? h('ul', { class: 'list' }, pouches.map((entry) => this._line(entry))) : h('p', {}, 'No pouch now.'),
      none,
      was.length > 0 && h('h3', {}, 'Had before'),
      was.length > 0 && h('ul', { class: 'list' }, was.map((entry) => this._line(entry))),
      ...this._feesOf(fees),
      ...history(past, true),
    ].filter(Boolean);
  }

  _line(entry) {
    const open = h('button', { class: 'link-button list-title', type: 'button', onclick: () => this.pouch(entry.id) }, entry.id);
    return h('li', { class: 'list-item' }, open, statusChip(entry), conditionChip(entry), ownerChip(entry));
  }

  _pupilLink(pupil) {
    return h('button', { class: 'link-button', type: 'button', onclick: () => this.pupil(pupil.id) }, `${pupil.name}, ${pupil.form}`);
  }

  _acts(entry, pupil) {
    const common = { socket: this._socket, entry, conditions: this._conditions, price: this._price() };
    const to = (words, iconName, options, tone) => act(words, iconName, () => this._then(() => become({ ...common, ...options })), tone);
    const lost = to('Lost…', 'search', { status: 'lost', title: `${entry.id} is lost`, confirm: 'It is lost', sentence: 'Its tag opens nothing from now on, and the desk is told if it is tapped.' });
    const damaged = to('Damaged…', 'warning', { status: 'damaged', title: `${entry.id} is damaged`, confirm: 'Take it out of use' });
    const spare = to('Into the spare pool…', 'pouch', { status: 'spare', title: `${entry.id} into the spare pool`, confirm: 'It is spare' });
    const retire = to('Retire…', 'cross', { status: 'retired', title: `Retire ${entry.id}?`, confirm: 'Retire it', tone: 'danger', sentence: 'Its tag opens nothing from now on.' });
    const back = (words) => pupil && to(`${words} to ${pupil.name}…`, 'undo', { status: 'in-use', title: `${words} to ${pupil.name}`, confirm: 'Give it back' }, 'primary');
    const another = pupil && act('Replace…', 'restart', () => this._then(() => replace({ ...common, pupil })), entry.status === 'in-use' ? 'primary' : '');
    const owner = act(entry.owner === 'school' ? 'Family-owned…' : 'School-owned…', 'users', () => this._then(() => changeOwner(common)));
    return {
      'in-use': [another, lost, damaged, spare, this._claim(entry), owner, retire],
      spare: [damaged, lost, owner, retire],
      lost: [back('Found: back'), spare, another, damaged, retire],
      damaged: [back('Mended: back'), spare, another, retire],
      retired: [spare],
    }[entry.status].filter(Boolean);
  }

  _claim(entry) {
    return act('Another pupil claims it…', 'users', () => this._then(() => this._askClaimant(entry)));
  }

  /** The search has answered by the time that the button is pressed; the first that fits is meant. */
  _askClaimant(entry) {
    return actInDialog({
      title: `Who claims ${entry.id}?`,
      confirm: 'Note the claim',
      body: [
        h('p', { class: 'soft' }, 'It stays with whom the register says, and opens for nobody else, until you settle it.'),
        dialogField({ label: 'Pupil', name: 'who', hint: 'Name and form, such as Smith 7B.', required: true, maxlength: 60, autocomplete: 'off' }),
        dialogField({ label: 'Note (optional)', name: 'note', maxlength: 200, autocomplete: 'off' }),
      ],
      act: async ({ who, note }) => {
        const found = await this._socket.command('pouches.find', { text: who });
        if (!found.ok) return found;
        const pupils = found.pupils.filter((one) => one.id);
        if (pupils.length !== 1) return { ok: false, sentence: pupils.length ? `${pupils.length} pupils are found: add the form.` : 'Nobody is found by that name.' };
        return this._socket.command('pouches.claim', { pouch: entry.id, pupil: pupils[0].id, note });
      },
    });
  }

  /** Its tag was at two gates at once: said here until somebody has looked, or the pouch is replaced. */
  _copy({ number, sentence }) {
    const checked = async () => {
      if (toastRefusal(await this._socket.command('pouches.copy-checked', { number }))) this._again();
    };
    return h('div', { class: 'notice', dataset: { tone: 'bad' } }, icon('warning'), h('p', { class: 'grow' }, sentence), h('button', { class: 'button button-small', type: 'button', onclick: checked }, 'Checked'));
  }

  _noteCondition(entry) {
    const note = async (condition) => {
      if (toastRefusal(await this._socket.command('pouches.condition', { pouch: entry.id, condition }))) this._again();
    };
    const buttons = Object.entries(this._conditions).map(([value, words]) =>
      h('button', { class: 'button button-small', type: 'button', 'aria-pressed': String(entry.condition === value), onclick: () => note(value) }, words),
    );
    const seen = entry.condition_at ? `Seen ${when(entry.condition_at)}` : 'Nobody has noted it yet';
    return h('fieldset', { class: 'conditions' }, h('legend', { class: 'field-label' }, 'Condition ', h('span', { class: 'soft small' }, `· ${seen}`)), ...buttons);
  }

  _feesOf(fees) {
    if (!fees.length) return [];
    return [h('h3', {}, 'Fees'), h('ul', { class: 'list' }, fees.map((fee) => this._fee(fee)))];
  }

  _fee(fee) {
    const settle = (outcome, words) => act(words, outcome === 'paid' ? 'check' : 'cross', () => this._then(() => settleFee({ socket: this._socket, fee, outcome })));
    const note = fee.settled_by ? `${fee.settled_by}, ${when(fee.settled_at)}${fee.why ? `: ${fee.why}` : ''}` : `Charged by ${fee.charged_by}, ${when(fee.charged_at)}`;
    return h(
      'li',
      { class: 'list-item' },
      h('span', { class: 'grow' }, h('span', { class: 'list-title numbers' }, `${fee.amount} for ${fee.pouch}`), h('br'), h('span', { class: 'list-note' }, note)),
      chip(...FEE[fee.state]),
      fee.state === 'charged' && settle('paid', 'Paid…'),
      fee.state === 'charged' && settle('waived', 'Waive…'),
    );
  }

  /** One dialog at a time: the card comes back when that is done, or called off. */
  async _then(ask) {
    const again = this._again;
    this._dialog.close();
    await ask();
    again();
  }
}

/** Why a pouch of the desk's dialogs is looked at from elsewhere: a claim made while pouches are given out. */
export async function claimFor(socket, pouch, pupil, note) {
  const answer = await socket.command('pouches.claim', { pouch, pupil, note });
  if (answer.ok) toast('The claim is noted: it waits on the pouches page.', 'ok');
  else toastRefusal(answer);
}

function act(words, iconName, onclick, tone = '') {
  return h('button', { class: `button button-small ${tone ? `button-${tone}` : ''}`, type: 'button', onclick }, icon(iconName), words);
}

function history(past, withPouch) {
  const rows = past.map((one) =>
    h(
      'li',
      { class: 'past' },
      h('time', { class: 'list-note numbers', datetime: one.at }, when(one.at)),
      h(
        'span',
        {},
        withPouch && h('span', { class: 'soft numbers' }, `${one.pouch} · `),
        one.words,
        one.note && h('span', { class: 'soft' }, ` “${one.note}”`),
        h('span', { class: 'list-note past-by' }, [one.by, one.place].filter(Boolean).join(' · ')),
      ),
    ),
  );
  const none = h('p', { class: 'soft' }, 'Nothing yet: it is as the school’s list had it.');
  return [h('h3', {}, 'History'), rows.length ? h('ol', { class: 'list history' }, rows) : none];
}
