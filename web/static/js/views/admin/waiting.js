// Stations that have called and are not ours: adopt one by the code on its label, or dismiss it.

import { chip, h } from '../../util/dom.js';
import { keepList, replaceIfChanged } from '../../util/redraw.js';
import { actInDialog, askDialog, dialogField } from '../dialogs.js';
import { toast, toastRefusal } from '../toasts.js';

const isWaiting = ({ presence }) => presence === 'pending';
const isStranger = (one) => isWaiting(one) && !one.listed;

export class Waiting {
  constructor({ place, all, hint, socket }) {
    Object.assign(this, { place, all, hint, socket });
    this._stations = [];
    all.addEventListener('click', () => askToDismissAll(this._stations, socket));
  }

  draw({ stations }) {
    if (!stations) return;
    this._stations = stations;
    const waiting = stations.filter(isWaiting);
    this.hint.hidden = !waiting.length;
    this.all.hidden = waiting.filter(isStranger).length < 2;
    if (!waiting.length) {
      replaceIfChanged(this.place, 'none', () => [h('li', { class: 'soft' }, 'No station waits.')]);
      return;
    }
    keepList(this.place, waiting, {
      id: (one) => one.id,
      key: (one) => [one.name, one.gate, one.listed, one.firmware],
      build: (one) => row(one, () => this._stations, this.socket),
    });
  }
}

function row(one, stations, socket) {
  const about = one.listed ? `${one.gate} · calls itself ${one.id}` : `Calls itself ${one.id}. The school's list does not name it.`;
  const adopt = h('button', { class: 'button button-primary', type: 'button', 'aria-label': `Adopt ${one.name}` }, 'Adopt…');
  const dismiss = h('button', { class: 'button', type: 'button', 'aria-label': `Dismiss ${one.name}` }, 'Dismiss');
  adopt.addEventListener('click', () => askToAdopt(one, stations(), socket));
  dismiss.addEventListener('click', async () => toastRefusal(await socket.command('station.dismiss', { station: one.id })));
  return h(
    'li',
    { class: 'list-item adopt', dataset: { station: one.id } },
    h('div', { class: 'grow' }, h('p', { class: 'list-title' }, one.name, ' ', one.listed ? chip('Expected', 'ok', 'check') : chip('Stranger', 'warn', 'warning')), h('p', { class: 'list-note' }, about, one.firmware ? ` · firmware ${one.firmware}` : '')),
    h('div', { class: 'adopt-actions' }, adopt, dismiss),
  );
}

export async function askToAdopt(one, stations, socket) {
  const gates = [...new Set(stations.map((other) => other.gate).filter(Boolean))].sort();
  const body = [
    codeField('Type it from the label of the station. Case, spaces and hyphens do not matter.'),
    dialogField({ label: 'Name', name: 'name', required: true, maxlength: 60, value: one.listed || one.presence === 'revoked' ? one.name : '', autocomplete: 'off', placeholder: 'North gate 2' }),
    dialogField({ label: 'Gate', name: 'gate', required: true, maxlength: 60, value: one.gate, autocomplete: 'off', list: 'known-gates', placeholder: 'North gate' }),
    h('datalist', { id: 'known-gates' }, ...gates.map((value) => h('option', { value }))),
  ];
  const act = ({ code, name, gate }) => socket.command('station.adopt', { station: one.id, pairing_code: code.trim(), name: name.trim(), gate: gate.trim() });
  if (await actInDialog({ title: `Adopt ${one.name}`, body, confirm: 'Adopt', act })) toast(`${one.name} is adopted.`, 'ok');
}

export function codeField(hint, label = 'Pairing code') {
  return dialogField({ label, name: 'code', hint, required: true, maxlength: 120, autocomplete: 'off', spellcheck: 'false', placeholder: 'ABCDE-FGHIJ-…', class: 'input code-input' });
}

async function askToDismissAll(stations, socket) {
  const strangers = stations.filter(isStranger);
  const words = `${strangers.length} stations that the school's list does not name. One that calls again waits again.`;
  if (!(await askDialog({ title: 'Dismiss all strangers?', body: [h('p', {}, words)], confirm: 'Dismiss them', tone: 'danger' }))) return;
  const answer = await socket.command('station.dismiss-all', {});
  if (toastRefusal(answer)) toast(`${answer.dismissed} dismissed.`, 'ok');
}
