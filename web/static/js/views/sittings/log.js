// The incident log, the attestations, and who watches.

import { chip, h, icon, setText } from '../../util/dom.js';
import { keepList, replaceIfChanged } from '../../util/redraw.js';
import { clockTime } from '../../util/time.js';
import { actInDialog, dialogField } from '../dialogs.js';

const LATE_S = 120;

export function drawLog(place, incidents, words) {
  if (incidents.length === 0) {
    replaceIfChanged(place, 'none', () => [h('li', { class: 'quiet' }, 'Nothing so far. Write down what happens when it happens.')]);
    return;
  }
  keepList(place, [...incidents].reverse(), { id: (one) => one.id, key: (one) => one, build: (one) => entry(one, words) });
}

function entry(one, words) {
  const late = (new Date(one.written_at) - new Date(one.at)) / 1000 > LATE_S ? `, written at ${clockTime(one.written_at)}` : '';
  const about = one.seat ? ` · seat ${one.seat}${one.candidate ? `, ${one.candidate}` : ''}` : '';
  return h('li', { class: 'list-item log-entry' }, h('p', { class: 'list-title' }, `${clockTime(one.at)} ${words[one.kind]}${about}`), h('p', {}, one.words), h('p', { class: 'small soft' }, `${one.by}${late}`));
}

export function drawAttested(place, attested, words, { say }) {
  replaceIfChanged(place, attested, () =>
    Object.entries(words).map(([what, text]) => {
      const said = attested.find((one) => one.what === what);
      return h(
        'li',
        { class: 'attested', dataset: { said: said ? '' : null } },
        h('span', {}, text),
        said ? chip(`${said.by}, ${clockTime(said.at)}`, 'ok', 'check') : h('button', { class: 'button', type: 'button', 'aria-label': `Attest: ${text}`, onclick: () => say(what, text) }, 'Attest'),
      );
    }),
  );
}

export function drawWatches(place, watches, { out }) {
  const here = watches.filter(({ went_at: went }) => !went);
  replaceIfChanged(place, here, () =>
    here.length
      ? here.map((one) => h('li', { class: 'watch' }, icon('user'), h('span', {}, one.name, h('span', { class: 'soft' }, ` since ${clockTime(one.came_at)}`)), h('button', { class: 'button button-quiet', type: 'button', 'aria-label': `${one.name} goes`, onclick: () => out(one) }, 'Goes')))
      : [h('li', { class: 'quiet' }, 'Nobody is signed in.')],
  );
}

const RATIO = {
  enough: (one) => [`${one.there} here, ${one.needed} needed`, 'ok', 'check'],
  alone: (one) => [`One alone: enough for ${one.each}, and nobody to fetch help`, 'warn', 'warning'],
  short: (one) => [`${one.there} here, ${one.needed} needed`, 'bad', 'warning'],
  nobody: (one) => [`Nobody is watching: ${one.needed} needed`, 'bad', 'warning'],
};

export function drawRatio(place, ratio) {
  replaceIfChanged(place, ratio, () => {
    if (!ratio) return [];
    const assumed = ratio.assumed ? [h('span', { class: 'small soft' }, ` No ratio is set for this kind of exam: one to ${ratio.each}, the strictest, is assumed.`)] : [];
    return [chip(...RATIO[ratio.watch](ratio)), ...assumed];
  });
}

/** Asks for the words of an entry; resolves to {kind, words, seat} or null. */
export function askReport({ kinds, kind, seats, seat, write }) {
  const choice = h('select', { class: 'input', name: 'kind' }, ...Object.entries(kinds).map(([value, text]) => h('option', { value, selected: value === kind }, text)));
  const where = h('select', { class: 'input', name: 'seat' }, h('option', { value: '' }, 'the whole room'), ...seats.map((one) => h('option', { value: one, selected: one === seat }, one)));
  const words = h('textarea', { class: 'input', name: 'words', rows: 4, maxlength: 600, required: true, autofocus: true });
  return actInDialog({
    title: 'Write into the incident log',
    body: [labelled('What kind', choice), labelled('Seat', where), labelled('What happened, as it was seen', words)],
    confirm: 'Write it down',
    act: async (values) => {
      if (!values.words.trim()) return { ok: false, sentence: 'Write down what happened.' };
      write({ ...values, words: values.words.trim(), seat: values.seat || null });
      return { ok: true };
    },
  });
}

export function askName({ title, sentence, label, confirm, names, done }) {
  return actInDialog({
    title,
    body: [...(sentence ? [h('p', {}, sentence)] : []), dialogField({ label, name: 'name', maxlength: 60, required: true, autocomplete: 'off', list: 'names', value: names[0] ?? '' }), h('datalist', { id: 'names' }, ...names.map((name) => h('option', { value: name })))],
    confirm,
    act: async ({ name }) => (name.trim() ? done(name.trim()) : { ok: false, sentence: 'Give a name.' }),
  });
}

function labelled(words, input) {
  return h('label', { class: 'field' }, h('span', { class: 'field-label' }, words), input);
}

export function drawHead(place, sitting, now) {
  const { stage, started_at: started, finish, ended_at: ended } = sitting;
  if (stage === 'planned') setText(place, `Due at ${clockTime(sitting.due_at)}`);
  else if (stage === 'started') setText(place, `Started ${clockTime(started)}, finishes ${clockTime(finish)}${left(finish, now)}`);
  else setText(place, `Ended ${clockTime(ended)}`);
}

function left(finish, now) {
  const minutes = Math.ceil((new Date(finish) - now) / 60000);
  return minutes > 0 ? `, ${minutes} min left` : '';
}
