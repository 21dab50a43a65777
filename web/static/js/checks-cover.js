// No class of one's own to check now; one may still cover another's.

import { live } from './live.js';
import { askToCover } from './views/checks/cover.js';

document.getElementById('cover').addEventListener('click', () => askToCover(live.socket));
