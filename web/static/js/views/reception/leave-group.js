// Leave for a group: a class or chosen names, in a window of time; one opening for each pupil.

import { h, icon } from '../../util/dom.js';
import { clockTime, formTime } from '../../util/time.js';
import { actInDialog, showDialog } from '../dialogs.js';
import { toast, toastRefusal } from '../toasts.js';
import { Finder } from './finder.js';
import { KINDS, field, needNoteForOther, reasonPills } from './leave-words.js';

const GROUP_KINDS = { trip: ['visit', 'fixture', 'other'], 'off-site-college': ['course', 'other'], exam: ['hand-in', 'other'] };
const HOUR = 3600_000;

export async function askForGroup({ socket, clock }, group = null) {
  const people = new People(socket);
  const now = clock.now();
  const reasons = h('div', {}, reasonPills('trip', GROUP_KINDS.trip));
  const kind = h('select', { class: 'input', id: 'leave-kind', name: 'kind' }, ...Object.keys(GROUP_KINDS).map((one) => h('option', { value: one }, KINDS[one])));
  kind.addEventListener('change', () => reasons.replaceChildren(reasonPills(kind.value, GROUP_KINDS[kind.value])));
  const moment = (label, name, at, more = {}) => field({ label, name, type: 'datetime-local', value: at && formTime(at), ...more });
  const form = h(
    'div',
    { class: 'stack' },
    people.element,
    h('div', { class: 'field-row' }, h('div', { class: 'field' }, h('label', { class: 'field-label', for: 'leave-kind' }, 'Kind of leave'), kind), field({ label: 'Where to', name: 'title', maxlength: 60 })),
    reasons,
    field({ label: 'Note', name: 'note', maxlength: 200, hint: 'For the journal and whoever has to agree. Needed for “Other”.' }),
    h('div', { class: 'field-row' }, moment('From', 'starts', now, { required: true }), moment('Until', 'until', new Date(now.getTime() + HOUR), { required: true })),
    moment('Should be locked again by', 'back', null, { optional: true }),
    h('label', { class: 'check' }, h('input', { type: 'checkbox', name: 'second', value: 'yes' }), h('span', {}, 'Ask the leadership team to agree first (the policy may want it in any case)')),
  );
  form.addEventListener('change', () => needNoteForOther(form));
  const asking = actInDialog({
    title: 'Leave for a group',
    body: [form],
    confirm: 'Give leave, one tap each',
    act: (values) => send(socket, people, values, now),
  });
  people.wire();
  if (group) await people.addClass(group);
  const answer = await asking;
  if (answer) done(answer);
}

function send(socket, people, values, now) {
  const chosen = people.chosen;
  if (!chosen.length) return { ok: false, sentence: 'Add a class or some pupils first.' };
  const begins = values.starts > formTime(now) ? values.starts : '';
  return socket.command('reception.ask-leave', {
    pupils: chosen,
    kind: values.kind,
    reason: values.reason,
    note: values.note,
    title: values.title,
    starts: begins,
    until: values.until,
    back_by: values.back,
    second: values.second === 'yes',
  });
}

function done({ given, left_out: left, leave, waits_for: waits }) {
  const whom = given === 1 ? '1 pupil' : `${given} pupils`;
  toast(waits ? `Leave for ${whom} waits for a word from ${waits}.` : `${whom} may have the pouch opened until ${clockTime(leave.until)}.`, waits ? 'info' : 'ok');
  if (!left.length) return;
  const rows = left.map((one) => h('li', {}, h('strong', {}, one.name), `: ${one.sentence}`));
  showDialog({ title: `Not for ${left.length === 1 ? '1 pupil' : `${left.length} pupils`}`, body: h('div', { class: 'dialog-body' }, h('p', {}, 'The others have it. These do not:'), h('ul', {}, ...rows)) });
}

/** Who is in the group; classes and names can be added and names taken out again. */
class People {
  constructor(socket) {
    this._socket = socket;
    this._people = new Map();
    this._count = h('p', { class: 'field-label', role: 'status' }, 'Nobody yet');
    this._names = h('ul', { class: 'group-names', 'aria-label': 'Pupils in the group' });
    this._input = h('input', { class: 'input', type: 'text', role: 'combobox', autocomplete: 'off', maxlength: 60, 'aria-expanded': 'false', 'aria-controls': 'group-found', 'aria-label': 'Add a class or a pupil', placeholder: 'Add a class, a form or a name' });
    this._list = h('ul', { class: 'found', id: 'group-found', role: 'listbox', 'aria-label': 'Found', hidden: true });
    this.element = h('div', { class: 'stack' }, h('div', { class: 'search finder' }, icon('search'), this._input, this._list), this._count, this._names);
  }

  get chosen() {
    return [...this._people.keys()];
  }

  wire() {
    new Finder({ input: this._input, list: this._list, socket: this._socket, inDialog: true, choose: (pupil) => this._add([pupil]), chooseClass: (group) => this.addClass(group) });
    this._input.focus();
  }

  async addClass(group) {
    const answer = await this._socket.command('reception.class', { group: group.id });
    if (toastRefusal(answer)) this._add(answer.pupils);
  }

  _add(pupils) {
    for (const one of pupils) this._people.set(one.id, one);
    this._draw();
  }

  _draw() {
    const count = this._people.size;
    this._count.textContent = count === 0 ? 'Nobody yet' : count === 1 ? '1 pupil' : `${count} pupils`;
    this._names.replaceChildren(...[...this._people.values()].map((one) => this._name(one)));
  }

  _name(one) {
    const out = h('button', { class: 'group-name', type: 'button', 'aria-label': `Take out ${one.name}` }, one.name, icon('cross'));
    out.addEventListener('click', () => {
      this._people.delete(one.id);
      this._draw();
    });
    return h('li', {}, out);
  }
}
