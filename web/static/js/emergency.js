// On every page of those who may evacuate or lock down: the button for it, and what is in force now.

import { live } from './live.js';
import { Store } from './core/store.js';
import { openAlarm } from './views/modes/alarm.js';
import { drawModes } from './views/modes/bars.js';

const { socket } = live;
const store = new Store({ modes: null });
const place = document.getElementById('modes');

socket.on('modes', (told) => store.update(told));
store.watch((state) => drawModes(place, state, socket));
const button = document.getElementById('emergency');
button.addEventListener('click', () => openAlarm(socket));
button.disabled = false;
socket.follow('modes');
