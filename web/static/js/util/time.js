// Times as the school reads them, in the school's own zone, whatever the PC is set to.

const ZONE = globalThis.document?.documentElement.dataset.timezone ?? 'Europe/London';
const CLOCK = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, hour: '2-digit', minute: '2-digit', hour12: false });
const DAY = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, weekday: 'short', day: 'numeric', month: 'short' });

/** 10:42 */
export function clockTime(moment) {
  return CLOCK.format(toDate(moment));
}

const SECONDS = new Intl.DateTimeFormat('en-GB', { timeZone: ZONE, hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });

/** 10:42:07, where it matters to the second. */
export function secondTime(moment) {
  return SECONDS.format(toDate(moment));
}

/** Fri 20 Nov */
export function day(moment) {
  return DAY.formatToParts(toDate(moment)).filter((part) => part.type !== 'literal').map((part) => part.value).join(' ');
}

/** 8 s, 3 min, 2 h; for the age of a picture or a report. */
export function age(seconds) {
  if (seconds < 60) return `${Math.max(0, Math.floor(seconds))} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return `${Math.floor(seconds / 3600)} h`;
}

function toDate(moment) {
  return moment instanceof Date ? moment : new Date(moment);
}

const PARTS = new Intl.DateTimeFormat('en-CA', { timeZone: ZONE, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** 2026-11-20T10:42, as a form has it: the school's own time. */
export function formTime(moment) {
  const parts = Object.fromEntries(PARTS.formatToParts(toDate(moment)).map(({ type, value }) => [type, value]));
  return `${parts.year}-${parts.month}-${parts.day}T${parts.hour}:${parts.minute}`;
}
