// Makes the whole room fit the window where that leaves tiles large enough to read; else it scrolls.

const LEAST_PX = 132;
const FOOT_PX = 27;
const GAP_PX = 8;
const BELOW_PX = 62;

export function fit(place) {
  const draw = () => {
    const columns = Number(place.style.getPropertyValue('--columns')) || 1;
    const rows = Number(place.style.getPropertyValue('--rows')) || 1;
    const frame = place.parentElement;
    const high = window.innerHeight - (frame.getBoundingClientRect().top + window.scrollY) - BELOW_PX;
    const byHeight = (((high - GAP_PX * rows) / rows - FOOT_PX) * 16) / 9;
    const byWidth = (frame.clientWidth - GAP_PX * (columns - 1)) / columns;
    const tile = byHeight >= LEAST_PX ? Math.min(byHeight, byWidth) : byWidth;
    place.style.setProperty('--tile', `${Math.floor(tile)}px`);
  };
  new ResizeObserver(draw).observe(place.parentElement);
  new MutationObserver(draw).observe(place, { childList: true });
  window.addEventListener('resize', draw);
  draw();
}
