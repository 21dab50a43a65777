// For pages that are told news as it happens: `import { live } from './live.js'`.
//   live.socket   DeskSocket: on(event, fn), command(name, payload), follow(topic)
//   live.clock    SchoolClock: now()

import { io } from '../vendor/socket.io/socket.io.esm.min.js';
import { DeskSocket } from './core/socket.js';
import { clock } from './shell.js';
import { showConnection, showEnd } from './views/banner.js';
import { toast } from './views/toasts.js';

const banner = document.getElementById('banner');
const socket = new DeskSocket(
  io('/desk', { autoConnect: false, transports: ['websocket'], reconnectionDelay: 500, reconnectionDelayMax: 5000 }),
);

socket.on('time', ({ now, speed }) => clock.sync(now, speed));
socket.addEventListener('refused', ({ detail }) => toast(detail.sentence, 'bad'));
socket.addEventListener('ended', ({ detail }) => {
  if (detail.code !== 'login.ended') showEnd(banner, detail.sentence);
  else location.assign(`/login?ended=1&next=${encodeURIComponent(location.pathname)}`);
});
showConnection(banner, socket, clock);
socket.open();

export const live = Object.freeze({ socket, clock });
