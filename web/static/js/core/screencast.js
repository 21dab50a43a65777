// The teacher's own screen as a stream of pictures, also while this page is hidden behind what is shown.

const MOST_WIDTH = 1280;
const MOST_HEIGHT = 800;
const QUALITY = 0.62;
const GAP_MS = 250;

/** Why this page cannot share a screen, in a sentence; empty when it can. */
export function whyNot({ secure = globalThis.isSecureContext, media = navigator.mediaDevices } = {}) {
  if (!secure) return 'A browser shares a screen only with a page that came over https. Ask your network manager to turn on https for Schoolbell.';
  if (!media?.getDisplayMedia) return 'This browser cannot share a screen. Use Chrome, Edge or Firefox on a PC.';
  return '';
}

/** Asks the browser for a screen; null when the person said no. */
export async function pickScreen(media = navigator.mediaDevices) {
  try {
    return await media.getDisplayMedia({ video: { frameRate: { max: 12 } }, audio: false });
  } catch {
    return null;
  }
}

export class Screencast {
  /** `send({width, height, picture})` resolves when the next may come. `ended()` hears that the person stopped it. */
  constructor(stream, send, ended) {
    this._stream = stream;
    const [track] = stream.getVideoTracks();
    track.addEventListener('ended', ended);
    if ('MediaStreamTrackProcessor' in globalThis) this._inWorker(track, send);
    else this._inPage(stream, send);
  }

  stop() {
    this._over = true;
    this._worker?.terminate();
    for (const track of this._stream.getTracks()) track.stop();
  }

  _inWorker(track, send) {
    this._worker = new Worker(new URL('../workers/screencast.js', import.meta.url), { type: 'module' });
    this._worker.onmessage = async ({ data }) => {
      await send(data);
      if (!this._over) this._worker.postMessage('taken');
    };
    const frames = new globalThis.MediaStreamTrackProcessor({ track }).readable;
    this._worker.postMessage({ frames }, [frames]);
  }

  /** For browsers without the above: slower while this page is hidden. */
  async _inPage(stream, send) {
    const video = Object.assign(document.createElement('video'), { srcObject: stream, muted: true });
    const canvas = document.createElement('canvas');
    await video.play();
    while (!this._over) {
      if (video.videoWidth) await send(await still(video, canvas));
      await new Promise((resolve) => setTimeout(resolve, GAP_MS));
    }
  }
}

async function still(video, canvas) {
  const scale = Math.min(1, MOST_WIDTH / video.videoWidth, MOST_HEIGHT / video.videoHeight);
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  canvas.getContext('2d').drawImage(video, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY));
  return { width: canvas.width, height: canvas.height, picture: await blob.arrayBuffer() };
}
