// Lesson templates: a card each, which says all that it does, and does it at one click.

import { h, icon } from '../../util/dom.js';
import { keepList } from '../../util/redraw.js';
import { askDialog } from '../dialogs.js';
import { toast, toastRefusal } from '../toasts.js';
import { listWords } from './kinds.js';
import { editTemplate } from './template-form.js';

export function templatesPanel(place, desk) {
  const list = h('div', { class: 'templates' });
  const none = h('p', { class: 'soft small' }, 'A template does several things at once: say a starter, with its links, no sound, and only these sites. What it would do is written on it.');
  const make = h('button', { class: 'button button-wide', type: 'button', onclick: () => edit(null) }, icon('plus'), 'New template…');
  place.replaceChildren(list, none, make);
  desk.store.watch(({ templates }) => {
    if (!templates) return;
    none.hidden = templates.length > 0;
    keepList(list, templates, { id: (one) => one.id, key: (one) => one, build: card });
  });
  place.addEventListener('opened', read);
  desk.socket.addEventListener('up', () => place.hidden || read());

  async function read() {
    if (desk.socket.connected) take(await desk.socket.command('template.list', {}));
  }

  async function edit(template) {
    const answer = await editTemplate(desk, template);
    if (answer) take(answer);
  }

  async function remove(template) {
    const sure = await askDialog({ title: `Delete «${template.name}»?`, body: [h('p', {}, 'What it has done in lessons stays as it is.')], confirm: 'Delete', tone: 'danger' });
    if (sure) take(await desk.socket.command('template.delete', { template: template.id }));
  }

  function take(answer) {
    if (toastRefusal(answer)) desk.store.update({ templates: answer.templates });
  }

  function card(template) {
    const apply = h('button', { class: 'button button-primary', type: 'button' }, icon('play'), 'Apply');
    apply.addEventListener('click', () => applyTemplate(desk, template, apply));
    const small = (iconName, label, act) => h('button', { class: 'button button-quiet button-icon', type: 'button', 'aria-label': `${label} ${template.name}`, title: label, onclick: act }, icon(iconName));
    return h(
      'article',
      { class: 'template' },
      h('h3', {}, template.name),
      h('ul', { class: 'template-steps' }, ...stepWords(template.steps).map(([iconName, words]) => h('li', {}, icon(iconName), h('span', {}, words)))),
      h('div', { class: 'template-foot' }, apply, small('pencil', 'Edit', () => edit(template)), small('bin', 'Delete', () => remove(template))),
    );
  }
}

async function applyTemplate(desk, template, busy) {
  const { seats } = desk;
  const answer = await desk.command('lesson.apply-template', { seats, template: template.id }, busy);
  if (!answer.ok) return;
  toast(`«${answer.name}» is applied to ${desk.which(seats)}. Undo takes all of it back.`, 'ok');
  for (const sentence of answer.refused) toast(sentence, 'bad');
}

/** All that a template does, as [icon, words]. */
export function stepWords({ lock, blank, mute, storage, sites, apps, links, message }) {
  return [
    ...links.map((link) => ['link', `Open ${link.replace(/^https?:\/\/(www\.)?/, '')}`]),
    sites && ['globe', listWords(sites)],
    apps && ['apps', listWords(apps)],
    mute && ['mute', 'Mute'],
    storage && ['storage', 'Block USB storage'],
    blank && ['blank', 'Blank the screens'],
    lock !== null && ['lock', lock ? `Lock: “${lock}”` : 'Lock'],
    message && ['message', `Message: “${message}”`],
  ].filter(Boolean);
}
