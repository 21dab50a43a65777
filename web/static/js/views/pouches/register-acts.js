// What may be done with one pouch, each in a small dialog that says what went wrong where it can be mended.

import { h } from '../../util/dom.js';
import { actInDialog, dialogField } from '../dialogs.js';
import { toast } from '../toasts.js';
import { pills, pounds, tick } from './words.js';

const OWNERS = [['school', 'School'], ['family', 'Family']];
const tagField = (hint) => dialogField({ label: 'Pouch number or tag', name: 'tag', hint, maxlength: 64, required: true, autocomplete: 'off', spellcheck: 'false', autofocus: true });
const noteField = (label = 'Note (optional)') => dialogField({ label, name: 'note', maxlength: 200, autocomplete: 'off' });
const SCAN = 'Scan the tag, or type the number that is printed on the pouch.';

/** Each resolves to the answer, or to null when nothing was done. */
export function addSpare({ socket }) {
  return actInDialog({
    title: 'Add a spare pouch',
    confirm: 'Add it',
    body: [
      tagField('Scan the tag of the new pouch.'),
      dialogField({ label: 'Number (optional)', name: 'number', hint: 'As printed on it; left out, it gets the next one.', maxlength: 40, autocomplete: 'off' }),
      pills('Owned by', 'owner', OWNERS, 'school'),
    ],
    act: async (values) => said(await socket.command('pouches.add', values), (answer) => `Pouch ${answer.pouch} is in the spare pool.`),
  });
}

export function issueTo({ socket, pupil }) {
  return actInDialog({
    title: `A pouch for ${pupil.name}`,
    confirm: 'Issue it',
    body: [tagField(SCAN), pills('Owned by', 'owner', OWNERS, 'school')],
    act: async (values) => said(await socket.command('pouches.issue', { pupil: pupil.id, ...values }), (answer) => `${pupil.name} has pouch ${answer.pouch}.`),
  });
}

/** `why`: lost, damaged or retired; the pupil gets another pouch at once. */
export function replace({ socket, entry, pupil, conditions, price }) {
  const out = entry.status === 'in-use' ? 'damaged' : entry.status;
  return actInDialog({
    title: `Another pouch for ${pupil.name}`,
    confirm: 'Issue the new one',
    body: [
      pills(`What about ${entry.id}?`, 'status', [['damaged', 'Damaged'], ['lost', 'Lost'], ['retired', 'Retire it']], out),
      conditionField(conditions, entry.condition),
      tagField(`The new one, from the spare pool. ${SCAN}`),
      pills('The new one is owned by', 'owner', OWNERS, entry.owner),
      feeTick(entry, price),
      noteField(),
    ],
    act: async (values) => said(await socket.command('pouches.replace', becoming(entry, values)), (answer) => `${pupil.name} has pouch ${answer.pouch} in place of ${entry.id}.`),
  });
}

/** `status` is what the pouch becomes. */
export function become({ socket, entry, status, title, confirm, tone = 'primary', sentence = '', conditions, price }) {
  const asksCondition = status === 'damaged';
  const asksFee = status === 'lost' || status === 'damaged';
  return actInDialog({
    title,
    confirm,
    tone,
    body: [
      sentence && h('p', {}, sentence),
      asksCondition && conditionField(conditions, entry.condition),
      asksFee && feeTick(entry, price, false),
      noteField(),
    ].filter(Boolean),
    act: async (values) => said(await socket.command('pouches.become', becoming(entry, { ...values, status })), () => `Pouch ${entry.id}: done.`),
  });
}

export function changeOwner({ socket, entry }) {
  const other = entry.owner === 'school' ? 'family' : 'school';
  return actInDialog({
    title: `Who owns ${entry.id}?`,
    confirm: `It is the ${other}'s`,
    body: [h('p', {}, other === 'family' ? 'The family bought it: no replacement fee is suggested for it.' : 'The school bought it.')],
    act: () => socket.command('pouches.owner', { pouch: entry.id, revision: entry.revision, owner: other }),
  });
}

export function settleFee({ socket, fee, outcome }) {
  const waive = outcome === 'waived';
  return actInDialog({
    title: waive ? `Waive ${fee.amount}?` : `${fee.amount} paid?`,
    confirm: waive ? 'Waive it' : 'It is paid',
    body: [
      h('p', {}, `${fee.name}, for pouch ${fee.pouch}.`),
      dialogField({ label: waive ? 'Why' : 'Note (optional)', name: 'why', maxlength: 200, required: waive, autocomplete: 'off', hint: waive ? 'Kept with your name.' : 'Such as the receipt number.' }),
    ],
    act: (values) => socket.command('pouches.settle-fee', { fee: fee.id, outcome, ...values }),
  });
}

export function setFee({ socket, price }) {
  return actInDialog({
    title: 'Replacement fee',
    confirm: 'Set it',
    body: [dialogField({ label: 'Pounds', name: 'pounds', type: 'number', min: 0, max: 200, step: '0.01', value: (price / 100).toFixed(2), hint: 'What a lost or broken pouch costs. 0 asks for nothing.' })],
    act: (values) => socket.command('pouches.set-fee', { pence: Math.round(Number(values.pounds) * 100) }),
  });
}

function becoming(entry, { condition, charge, note, ...more }) {
  return { pouch: entry.id, revision: entry.revision, condition: condition || null, charge: charge === 'on', note: note ?? '', ...more };
}

function conditionField(conditions, now) {
  const choices = Object.entries(conditions).filter(([value]) => value !== 'fine');
  return pills('What is wrong with it', 'condition', choices, now);
}

/** Suggested for the school's pouches; a family that bought its own owes the school nothing. */
function feeTick(entry, price, suggested = entry.owner === 'school') {
  return price ? tick('charge', `Charge the replacement fee of ${pounds(price)}`, suggested && entry.status === 'in-use') : null;
}

function said(answer, sentence) {
  if (answer.ok) toast(sentence(answer), 'ok');
  return answer;
}
