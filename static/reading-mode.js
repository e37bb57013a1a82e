// Side by side | Original | English: switches the page at once; the form around the buttons stores the choice on the server.

import { all } from './page.js';

document.addEventListener('click', event => {
  const button = event.target.closest('.segmented button[name=show]');
  const page = document.querySelector('[data-show]');
  if (!button || !page) return;
  const anchor = readingPlace(page);
  page.dataset.show = button.value;
  for (const other of button.parentElement.children) other.setAttribute('aria-pressed', String(other === button));
  if (anchor) scrollBy({ top: anchor.element.getBoundingClientRect().top - anchor.top, behavior: 'instant' });
});

// The first text on the screen, which stays in place for the reader while columns appear and disappear.
function readingPlace(page) {
  const element = all('.texts', page).find(text => text.getBoundingClientRect().bottom > 0);
  return element && { element, top: element.getBoundingClientRect().top };
}
