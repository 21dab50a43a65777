// The «More» menu of the toolbar. To add to it, add one entry:
//   id      of its button (`more-…`)
//   group   the heading it stands under; groups stand in the order in which they first come
//   icon    one of templates/icons.html
//   label   what the button says, or a function (desk, seats) => words
//   key     one letter that does the same anywhere on the page; the help overlay lists it by itself
//   act     (desk, seats) => what happens; `seats` are the chosen ones, or all of the room. desk.js says what a desk has
//   one     true: it is for exactly one PC, so it asks for one to be chosen first
//   shown   (desk, seats) => whether it is in the menu now; without it, always

import { saveGroup } from './groups.js';
import { showMine, stopShow } from './live.js';
import { end, free, held, limitApps, limitSites, power, sendLink, sendMessage, someHold, startProgram, toggle, wake } from './orders-asked.js';
import { arrangeSeats } from './seating.js';
import { askToVisit } from './visit.js';

const either = (kind, hold, over) => (desk, seats) => (held(desk, seats, kind) ? over : hold);
const some = (kind) => (desk, seats) => someHold(desk, seats, kind);

export const MENU = Object.freeze([
  { id: 'blank', group: 'Screens and sound', icon: 'blank', label: either('blank', 'Blank the screens', 'Show the screens again'), key: 'b', act: toggle('blank') },
  { id: 'mute', group: 'Screens and sound', icon: 'mute', label: either('mute', 'Mute', 'Sound again'), key: 'n', act: toggle('mute') },
  { id: 'sites', group: 'Sites and programs', icon: 'globe', label: 'Only these sites, or not these…', key: 's', act: limitSites },
  { id: 'end-sites', group: 'Sites and programs', icon: 'globe', label: 'All sites again', act: end('sites'), shown: some('sites') },
  { id: 'apps', group: 'Sites and programs', icon: 'apps', label: 'Only these programs, or not these…', key: 'a', act: limitApps },
  { id: 'end-apps', group: 'Sites and programs', icon: 'apps', label: 'All programs again', act: end('apps'), shown: some('apps') },
  { id: 'storage', group: 'Sites and programs', icon: 'storage', label: either('storage', 'Block USB storage', 'Allow USB storage again'), key: 'd', act: toggle('storage') },
  { id: 'show-mine', group: 'Show', icon: 'screen', label: 'Show my screen…', key: 'w', act: showMine, shown: (desk) => !desk.broadcast.on },
  { id: 'stop-show', group: 'Show', icon: 'screen', label: 'Stop showing', act: stopShow, shown: (desk) => desk.broadcast.on },
  { id: 'link', group: 'Send', icon: 'link', label: 'Send a link…', key: 'k', act: sendLink },
  { id: 'message', group: 'Send', icon: 'message', label: 'Send a message…', key: 'm', act: sendMessage },
  { id: 'program', group: 'Send', icon: 'play', label: 'Start a program…', key: 'p', act: startProgram },
  { id: 'free', group: 'The PCs', icon: 'unlock', label: 'End every restriction', key: 'e', act: free },
  { id: 'wake', group: 'The PCs', icon: 'power', label: 'Turn on', act: wake },
  { id: 'log-off', group: 'The PCs', icon: 'leave', label: 'Log off…', act: power('log-off') },
  { id: 'restart', group: 'The PCs', icon: 'restart', label: 'Restart…', act: power('restart') },
  { id: 'shut-down', group: 'The PCs', icon: 'power', label: 'Shut down…', act: power('shut-down') },
  { id: 'group', group: 'The lesson', icon: 'users', label: 'Keep the chosen as a group…', key: 'g', act: saveGroup, shown: (desk) => desk.selection.seats.length > 0 },
  { id: 'arrange', group: 'The lesson', icon: 'seats', label: 'Seating plan…', key: 'r', act: arrangeSeats, shown: (desk) => !desk.visiting },
  { id: 'visit', group: 'The lesson', icon: 'door', label: 'Another lesson or room…', act: (desk) => askToVisit(desk.socket) },
]);
