// The rail beside the wall: a tab for each panel, one of them open. What is open is remembered in this browser tab.

import { h, icon } from '../../util/dom.js';
import { PANELS } from './panels.js';

const KEPT = 'schoolbell-panel';

export function drawRail(rail, desk) {
  const tabs = rail.querySelector('[role="tablist"]');
  const places = PANELS.map((panel) => place(rail, panel));
  const buttons = PANELS.map((panel) => tab(panel, () => open(panel.id)));
  tabs.replaceChildren(...buttons);
  tabs.hidden = PANELS.length < 2;
  PANELS.forEach((panel, at) => panel.make(places[at], desk));
  tabs.addEventListener('keydown', (event) => walk(event, buttons));
  desk.store.watch((state) => PANELS.forEach((panel, at) => showCount(buttons[at], panel.count?.(state) ?? 0)));
  desk.openPanel = open;
  open(kept());

  function open(id, { focus = false } = {}) {
    PANELS.forEach((panel, at) => {
      const chosen = panel.id === id;
      places[at].hidden = !chosen;
      buttons[at].setAttribute('aria-selected', String(chosen));
      buttons[at].tabIndex = chosen ? 0 : -1;
    });
    rail.dataset.open = id;
    sessionStorage.setItem(KEPT, id);
    const at = PANELS.findIndex((panel) => panel.id === id);
    places[at].dispatchEvent(new Event('opened'));
    if (focus) buttons[at].focus();
  }
}

function kept() {
  const id = sessionStorage.getItem(KEPT);
  return PANELS.some((panel) => panel.id === id) ? id : PANELS[0].id;
}

function place(rail, { id }) {
  const own = rail.querySelector(`#panel-${id}`) ?? rail.appendChild(h('div', { id: `panel-${id}` }));
  own.setAttribute('role', 'tabpanel');
  own.setAttribute('aria-labelledby', `tab-${id}`);
  return own;
}

function tab({ id, icon: iconName, label }, choose) {
  const count = h('span', { class: 'tab-count', hidden: true });
  const button = h('button', { class: 'rail-tab', type: 'button', role: 'tab', id: `tab-${id}`, 'aria-controls': `panel-${id}` }, icon(iconName), h('span', {}, label), count);
  button.addEventListener('click', choose);
  return button;
}

function showCount(button, number) {
  const count = button.querySelector('.tab-count');
  count.hidden = number === 0;
  if (count.textContent !== String(number)) count.textContent = number;
}

function walk(event, buttons) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const next = buttons[(buttons.indexOf(document.activeElement) + step + buttons.length) % buttons.length];
  next.focus();
  next.click();
}
