// The tokens of a room. A token says its room, so that nobody mixes up the trays of two rooms. Pure.

/** `taken` has who holds each token, by token. Several trays of one seat are numbered. */
export function proposed(room, seat, taken) {
  if (!seat) return '';
  const plain = `${room} ${seat}`;
  let token = plain;
  for (let number = 2; holderOf(token, taken); number += 1) token = `${plain}-${number}`;
  return token;
}

/** Who holds it, however it was typed; empty if nobody does. */
export function holderOf(token, taken) {
  const same = folded(token);
  return [...taken].find(([one]) => folded(one) === same)?.[1] ?? '';
}

function folded(token) {
  return token.trim().replace(/\s+/g, ' ').toLowerCase();
}
