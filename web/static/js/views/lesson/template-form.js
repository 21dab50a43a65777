// The form in which a template is made or changed.

import { h } from '../../util/dom.js';
import { actInDialog, dialogField } from '../dialogs.js';
import { splitNames } from './questions.js';

const EMPTY = { lock: null, blank: false, mute: false, storage: false, sites: null, apps: null, links: [], message: '' };

/** Resolves to the answer with all templates, or to null. */
export function editTemplate(desk, template) {
  const steps = template?.steps ?? EMPTY;
  const body = [
    dialogField({ label: 'Name', name: 'name', required: true, maxlength: 40, value: template?.name ?? 'Starter', autocomplete: 'off' }),
    area('links', 'Links to open', 'One to a line, at most five. They start with https://', steps.links.join('\n')),
    list('sites', 'Sites', steps.sites?.mode, (steps.sites?.patterns ?? []).join('\n'), 'One to a line, such as bbc.co.uk/bitesize'),
    list('apps', 'Programs', steps.apps?.mode, (steps.apps?.names ?? []).join('\n'), 'One to a line, by the name of the file, such as scratch'),
    h('fieldset', { class: 'template-ticks' }, h('legend', { class: 'field-label' }, 'And'), tick('mute', 'Mute', steps.mute), tick('storage', 'Block USB storage', steps.storage), tick('blank', 'Blank the screens', steps.blank), tick('locks', 'Lock', steps.lock !== null)),
    dialogField({ label: 'Message on locked screens', name: 'lock', maxlength: 200, value: steps.lock ?? '', hint: 'Used only with «Lock».', autocomplete: 'off' }),
    dialogField({ label: 'Message to show', name: 'message', maxlength: 280, value: steps.message, autocomplete: 'off' }),
  ];
  const act = (values) => desk.socket.command('template.save', { template: template?.id ?? null, name: values.name, steps: read(values) });
  return actInDialog({ title: template ? `Edit «${template.name}»` : 'New template', body, confirm: 'Keep template', act });
}

function read(values) {
  const sites = splitNames(values['sites-list']);
  const apps = splitNames(values['apps-list']);
  return {
    links: splitNames(values.links),
    sites: values['sites-mode'] ? { mode: values['sites-mode'], patterns: sites } : null,
    apps: values['apps-mode'] ? { mode: values['apps-mode'], names: apps } : null,
    mute: 'mute' in values,
    storage: 'storage' in values,
    blank: 'blank' in values,
    lock: 'locks' in values ? values.lock : null,
    message: values.message,
  };
}

function list(name, label, mode, text, hint) {
  const choice = h('select', { class: 'input', name: `${name}-mode`, 'aria-label': label }, ...[['', `${label}: no list`], ['only', `Only these ${label.toLowerCase()}`], ['not', `Not these ${label.toLowerCase()}`]].map(([value, words]) => h('option', { value, selected: value === (mode ?? '') }, words)));
  const field = area(`${name}-list`, `The ${label.toLowerCase()}`, hint, text);
  const show = () => (field.hidden = choice.value === '');
  choice.addEventListener('change', show);
  show();
  return h('div', { class: 'stack' }, choice, field);
}

function area(name, label, hint, text) {
  const id = `dialog-${name}`;
  const input = h('textarea', { class: 'input template-lines', id, name, rows: 3, spellcheck: 'false', 'aria-describedby': `${id}-hint` });
  input.value = text;
  return h('div', { class: 'field' }, h('label', { class: 'field-label', for: id }, label), h('p', { class: 'field-hint', id: `${id}-hint` }, hint), input);
}

function tick(name, words, checked) {
  return h('label', { class: 'choice' }, h('input', { type: 'checkbox', name, checked }), h('span', {}, words));
}
