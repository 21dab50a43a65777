// What each kind of order is called: `title` on its card, `short` in a sentence («Undo lock»), `reached` when a PC has
// done it. HOLDS stay in force, and are marks on the tiles: `mark` in few letters.

export const HOLDS = Object.freeze({
  lock: { icon: 'lock', mark: 'Locked' },
  blank: { icon: 'blank', mark: 'Blank' },
  sites: { icon: 'globe', mark: 'Sites' },
  apps: { icon: 'apps', mark: 'Programs' },
  mute: { icon: 'mute', mark: 'Muted' },
  storage: { icon: 'storage', mark: 'No USB' },
});

export const KINDS = Object.freeze({
  lock: { title: 'Lock', short: 'lock', icon: 'lock', reached: 'in force' },
  blank: { title: 'Blank screens', short: 'blank screens', icon: 'blank', reached: 'in force' },
  sites: { title: 'Sites', short: 'list of sites', icon: 'globe', reached: 'in force' },
  apps: { title: 'Programs', short: 'list of programs', icon: 'apps', reached: 'in force' },
  mute: { title: 'Mute', short: 'mute', icon: 'mute', reached: 'in force' },
  storage: { title: 'No USB storage', short: 'USB block', icon: 'storage', reached: 'in force' },
  unlock: { title: 'Unlock', short: 'unlock', icon: 'unlock', reached: 'unlocked' },
  unblank: { title: 'Screens again', short: 'show screens', icon: 'screen', reached: 'shown' },
  'end-sites': { title: 'All sites again', short: 'end of the sites', icon: 'globe', reached: 'ended' },
  'end-apps': { title: 'All programs again', short: 'end of the programs', icon: 'apps', reached: 'ended' },
  unmute: { title: 'Sound again', short: 'unmute', icon: 'mute', reached: 'ended' },
  'end-storage': { title: 'USB storage again', short: 'end of the USB block', icon: 'storage', reached: 'ended' },
  free: { title: 'End everything', short: 'end of everything', icon: 'unlock', reached: 'free' },
  'send-link': { title: 'Link', short: 'link', icon: 'link', reached: 'opened' },
  message: { title: 'Message', short: 'message', icon: 'message', reached: 'shown' },
  'start-program': { title: 'Start program', short: 'program', icon: 'play', reached: 'started' },
  'log-off': { title: 'Log off', short: 'log off', icon: 'leave', reached: 'logged off' },
  restart: { title: 'Restart', short: 'restart', icon: 'restart', reached: 'restarting' },
  'shut-down': { title: 'Shut down', short: 'shut down', icon: 'power', reached: 'shutting down' },
});

export const kindOf = (kind) => KINDS[kind] ?? { title: kind, short: kind, icon: 'clipboard', reached: 'done' };

/** `Only bbc.co.uk and 2 more`, `Not minetest`, `No site at all` */
export function listWords(limits) {
  const names = limits.patterns ?? limits.names;
  if (names.length === 0) return limits.mode === 'only' ? `No ${limits.patterns ? 'site' : 'program'} at all` : 'Nothing is left out';
  const more = names.length > 2 ? ` and ${names.length - 2} more` : '';
  return `${limits.mode === 'only' ? 'Only' : 'Not'} ${names.slice(0, 2).join(', ')}${more}`;
}
