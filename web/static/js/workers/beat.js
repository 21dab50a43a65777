// A beat for what must go on while its page is hidden: a browser slows the timers of a page, and not of a worker.

const EVERY_MS = 4000;

setInterval(() => postMessage('beat'), EVERY_MS);
