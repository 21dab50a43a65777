// What waits for this person's word, and that word.

import { live } from './live.js';
import { drawApprovals } from './views/approvals.js';

const place = document.getElementById('approvals');
live.socket.on('approvals', ({ requests }) => drawApprovals(place, requests, live));
live.socket.follow('approvals');
