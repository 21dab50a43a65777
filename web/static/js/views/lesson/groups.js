// Named groups of seats: chips above the wall that choose their seats at a click, kept for the lesson or for the room.

import { h, icon } from '../../util/dom.js';
import { replaceIfChanged } from '../../util/redraw.js';
import { actInDialog, dialogField } from '../dialogs.js';
import { radio } from './questions.js';

export function wireGroups(place, desk) {
  desk.store.watch(() => draw(place, desk));
  desk.selection.addEventListener('change', () => draw(place, desk));
  const read = async () => {
    const answer = await desk.socket.command('lesson.groups', { lesson: desk.lesson });
    if (answer.ok) desk.store.update({ groups: answer.groups });
  };
  desk.socket.addEventListener('up', read);
  if (desk.socket.connected) read();
}

export async function saveGroup(desk, seats) {
  const name = dialogField({ label: 'Name', name: 'name', required: true, maxlength: 24, placeholder: 'Window row', autocomplete: 'off' });
  const keep = h('fieldset', { class: 'choices' }, h('legend', { class: 'field-label' }, 'Keep it'), radio('keep', 'room', 'for all my lessons in this room', true), radio('keep', 'lesson', 'for this lesson only'));
  const act = (values) => desk.socket.command('lesson.save-group', { lesson: desk.lesson, seats, name: values.name, keep: values.keep });
  const answer = await actInDialog({ title: `Keep ${desk.which(seats)} as a group`, body: [name, keep], confirm: 'Keep group', act });
  if (answer) desk.store.update({ groups: answer.groups });
}

function draw(place, desk) {
  const groups = desk.store.state.groups ?? [];
  const chosen = desk.selection.seats;
  const key = { groups, chosen, all: desk.selection.all.length };
  replaceIfChanged(place, key, () => [...groups.map((group) => chip(group, desk)), ...tail(desk, groups, chosen)]);
  place.hidden = place.childElementCount === 0;
}

function chip(group, desk) {
  const choose = (event) => desk.selection.exactly(event.shiftKey ? [...desk.selection.seats, ...group.seats] : group.seats);
  const title = `${group.name}: ${group.seats.length} PCs${group.kept ? '' : ', for this lesson'}. With Shift: choose them as well`;
  return h('button', { class: 'group-chip', type: 'button', 'aria-pressed': String(same(group.seats, desk.selection.seats)), title, onclick: choose }, icon('users'), group.name, h('span', { class: 'soft numbers' }, ` ${group.seats.length}`));
}

function tail(desk, groups, chosen) {
  const group = groups.find(({ seats }) => same(seats, chosen));
  if (group) return [quiet('bin', `Delete group «${group.name}»`, () => remove(desk, group))];
  const some = chosen.length > 0 && chosen.length < desk.selection.all.length;
  return some ? [quiet('plus', `Keep ${desk.which(chosen)} as a group…`, () => saveGroup(desk, chosen))] : [];
}

function quiet(iconName, words, act) {
  return h('button', { class: 'group-chip is-quiet', type: 'button', onclick: act }, icon(iconName), words);
}

async function remove(desk, group) {
  const answer = await desk.command('lesson.delete-group', { group: group.id });
  if (answer.ok) desk.store.update({ groups: answer.groups });
}

function same(one, other) {
  return one.length === other.length && one.every((seat) => other.includes(seat));
}
