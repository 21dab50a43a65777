// Runs on every page behind the login. `clock` is the school's time.

import { SchoolClock } from './core/clock.js';
import { Presence } from './core/presence.js';
import { post } from './util/http.js';
import { careForForms } from './views/careful-forms.js';
import { showClock } from './views/clock.js';
import { tameMenus } from './views/menus.js';
import { showOpenTab } from './views/tabs.js';

const header = document.querySelector('[data-clock]');

export const clock = new SchoolClock(header.dateTime);

showClock(header, clock);
tameMenus();
careForForms(document);
showOpenTab(document.querySelector('.tabs'));
new Presence(() => post('/account/here')).watch(document);
