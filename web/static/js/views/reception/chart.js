// Pouches a minute as bars, drawn in SVG: the whole release from left to right.

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 600;
const HEIGHT = 96;
const GAP = 4;
const LEAST_TOP = 10; // two taps must not look like a rush

/** `byMinute`: the count of each minute, the oldest first; `minute`: the index of the one that is going on. */
export function flowChart(byMinute, minute) {
  const most = Math.max(LEAST_TOP, ...byMinute);
  const step = WIDTH / byMinute.length;
  const svg = element('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none', role: 'img' });
  svg.setAttribute('aria-label', `Pouches in each minute so far: ${byMinute.slice(0, minute + 1).join(', ')}`);
  svg.append(...byMinute.map((count, at) => bar(count, (count / most) * HEIGHT, at * step, step - GAP, kind(count, at, minute))));
  return svg;
}

function kind(count, at, minute) {
  if (!count) return at > minute ? 'flow-ahead' : 'flow-none';
  return at === minute ? 'flow-bar flow-now' : 'flow-bar';
}

function bar(count, height, x, width, className) {
  const tall = count ? Math.max(3, height) : 2;
  const rect = element('rect', { x, y: HEIGHT - tall, width, height: tall, rx: 2, class: className });
  const title = element('title', {});
  title.textContent = String(count);
  rect.append(title);
  return rect;
}

function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
