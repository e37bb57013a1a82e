// On a phone, scrolls the week strip to the current week.

import { whenever } from './page.js';

whenever('nav.weeks', strip => {
  const week = strip.querySelector('[aria-current]') || strip.querySelector('.now');
  if (week) strip.scrollLeft = week.getBoundingClientRect().left - strip.getBoundingClientRect().left + strip.scrollLeft - 16;
});
