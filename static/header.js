// The menus at the top of every page close by themselves, and `/` leads to the search.

import { all } from './page.js';

document.addEventListener('click', event => {
  for (const menu of all('details.menu[open]')) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener('keydown', event => {
  if (event.isComposing) return;
  if (event.key === 'Escape') closeMenu(event.target.closest('details.menu[open]'));
  if (event.key === '/' && !event.ctrlKey && !event.metaKey && !event.target.matches('input, textarea, select')) search(event);
});

function closeMenu(menu) {
  if (!menu) return;
  menu.open = false;
  menu.querySelector('summary').focus();
}

function search(event) {
  const field = all('[data-find]').find(one => one.offsetParent);
  if (!field) return;
  event.preventDefault();
  field.focus();
}
