// A new key, a spare in the place of a broken station, and revoking: each says first what will happen.

import { h, icon } from '../../util/dom.js';
import { actInDialog, askDialog, showDialog } from '../dialogs.js';
import { toast, toastRefusal } from '../toasts.js';
import { codeField } from './waiting.js';

export async function askToRevoke({ one, socket }) {
  const words = 'It is told to open nothing more, and nothing is taken from it. To use it again, adopt it by its pairing code.';
  const values = await askDialog({ title: `Revoke ${one.name}?`, body: [h('p', {}, words)], confirm: 'Revoke', tone: 'danger' });
  if (values && toastRefusal(await socket.command('station.revoke', { station: one.id }))) toast(`${one.name} is revoked.`, 'ok');
}

export async function askToRotate({ one, socket }) {
  const body = [
    h('p', {}, 'The station is given a new key over the air, sealed with the old one. The old one holds until the station has answered with the new one, so nothing stops meanwhile.'),
    h('p', {}, 'The code on its label is of no more use then. You are shown the new code once: have a label ready.'),
  ];
  const act = () => socket.command('station.rotate-key', { station: one.id });
  const answer = await actInDialog({ title: `A new key for ${one.name}?`, body, confirm: 'Give it a new key', act });
  if (answer) showCode(one, answer.pairing_code);
}

function showCode(one, code) {
  const done = h('button', { class: 'button button-primary', type: 'button', 'data-close': true }, 'The label is written');
  const notice = h('div', { class: 'notice', dataset: { tone: 'warn' } }, icon('warning'), h('p', {}, 'It is the key itself, and is shown this once. Keep it on the label inside the case, and nowhere else.'));
  const body = h('div', {}, h('div', { class: 'dialog-body' }, notice, h('p', { class: 'new-code' }, code)), h('div', { class: 'dialog-foot' }, done));
  showDialog({ title: `New pairing code of ${one.name}`, body });
}

export async function askToReplace({ one, stations, socket }) {
  const spares = stations.filter(({ presence }) => presence === 'pending');
  const options = [...spares.map((spare) => [spare.id, `${spare.id}, which waits to be adopted`]), [one.id, `A spare that was set up as ${one.id} too`]];
  const body = [
    h('p', {}, `The spare takes the name ${one.name}, its gate, and the modes in order. The broken one is revoked, and opens nothing wherever it turns up.`),
    h('div', { class: 'field' }, h('label', { class: 'field-label', for: 'spare' }, 'Spare'), h('select', { class: 'input', id: 'spare', name: 'spare' }, ...options.map(([value, words]) => h('option', { value }, words)))),
    codeField('It is on the label of the spare.', 'Pairing code of the spare'),
  ];
  const act = ({ spare, code }) => socket.command('station.replace', { station: one.id, spare, pairing_code: code.trim() });
  if (await actInDialog({ title: `Replace ${one.name}`, body, confirm: 'Replace', tone: 'danger', act })) toast(`The spare is ${one.name} now.`, 'ok');
}
