// The lesson desk: wires what the server tells to the wall, and what the teacher does to the server.

import { live } from './live.js';
import { Store } from './core/store.js';
import { PictureBook } from './core/pictures.js';
import { Selection } from './core/selection.js';
import { Showing } from './core/showing.js';
import { wireToolbar } from './views/lesson/actions.js';
import { countDown } from './views/lesson/countdown.js';
import { Desk } from './views/lesson/desk.js';
import { FullView } from './views/lesson/full.js';
import { wireGroups } from './views/lesson/groups.js';
import { openHelp } from './views/lesson/help.js';
import { listenToKeys } from './views/lesson/keys.js';
import { wireLive } from './views/lesson/live.js';
import { drawMore } from './views/lesson/more.js';
import { guardPrivacy } from './views/lesson/privacy.js';
import { drawRail } from './views/lesson/rail.js';
import { steer } from './views/lesson/steer.js';
import { wireUndo } from './views/lesson/undo.js';
import { showVisitors, wireLeaving } from './views/lesson/visit.js';
import { Wall } from './views/lesson/wall.js';

const place = document.getElementById('wall');
const visit = document.getElementById('visit');
const lesson = place.dataset.lesson;
const store = new Store({ seats: null, sitters: {}, visitors: [], orders: [], pulse: {}, pulseAt: 0 });
const selection = new Selection();
const pictures = new PictureBook();
const showing = new Showing(
  (seats, full, monitor, lacking) => live.socket.command('lesson.watch', { lesson, seats, full, monitor, lacking }),
  { has: (seat) => pictures.shown(seat) !== undefined },
);
const desk = new Desk({ lesson, me: place.dataset.me, visiting: visit !== null, socket: live.socket, store, selection, clock: live.clock });
const full = new FullView({ desk, pictures, showing });
const wall = new Wall({ place, store, selection, pictures, showing, open: (seat) => full.open(seat) });

live.socket.on('wall', (wall) => store.update(wall));
live.socket.on('sitters', (sitters) => store.update({ sitters }));
live.socket.on('visitors', (visitors) => store.update({ visitors }));
live.socket.on('pulse', (pulse) => store.update({ pulse, pulseAt: performance.now() }));
live.socket.on('frame', (seat, size, picture, bytes, taken) => pictures.take({ seat, size, picture, bytes }).then(taken));
live.socket.on('lesson-over', () => location.reload());
live.socket.addEventListener('up', () => showing.again());

wireLive(desk, full);
drawRail(document.getElementById('rail'), desk);
drawMore(document.getElementById('more'), desk);
wireToolbar(desk);
wireGroups(document.getElementById('groups'), desk);
showVisitors(document.getElementById('visitors'), desk);
wireLeaving(visit, desk);
wireUndo(document.getElementById('undo'), desk);
document.getElementById('help').addEventListener('click', () => openHelp(desk));
listenToKeys(desk);
countDown(document.getElementById('ends'), live.clock);
guardPrivacy(document.getElementById('privacy'), showing);
steer(place, { wall, selection, open: (seat) => full.open(seat) });
live.socket.follow(`lesson:${lesson}`);
