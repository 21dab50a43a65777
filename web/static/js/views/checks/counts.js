// How far the check is, and whether all of it is saved.

import { chip } from '../../util/dom.js';
import { replaceIfChanged } from '../../util/redraw.js';
import { clockTime } from '../../util/time.js';

export function drawCounts(place, pupils) {
  const many = (mark) => pupils.filter((one) => one.mark === mark).length;
  const [locked, none, left] = [many('locked'), many('no-phone'), many('not-checked')];
  replaceIfChanged(place, [locked, none, left], () => [
    chip(`${locked} locked`, 'ok', 'lock'),
    chip(`${none} no phone today`, 'info', 'phone'),
    left === 0 ? chip(`All ${pupils.length} checked`, 'ok', 'check') : chip(`${left} not checked`, 'off'),
  ]);
}

/** `waiting`: how many changes the server has not taken yet. */
export function drawSaved(place, { waiting, connected, lastAt }) {
  const [words, tone] = saved(waiting, connected, lastAt);
  replaceIfChanged(place, [words, tone], () => [words]);
  place.dataset.tone = tone;
}

function saved(waiting, connected, lastAt) {
  if (waiting > 0 && !connected) return [`${waiting} ${waiting === 1 ? 'change is' : 'changes are'} kept on this device and will be sent when the connection is back.`, 'warn'];
  if (waiting > 0) return ['Saving…', ''];
  return [lastAt ? `Saved at ${clockTime(lastAt)}.` : 'Nothing marked yet.', ''];
}
