// The top of the page: the bell, how many have gone, when the school is clear, and the buttons for all gates.

import { h, icon, setText } from '../../util/dom.js';
import { replaceIfChanged } from '../../util/redraw.js';
import { clockTime } from '../../util/time.js';
import { askToEnd, askToMove, askToRelease, askToSet, goOn, hold } from './orders.js';
import { clock, stillUntold } from './words.js';

const at = (id) => document.getElementById(id);
const NUMBER = new Intl.NumberFormat('en-GB');

export class Hero {
  constructor({ socket, clock: time }) {
    this._socket = socket;
    this._time = time;
    this._shown = {};
  }

  draw(state) {
    if (!state.plan) return;
    this._shown = state;
    const { release, gates } = state;
    this.tick();
    const counts = release && release.phase !== 'set';
    setText(at('released'), counts ? NUMBER.format(release.released) : '–');
    setText(at('still-out'), release ? NUMBER.format(release.still_out) : '–');
    setText(at('per-minute'), counts ? NUMBER.format(release.last_minute) : '–');
    setText(at('clears'), release?.clears_at ? clockTime(release.clears_at) : '–');
    at('through').max = Math.max(1, release?.listed ?? 1);
    at('through').value = counts ? release.released + release.left_earlier : 0;
    at('day-end').dataset.phase = release?.phase ?? 'none';
    this._notices(state);
    drawBuses(state.buses ?? []);
    const key = [release?.id, release?.phase, state.plan.bell, state.plan.early, gates.map((one) => one.phase)];
    replaceIfChanged(at('all-actions'), key, () => this._buttons(state));
  }

  /** Each second: the clock alone, and who has had the time to be told. */
  tick() {
    const { plan } = this._shown;
    if (!plan) return;
    const { kicker, figure, note } = clock(this._shown, this._time.now());
    setText(at('bell-kicker'), kicker);
    setText(at('bell-figure'), figure);
    at('bell-figure').dataset.long = String(figure.length > 5);
    setText(at('bell-note'), note);
    this._untold();
  }

  _notices({ release }) {
    const { suggestion = '', asked = '' } = release && release.phase !== 'over' ? release : {};
    replaceIfChanged(at('suggestion'), [suggestion, asked], () => [suggestion && notice('warn', 'users', suggestion), asked && notice('info', 'clipboard', asked)].filter(Boolean));
  }

  _untold() {
    const found = stillUntold(this._shown, this._time.now());
    replaceIfChanged(at('untold'), found, () =>
      found.map((one) => notice(one.opens ? 'bad' : 'warn', 'offline', `${one.name} could not be told. ${one.does} ${one.remedy}`)),
    );
  }

  _buttons({ plan, release, gates }) {
    const go = (act) => () => act({ ...this._shown, socket: this._socket, gate: '' });
    if (!release || release.phase === 'over') {
      const now = button(plan.early ? 'Release now…' : 'Start the release…', plan.bell ? '' : 'primary', 'unlock', go(askToRelease));
      return plan.bell ? [button(`Set for ${clockTime(plan.bell)}`, 'primary', 'bell', go(askToSet)), now] : [now];
    }
    const held = gates.some((one) => one.phase === 'held');
    const running = gates.some((one) => one.phase !== 'held' && one.phase !== 'over');
    const found = [];
    if (running) found.push(button('Hold all', release.phase === 'open' ? 'danger' : '', 'hand', go(hold)));
    if (held) found.push(button('Go on everywhere', 'primary', 'play', go(goOn)));
    found.push(button('Move…', '', 'clock', go(askToMove)));
    found.push(button(release.phase === 'set' ? 'Call it off…' : 'End…', '', 'lock', go(askToEnd)));
    return found;
  }
}

function drawBuses(buses) {
  at('buses').hidden = !buses.length;
  replaceIfChanged(at('bus-list'), buses, () => buses.map(bus));
}

function bus({ bus: name, listed, released, opens_at: opens, gates }) {
  const left = Math.max(0, listed - released);
  return h(
    'li',
    { class: 'bus', dataset: { done: String(left === 0) } },
    icon(left ? 'leave' : 'check'),
    h('span', { class: 'bus-name' }, name),
    h('span', { class: 'bus-left' }, left ? `${NUMBER.format(left)} of ${NUMBER.format(listed)} to come` : 'all through'),
    opens ? h('span', { class: 'bus-from' }, `from ${clockTime(opens)}${gates.length ? `, ${gates.join(' and ')} only` : ''}`) : null,
  );
}

function notice(tone, iconName, sentence) {
  return h('div', { class: 'notice', dataset: { tone } }, icon(iconName), h('p', {}, sentence));
}

function button(label, kind, iconName, press) {
  return h('button', { class: `button button-large ${kind && `button-${kind}`}`, type: 'button', onclick: press }, icon(iconName), label);
}
