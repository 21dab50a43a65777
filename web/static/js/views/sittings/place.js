// A sitting's room as the server told it, with the lines on top that still wait in this tablet. Pure.

const AFTER = { arrived: 'present', absent: 'absent', left: 'out', back: 'present', finished: 'finished' };
const SAME_MS = 5000;

const ON_TOP = {
  'exam.pass': (told, line) => atPlace(told, line.candidate, () => ({ passage: passage(line), presence: 'present' })),
  'exam.mark': (told, { candidate, step }) => atPlace(told, candidate, ({ presence }) => ({ presence: AFTER[step] ?? presence })),
  'exam.move': (told, { candidate, seat }) => atPlace(told, candidate, () => ({ seat, ...inGrid(seat) })),
  'exam.return': (told, { token, at }) => ({ ...told, places: told.places.map((one) => (one.passage?.token === token ? { ...one, passage: { ...one.passage, returned_at: at } } : one)) }),
  'exam.sign-in': (told, { name, at }) => watched(told, isHere(told, name) ? told.watches : [...told.watches, { name, came_at: at, went_at: null }]),
  'exam.sign-out': (told, { name, at }) => watched(told, told.watches.map((one) => (one.name === name && !one.went_at ? { ...one, went_at: at } : one))),
  'exam.report': (told, line) => logged(told, line),
  'exam.found': (told, line) => logged(told, { ...line, kind: 'device-found', words: `${line.what}, ${line.where}.` }),
  'exam.attest': (told, { what, name, at }) => ({ ...told, attested: told.attested.some((one) => one.what === what) ? told.attested : [...told.attested, { what, by: name, at }] }),
};

/** `waiting` is what a LineQueue holds. What was asked of a seat shows that it waits. */
export function withWaiting(snapshot, waiting) {
  return waiting.reduce((told, { command, payload }) => ON_TOP[command]?.(told, payload) ?? told, snapshot);
}

function atPlace(told, number, over) {
  return { ...told, places: told.places.map((one) => (one.number === number ? { ...one, ...over(one), waits: true } : one)) };
}

/** `C12` is in the third row, at its twelfth seat. */
function inGrid(seat) {
  return { row: seat.charCodeAt(0) - 64, column: Number(seat.slice(1)) };
}

function isHere({ watches }, name) {
  return watches.some((one) => one.name === name && !one.went_at);
}

/** How many are needed is the server's to say; it is told who is here when the connection is back. */
function watched(told, watches) {
  const there = watches.filter(({ went_at: went }) => !went).length;
  return { ...told, watches, ratio: told.ratio && { ...told.ratio, there, watch: standing(told.ratio.needed, there) } };
}

function standing(needed, there) {
  if (needed === 0 || there > needed) return 'enough';
  if (there === 0) return 'nobody';
  if (there < needed) return 'short';
  return there === 1 ? 'alone' : 'enough';
}

/** Not twice, when the server has it already and its answer is still under way. */
function logged(told, { key, kind, seat, words, at }) {
  const same = (one) => one.kind === kind && one.words === words && Math.abs(new Date(one.at) - new Date(at)) < SAME_MS;
  const entry = { id: key, kind, seat: seat ?? '', candidate: '', words, at, written_at: at, by: 'kept on this device' };
  return told.incidents.some(same) ? told : { ...told, incidents: [...told.incidents, entry] };
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
  return outcome === 'adjustment' ? `Approval: ${approval}` : 'Nothing to hand in';
}
