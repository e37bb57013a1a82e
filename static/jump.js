// From one new post of a thread to the next, and back the same way. Without this script the links lead to the first new post, and up.

import { all, announce } from './page.js';

const EDGE = 24, trail = [];                                   // px from the top at which a post counts as reached; where one came from
const newPosts = () => all('#posts .post:has(> .who .new)');
const topOf = post => (post.closest('details:not([open])') ?? post).getBoundingClientRect().top;

function show(post) {
  const fold = post.closest('details');
  if (fold) fold.open = true;
  post.tabIndex = -1;
  post.focus({ preventScroll: true });
  scrollBy({ top: post.getBoundingClientRect().top - EDGE / 2, behavior: 'instant' });
}

function on(event) {
  const posts = newPosts(), next = posts.find(post => topOf(post) > EDGE);
  if (!posts.length) return;                                   // the link leads to the end
  event.preventDefault();
  trail.push(scrollY);
  if (next) show(next); else document.querySelector('#reply-home, #posts').scrollIntoView({ block: 'end', behavior: 'instant' });
  tell(event.target.closest('nav'), next ? `${posts.indexOf(next) + 1}/${posts.length}` : '');
}

function back(event) {
  if (!trail.length) return;                                   // the link leads up
  event.preventDefault();
  scrollTo({ top: trail.pop(), behavior: 'instant' });
}

function tell(nav, words) {
  const place = nav.querySelector('output') ?? nav.insertBefore(document.createElement('output'), nav.lastElementChild);
  place.textContent = words;
  announce(words);
}

// On a low screen it comes into sight once somebody is on the way through the thread (talk.css): before, it would stand on other links.
function follow() {
  document.querySelector('.jump')?.classList.toggle('on-the-way', scrollY > 0);
}

addEventListener('scroll', follow, { passive: true });
follow();

document.addEventListener('click', event => {
  const link = event.target.closest?.('[data-jump]');
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) (link.dataset.jump === 'on' ? on : back)(event);
});
