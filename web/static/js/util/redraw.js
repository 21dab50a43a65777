// Draws a place anew only when what it shows is different, so that focus, selection and live regions are left alone.

const shown = new WeakMap();

/** `key` is anything that JSON can write; `build` returns the nodes. */
export function replaceIfChanged(place, key, build) {
  const now = JSON.stringify(key);
  if (shown.get(place) === now) return;
  shown.set(place, now);
  place.replaceChildren(...build());
}

/**
 * One element for each item, kept as long as the item is there: `id(item)` names it, `key(item)` is all that
 * `build(item)` shows of it.
 */
export function keepList(place, items, { id, key, build }) {
  const known = new Map([...place.children].map((element) => [element.dataset.key, element]));
  const elements = items.map((item) => {
    const name = String(id(item));
    const now = JSON.stringify(key(item));
    const old = known.get(name);
    if (old && shown.get(old) === now) return old;
    const fresh = build(item);
    fresh.dataset.key = name;
    shown.set(fresh, now);
    return fresh;
  });
  shown.delete(place);
  const same = elements.length === place.children.length && elements.every((one, at) => one === place.children[at]);
  if (!same) place.replaceChildren(...elements);
}
