// A sitting's room as the server told it, with the lines on top that still wait in this tablet. Pure.

const AFTER = { arrived: 'present', absent: 'absent', left: 'out', back: 'present', finished: 'finished' };

/** `waiting` is what a LineQueue holds. */
export function withWaiting(snapshot, waiting) {
  const over = new Map();
  for (const { command, payload } of waiting) {
    if (command === 'exam.pass') over.set(payload.candidate, { passage: passage(payload), presence: 'present', waits: true });
    if (command === 'exam.mark') over.set(payload.candidate, { ...over.get(payload.candidate), presence: AFTER[payload.step], waits: true });
  }
  return { ...snapshot, places: snapshot.places.map((one) => ({ ...one, ...over.get(one.number) })) };
}

function passage({ outcome, token = '', devices = [], approval = '', at }) {
  return { outcome, token, devices, approval, at };
}

/** Those who are still to come, then those who are through, then the absent; each by seat. */
export function inTurn(places) {
  const turn = ({ passage, presence }) => (passage ? 1 : presence === 'absent' ? 2 : 0);
  return bySeat(places).sort((one, other) => turn(one) - turn(other));
}

/** Down each column from the front, as papers are given out; those without a seat at the end. */
export function bySeat(places) {
  const rank = ({ row, column }) => (row === null ? Number.MAX_SAFE_INTEGER : column * 1000 + row);
  return [...places].sort((one, other) => rank(one) - rank(other));
}

/** What the finder keeps: each word begins a name, the number or the seat. */
export function found(places, text) {
  const words = plain(text).split(/\s+/).filter(Boolean);
  return places.filter(({ name, number, seat }) => {
    const parts = plain(`${name} ${number} ${seat ?? ''}`).split(/\s+/);
    return words.every((word) => parts.some((part) => part.startsWith(word) || (/^\d+$/.test(word) && part.replace(/^0+/, '') === word)));
  });
}

function plain(text) {
  return text.normalize('NFD').replace(/[\u0300-\u036f’']/g, '').toLowerCase();
}

/** What one line says of how somebody came through. */
export function passed({ outcome, token, devices, approval }) {
  if (outcome === 'handed-in') return `${devices.join(', ')}: token ${token}`;
  return outcome === 'adjustment' ? `Adjustment: ${approval}` : 'Nothing to hand in';
}
