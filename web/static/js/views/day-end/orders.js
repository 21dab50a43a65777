// What may be done about a release, at one gate or at all: holding takes one press, since somebody may be hurt.

import { h, icon } from '../../util/dom.js';
import { clockTime } from '../../util/time.js';
import { actInDialog, dialogField } from '../dialogs.js';
import { toast, toastRefusal } from '../toasts.js';

const NUMBER = new Intl.NumberFormat('en-GB');
const EARLY_MIN = 5;
const LATE_MIN = 10;

export async function askToSet({ socket, plan, groups, stations }) {
  const buses = Object.entries(groups);
  const gates = [...new Set((stations ?? []).map((one) => one.gate))].filter(Boolean).sort();
  const set = (values) => {
    const chosen = (kind, all) => all.filter((one) => values[`${kind}:${one}`]);
    const by = chosen('gate', gates);
    const early = gates.length > 1 && !by.length ? 0 : Number(values.early ?? 0);
    return socket.command('reception.start-release', { when: 'bell', early, buses: chosen('bus', buses.map(([bus]) => bus)), early_gates: by.length === gates.length ? [] : by });
  };
  const answer = buses.length ? await actInDialog({ title: `Set the release for ${clockTime(plan.bell)}?`, body: busFields(buses, gates), confirm: `Set for ${clockTime(plan.bell)}`, act: set }) : await set({});
  if (answer && toastRefusal(answer)) toast(`The release is set for ${clockTime(plan.bell)}.`, 'ok');
}

export async function askToRelease({ socket, plan, gate }) {
  const answer = await actInDialog({
    title: gate ? `Open the ${gate} now?` : plan.early ? 'Release early?' : 'Start the release?',
    body: [...(plan.early ? [notice('warn', plan.early)] : []), h('p', {}, `${gate ? `The ${gate} opens` : 'Every gate opens'} for the next 30 minutes. Then the release ends by itself.`), ...reasonFields(plan)],
    confirm: gate ? `Open the ${gate}` : 'Release all pouches now',
    tone: plan.early ? 'danger' : 'primary',
    cancel: 'Not now',
    act: (values) => socket.command('reception.start-release', { when: 'now', reason: values.reason ?? '', gates: gate ? [gate] : [] }),
  });
  if (answer) toast('The release is on.', 'ok');
}

export async function hold({ socket, release, gate }) {
  const answer = await socket.command('day-end.hold', { release: release.id, gates: named(gate) });
  if (toastRefusal(answer)) toast(`Held at ${list(answer.gates)}: nothing opens there until it goes on.`, 'warn');
}

export async function goOn({ socket, release, gate }) {
  const answer = await socket.command('day-end.go-on', { release: release.id, gates: named(gate) });
  if (toastRefusal(answer)) toast(`It goes on at ${list(answer.gates)}.`, 'ok');
}

export async function askToEnd({ socket, release, gate }) {
  const isSet = release.phase === 'set';
  const where = gate ? ` at the ${gate}` : '';
  await actInDialog({
    title: isSet ? `Call the release off${where}?` : `End the release${where}?`,
    body: [h('p', {}, isSet ? `Pouches will stay locked${where} at ${clockTime(release.starts_at)}.` : `${NUMBER.format(release.still_out)} pouches have not been tapped yet. Stations stop opening as soon as they are told.`)],
    confirm: isSet ? 'Call it off' : 'End the release',
    tone: 'danger',
    cancel: isSet ? 'Leave it set' : 'Let it go on',
    act: () => socket.command('reception.end-release', { release: release.id, gates: named(gate) }),
  });
}

