// Dead letters: what came and could not be taken, with why; read, dismissed one by one or all.

import { h, setText } from '../../util/dom.js';
import { keepList, replaceIfChanged } from '../../util/redraw.js';
import { clockTime, day } from '../../util/time.js';
import { askDialog } from '../dialogs.js';
import { toast, toastRefusal } from '../toasts.js';

export class Letters {
  constructor({ place, count, actions, socket }) {
    Object.assign(this, { place, count, actions, socket });
    this._newest = 0;
    this._parked = 0;
  }

  draw({ letters, parked }) {
    if (!letters) return;
    this._newest = Math.max(0, ...letters.map((one) => one.id));
    this._parked = parked;
    this.actions.hidden = !letters.length;
    setText(this.count, parked > letters.length ? `${letters.length} newest of ${parked}` : '');
    if (!letters.length) {
      replaceIfChanged(this.place, 'none', () => [h('p', { class: 'soft' }, 'None. Everything that came was understood.')]);
      return;
    }
    keepList(this.place, letters, { id: (one) => one.id, key: (one) => one, build: (one) => this._letter(one) });
  }

  async askToDismissAll() {
    const words = `${this._parked} messages are gone then. Export them first if somebody is to look at them. What the journal keeps is how many there were of each kind, and who dismissed them.`;
    if (!(await askDialog({ title: 'Dismiss all of them?', body: [h('p', {}, words)], confirm: 'Dismiss all', tone: 'danger' }))) return;
    const answer = await this.socket.command('letter.dismiss-all', { letter: this._newest });
    if (toastRefusal(answer)) toast(`${answer.dismissed} dismissed.`, 'ok');
  }

  _letter(one) {
    const inside = h('div', { class: 'letter-inside' });
    const dismiss = h('button', { class: 'button', type: 'button', 'aria-label': `Dismiss message ${one.id}` }, 'Dismiss');
    dismiss.addEventListener('click', async () => toastRefusal(await this.socket.command('letter.dismiss', { letter: one.id })));
    const times = one.times > 1 ? `${one.times} times, last ` : '';
    const summary = h('summary', {}, h('span', { class: 'letter-sentence' }, one.sentence), h('span', { class: 'letter-when' }, `${times}${day(one.last_at)}, ${clockTime(one.last_at)}`));
    const made = h('details', { class: 'letter', dataset: { letter: one.id } }, summary, h('p', { class: 'letter-topic' }, one.topic), h('p', { class: 'small soft' }, `${one.code} · ${one.size} bytes`), inside, dismiss);
    made.addEventListener('toggle', () => made.open && this._read(one, inside));
    return made;
  }

  async _read(one, inside) {
    const answer = await this.socket.command('letter.read', { letter: one.id });
    const nodes = answer.ok
      ? [answer.about && h('p', { class: 'small' }, `It says of itself: ${answer.about}. Nothing proves that.`), h('pre', { class: 'letter-hex', tabindex: 0 }, spaced(answer.hex))]
      : [h('p', { class: 'field-error' }, answer.sentence)];
    inside.replaceChildren(...nodes.filter(Boolean));
  }
}

/** Two by two, sixteen bytes a line. */
function spaced(hex) {
  const lines = hex.match(/.{1,32}/g) ?? ['(nothing)'];
  return lines.map((line) => (line.match(/../g) ?? [line]).join(' ')).join('\n');
}
