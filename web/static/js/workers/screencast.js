// Makes pictures of a shared screen: scaled, only when something changed, and never more than can be taken.
//   in   {frames}           a stream of VideoFrames, once
//        'taken'            the page has sent the last picture on
//   out  {width, height, picture}

const MOST_WIDTH = 1280;
const MOST_HEIGHT = 800;
const LEAST_GAP_MS = 120;
const QUALITY = 0.62;
const SAMPLE = { width: 64, height: 40 };

const canvas = new OffscreenCanvas(1, 1);
const small = new OffscreenCanvas(SAMPLE.width, SAMPLE.height);
const smallContext = small.getContext('2d', { willReadFrequently: true });
let latest = null;
let busy = false;
let shownAt = -Infinity;
let shown = null;

onmessage = ({ data }) => {
  if (data === 'taken') {
    busy = false;
    pump();
  } else read(data.frames.getReader());
};

async function read(reader) {
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    latest?.close();
    latest = value;
    pump();
  }
}

async function pump() {
  if (busy || !latest) return;
  busy = true;
  const wait = shownAt + LEAST_GAP_MS - performance.now();
  if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
  const frame = latest;
  latest = null;
  const made = await picture(frame);
  frame.close();
  if (made) postMessage(made, [made.picture]);
  else {
    busy = false;
    pump();
  }
}

async function picture(frame) {
  if (!changed(frame)) return null;
  shownAt = performance.now();
  const scale = Math.min(1, MOST_WIDTH / frame.displayWidth, MOST_HEIGHT / frame.displayHeight);
  canvas.width = Math.max(1, Math.round(frame.displayWidth * scale));
  canvas.height = Math.max(1, Math.round(frame.displayHeight * scale));
  canvas.getContext('2d').drawImage(frame, 0, 0, canvas.width, canvas.height);
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality: QUALITY });
  return { width: canvas.width, height: canvas.height, picture: await blob.arrayBuffer() };
}

/** By a small copy: a caret that blinks is seen, noise of the scaling is not. */
function changed(frame) {
  smallContext.drawImage(frame, 0, 0, SAMPLE.width, SAMPLE.height);
  const now = smallContext.getImageData(0, 0, SAMPLE.width, SAMPLE.height).data;
  const same = shown !== null && now.every((value, at) => Math.abs(value - shown[at]) < 3);
  if (!same) shown = now;
  return !same;
}