/** «The bell is 10 minutes late»: start and end move together, at one gate or at all. */
export async function askToMove({ socket, plan, release, gates, gate }) {
  const left = gates.filter((one) => one.phase !== 'over');
  const chosen = (values) => left.filter((one) => !values.gate || one.gate === values.gate);
  const preview = h('p', { class: 'move-preview', role: 'status' });
  const minutes = dialogField({ label: 'Minutes later', name: 'minutes', hint: 'A minus brings it forward.', type: 'number', min: -60, max: 120, step: 1, value: LATE_MIN, required: true });
  const where = gateField(left, gate);
  const why = dialogField({ label: 'Reason', name: 'reason', hint: `${plan?.early ?? ''} Kept in the journal with your name, and shown.`, maxlength: 200 });
  const say = () => {
    const values = { minutes: minutes.querySelector('input').value, gate: where.querySelector('select').value };
    preview.textContent = moved(chosen(values), Number(values.minutes));
    why.hidden = !comesEarly(chosen(values), Number(values.minutes), plan);
    why.querySelector('input').required = !why.hidden;
  };
  for (const field of [minutes, where]) field.addEventListener('input', say);
  say();
  const answer = await actInDialog({
    title: 'Move the release?',
    body: [minutes, where, preview, why],
    confirm: 'Move it',
    cancel: 'Leave it',
    act: (values) => socket.command('day-end.move', { release: release.id, minutes: Number(values.minutes), gates: named(values.gate), was: first(chosen(values)), reason: why.hidden ? '' : values.reason }),
  });
  if (answer) toast(`Moved at ${list(answer.gates)}. Stations that cannot be told are named on this page.`, 'ok');
}

function moved(gates, minutes) {
  if (!gates.length || Number.isNaN(minutes)) return '';
  const shift = (moment) => clockTime(new Date(new Date(moment).getTime() + minutes * 60000));
  return `Opens at ${shift(first(gates))} instead of ${clockTime(first(gates))}, and ends at ${shift(gates[0].ends_at)}.`;
}

/** Whether it would open before the school day ends, and before it was to: that takes a reason. */
function comesEarly(gates, minutes, plan) {
  if (!plan?.early || !(minutes < 0) || !gates.length) return false;
  return !plan.bell || new Date(first(gates)).getTime() + minutes * 60000 < new Date(plan.bell).getTime();
}

function first(gates) {
  return gates.map((one) => one.starts_at).reduce((one, two) => (new Date(two) < new Date(one) ? two : one));
}

function gateField(gates, gate) {
  const options = [h('option', { value: '' }, 'All gates'), ...gates.map((one) => h('option', { value: one.gate, selected: one.gate === gate }, one.gate))];
  return h('div', { class: 'field' }, h('label', { class: 'field-label', for: 'dialog-gate' }, 'Where'), h('select', { class: 'input', id: 'dialog-gate', name: 'gate' }, ...options));
}

function busFields(buses, gates) {
  const box = (name, words) => h('label', { class: 'check' }, h('input', { type: 'checkbox', name, value: 'yes', checked: true }), ` ${words}`);
  const boxes = buses.map(([bus, count]) => box(`bus:${bus}`, `${bus} · ${NUMBER.format(count)} pouches`));
  const where = gates.length > 1 ? [h('fieldset', { class: 'bus-choice' }, h('legend', { class: 'field-label' }, 'They go early by'), ...gates.map((one) => box(`gate:${one}`, one)))] : [];
  const hint = 'Their pouches open early at these gates and no other, with the network down too. 0 lets everybody go at the bell.';
  return [
    h('fieldset', { class: 'bus-choice' }, h('legend', { class: 'field-label' }, 'Early buses'), ...boxes),
    ...where,
    dialogField({ label: 'Minutes before the bell', name: 'early', hint, type: 'number', min: 0, max: 30, step: 1, value: EARLY_MIN, required: true }),
  ];
}

function reasonFields(plan) {
  if (!plan.early) return [];
  return [dialogField({ label: 'Reason', name: 'reason', hint: 'Kept in the journal with your name.', required: true, maxlength: 200 })];
}

function named(gate) {
  return gate ? [gate] : [];
}

function list(gates) {
  const all = gates.map((one) => `the ${one}`);
  return all.length > 1 ? `${all.slice(0, -1).join(', ')} and ${all.at(-1)}` : (all[0] ?? 'no gate');
}

function notice(tone, sentence) {
  return h('div', { class: 'notice', dataset: { tone } }, icon('warning'), h('p', {}, sentence));
}
