// Menus are <details data-menu>: they work without this, which closes them on Escape and on a click elsewhere.

export function tameMenus(root = document) {
  root.addEventListener('click', (event) => {
    for (const menu of root.querySelectorAll('details[data-menu][open]')) {
      if (!menu.contains(event.target)) menu.open = false;
    }
  });
  root.addEventListener('keydown', (event) => {
    const menu = event.key === 'Escape' && root.querySelector('details[data-menu][open]');
    if (!menu) return;
    menu.open = false;
    menu.querySelector('summary').focus();
  });
}
