// The menus at the top of every page close by themselves, its rows show where one is, and `/` leads to the search.

import { all } from './page.js';

// On a phone, rows of links that scroll begin with the link of the page that one is on.
for (const here of all('header .links [aria-current], .tabs > [aria-current]')) {
  const row = here.closest('.links, .tabs');
  row.scrollLeft += here.getBoundingClientRect().right - row.getBoundingClientRect().right + 48 > 0
    ? here.getBoundingClientRect().left - row.getBoundingClientRect().left - 48 : 0;
}

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
