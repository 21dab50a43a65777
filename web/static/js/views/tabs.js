// On a phone the tabs scroll sideways: the one that is open should not be out of sight.

export function showOpenTab(tabs) {
  const open = tabs?.querySelector('[aria-current="page"]');
  if (open) tabs.scrollLeft += Math.max(0, open.getBoundingClientRect().right - tabs.getBoundingClientRect().right);
}
