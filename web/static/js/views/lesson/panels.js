// The panels beside the wall. To add one, add one entry:
//   id      of its tab (`tab-…`) and its place (`panel-…`)
//   icon    one of templates/icons.html
//   label   what its tab says
//   make    (place, desk) => fills `place` once and keeps it true from then on; desk.js says what a desk has.
//           `place` is told 'opened' each time its tab is opened
//   count   (state) => how many wait there, shown on the tab where it is more than none; `state` is the page's store.
//           A panel with news of its own puts it there: desk.store.update({ hands: … })

import { drawOrders } from './orders.js';
import { templatesPanel } from './templates.js';
import { timelinePanel } from './timeline.js';
import { countHands, handsPanel } from './hands.js';
import { countNotes, notesPanel } from './notes.js';

export const PANELS = Object.freeze([
  { id: 'orders', icon: 'clipboard', label: 'Orders', make: ordersPanel },
  { id: 'templates', icon: 'template', label: 'Templates', make: templatesPanel },
  { id: 'timeline', icon: 'history', label: 'Timeline', make: timelinePanel },
  { id: 'hands', icon: 'hand', label: 'Hands', make: handsPanel, count: countHands },
  { id: 'notes', icon: 'message', label: 'Messages', make: notesPanel, count: countNotes },
]);

function ordersPanel(place, desk) {
  desk.store.watch((state) => drawOrders(place, state.orders));
}
