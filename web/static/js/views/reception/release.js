// The release: what is set or on, the buttons for it, and how many have gone home.

import { h, icon, setText } from '../../util/dom.js';
import { replaceIfChanged } from '../../util/redraw.js';
import { clockTime } from '../../util/time.js';
import { flowChart } from './chart.js';
import { askToSet } from '../day-end/orders.js';
import { askToEnd, askToStart } from './release-orders.js';
import { calledOff, headline, opens } from './release-words.js';

const at = (id) => document.getElementById(id);
const NUMBER = new Intl.NumberFormat('en-GB');

export class ReleasePanel {
  constructor({ place, socket, clock }) {
    this._place = place;
    this._socket = socket;
    this._clock = clock;
    this.groups = {}; // early buses
    this._shown = {}; // what a pressed button asks about: as it is then, not as it was when the button was made
  }

  draw({ plan, release, stations, today }) {
    if (!plan) return;
    this._shown = { socket: this._socket, plan, release, stations: stations ?? [] };
    const { title, note } = headline({ plan, release, stations, now: this._clock.now() });
    this._place.dataset.phase = release?.phase ?? 'none';
    setText(at('release-title'), title);
    setText(at('release-note'), note);
    this._buttons(plan, release, stations ?? []);
    const counts = release && release.phase !== 'set' && !calledOff(release);
    at('release-count').hidden = !counts;
    at('today').hidden = Boolean(counts);
    if (counts) this._count(release);
    else drawToday(today);
  }

  _count(release) {
    const { listed, released, left_earlier: earlier, still_out: out, by_minute: byMinute } = release;
    setText(at('released'), NUMBER.format(released));
    setText(at('still-out'), NUMBER.format(out));
    setText(at('per-minute'), NUMBER.format(release.last_minute));
    at('release-meter').max = Math.max(1, listed);
    at('release-meter').value = released + earlier;
    setText(at('release-share'), share(release));
    setText(at('flow-start'), clockTime(opens(release)));
    setText(at('flow-end'), clockTime(release.ends_at));
    const minute = release.phase === 'open' ? Math.floor((this._clock.now() - new Date(opens(release))) / 60000) : byMinute.length;
    replaceIfChanged(at('flow'), [byMinute, minute], () => [flowChart(byMinute, minute)]);
  }

  _buttons(plan, release, stations) {
    const phase = release?.phase ?? 'none';
    const key = [phase, plan.bell, plan.early, release?.id, stations.map((one) => [one.name, one.presence])];
    replaceIfChanged(at('release-actions'), key, () => this._made(phase, plan));
  }

  _made(phase, plan) {
    if (phase === 'open') return [button('End the release…', 'danger', 'lock', () => askToEnd(this._shown))];
    const now = button(plan.early ? 'Release now…' : 'Start the release', plan.bell ? '' : 'primary', 'unlock', () => askToStart(this._shown));
    if (phase === 'set') return [button('Call it off…', '', 'cross', () => askToEnd(this._shown)), now];
    if (plan.bell) return [button(`Set for ${clockTime(plan.bell)}`, 'primary', 'bell', () => askToSet({ ...this._shown, groups: this.groups })), now];
    return [now];
  }
}

function drawToday({ pouches, opened, refused }) {
  setText(at('pouches'), NUMBER.format(pouches));
  setText(at('opened-today'), NUMBER.format(opened));
  setText(at('refused-today'), NUMBER.format(refused));
}

function share({ listed, released, left_earlier: earlier, late }) {
  const parts = [`${NUMBER.format(released + earlier)} of ${NUMBER.format(listed)} pouches`];
  if (earlier) parts.push(`${NUMBER.format(earlier)} left earlier today`);
  if (late) parts.push(`${NUMBER.format(late)} reported after an outage`);
  return parts.join(' · ');
}

function button(label, kind, iconName, press) {
  const tone = kind && `button-${kind}`;
  return h('button', { class: `button button-large ${tone}`, type: 'button', onclick: press }, icon(iconName), label);
}
