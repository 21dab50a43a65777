// Builds elements. Text is always text, never markup, so a pupil's window title cannot become a script.

const SVG = 'http://www.w3.org/2000/svg';

/** `h('button', { class: 'button', onclick: fn, dataset: { seat: 'pc-01' } }, 'Lock', icon('lock'))` */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) set(element, name, value);
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

function set(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
  else if (name === 'dataset') Object.assign(element.dataset, value);
  else element.setAttribute(name, value === true ? '' : value);
}

/** `name` as in templates/icons.html. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  const use = document.createElementNS(SVG, 'use');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  use.setAttribute('href', `#icon-${name}`);
  svg.append(use);
  return svg;
}

/** `tone`: ok, warn, bad, info or off; the same as the template macro `chip`. */
export function chip(text, tone = 'off', iconName = '') {
  return h('span', { class: 'chip', dataset: { tone } }, iconName && icon(iconName), text);
}

/** Writes only when it differs, so that a live region or a selection is not disturbed. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
