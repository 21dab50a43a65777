// Sets a mode at one station, a gate or all of them, and says before what will happen and who cannot be told.

import { h, icon } from '../../util/dom.js';
import { replaceIfChanged } from '../../util/redraw.js';
import { actInDialog, dialogField } from '../dialogs.js';
import { MODES, names } from '../modes/words.js';
import { toast } from '../toasts.js';
import { isOurs } from './station-words.js';

const LENGTHS = [[15, '15 minutes'], [30, '30 minutes'], [60, '1 hour'], [120, '2 hours'], [240, '4 hours'], [480, '8 hours'], [1440, '24 hours']];

/** `scope` is chosen already when the question is about one station. */
export async function askForMode({ stations, socket, scope = 'all' }) {
  const ours = stations.filter(isOurs);
  const where = select('scope', 'Where', scopes(ours), scope);
  const length = select('minutes', 'For how long', LENGTHS.map(([value, words]) => [String(value), words]), '120');
  const said = h('div', { class: 'mode-said', role: 'status' });
  const body = [modeChoice(), where, length, h('label', { class: 'choice' }, h('input', { type: 'checkbox', name: 'drill', value: 'yes' }), 'This is a drill'), dialogField({ label: 'Why (may be left empty)', name: 'reason', maxlength: 200, autocomplete: 'off' }), said];
  const act = (values) => socket.command('station.set-mode', payload(values));
  const asked = actInDialog({ title: 'Set a mode', body, confirm: 'Set it', tone: 'danger', act });
  const form = said.closest('form');
  const say = () => sayWhat(form, { said, length, ours });
  form.addEventListener('change', ({ target }) => {
    if (target.name === 'mode') length.querySelector('select').value = String(MODES[target.value].hours * 60);
    say();
  });
  say();
  if (await asked) toast('The stations are told. How far it has come is at the top of the page.', 'ok');
}

function payload({ mode, scope, minutes, drill, reason }) {
  return { mode, scope, minutes: mode === 'normal' ? null : Number(minutes), drill: drill === 'yes', reason };
}

function modeChoice() {
  const choice = ([mode, { title }], at) => h('label', { class: 'pill' }, h('input', { type: 'radio', name: 'mode', value: mode, checked: at === 0 }), h('span', {}, title));
  return h('fieldset', { class: 'pills' }, h('legend', { class: 'field-label' }, 'Mode'), ...Object.entries(MODES).map(choice));
}

function scopes(ours) {
  const gates = [...new Set(ours.map((one) => one.gate))].sort();
  return [['all', `All ${ours.length} stations`], ...gates.map((gate) => [`gate:${gate}`, gate]), ...ours.map((one) => [`station:${one.id}`, one.name])];
}

function select(name, label, options, chosen) {
  const id = `dialog-${name}`;
  return h('div', { class: 'field' }, h('label', { class: 'field-label', for: id }, label), h('select', { class: 'input', id, name }, ...options.map(([value, words]) => h('option', { value, selected: value === chosen }, words))));
}

function sayWhat(form, { said, length, ours }) {
  const { mode, scope } = Object.fromEntries(new FormData(form));
  const among = ours.filter((one) => scope === 'all' || scope === `gate:${one.gate}` || scope === `station:${one.id}`);
  const away = among.filter(({ presence }) => presence === 'lost');
  length.hidden = mode === 'normal';
  form.querySelector('.dialog-foot [value="yes"]').textContent = `${MODES[mode].order}: ${among.length} ${among.length === 1 ? 'station' : 'stations'}`;
  replaceIfChanged(said, [mode, scope, away.map((one) => one.id)], () => [
    h('p', {}, h('strong', {}, `${names(among)}: `), MODES[mode].does),
    away.length ? h('div', { class: 'notice', dataset: { tone: 'warn' } }, icon('offline'), h('p', {}, `${names(away)} cannot be told now, and ${away.length === 1 ? 'is' : 'are'} told on return.`)) : '',
  ]);
}
