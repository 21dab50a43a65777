// The «More» menu of the toolbar. To add to it, add one entry:
//   id      of its button (`more-…`)
//   group   the heading it stands under; groups stand in the order in which they first come
//   icon    one of templates/icons.html
//   label   what the button says, or a function (desk) => words
//   key     one letter that does the same anywhere on the page; the help overlay lists it by itself
//   act     (desk, seats) => what happens; `seats` are the chosen ones, or all of the room. desk.js says what a desk has
//   one     true: it is for exactly one PC, so it asks for one to be chosen first

import { sendLink } from './orders-asked.js';

export const MENU = Object.freeze([
  { id: 'link', group: 'Send', icon: 'link', label: 'Send a link…', key: 'k', act: sendLink },
]);
