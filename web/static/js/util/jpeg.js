// Reads how large a JPEG says it is, without decoding it.

// Baseline only: a progressive picture may hold thousands of scans, each of which costs a whole decoding.
const START_OF_FRAME = new Set([0xc0, 0xc1]);
const LONELY = new Set([0x01, 0xd0, 0xd1, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7]);

/** {width, height}, or null when these bytes are not the start of a plain JPEG. */
export function jpegSize(bytes) {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return null;
  let at = 2;
  while (at + 9 < bytes.length) {
    if (bytes[at] !== 0xff) return null;
    const marker = bytes[at + 1];
    if (marker === 0xff) at += 1;
    else if (LONELY.has(marker)) at += 2;
    else if (START_OF_FRAME.has(marker)) return { height: word(bytes, at + 5), width: word(bytes, at + 7) };
    else at += 2 + word(bytes, at + 2);
  }
  return null;
}

function word(bytes, at) {
  return bytes[at] * 256 + bytes[at + 1];
}
