// "Reply" and "Quote" bring the one reply form of the thread under the post that it answers, with all that is in it: the words,
// and where they are kept. Without this script both lead to a page of their own.

import { insert, whenever } from './page.js';

const GAP = 8, LINES = 56;       // px: between what is shown and the edge; a few lines
const formOf = () => document.getElementById('reply');
const home = () => document.getElementById('reply-home');
const fieldOf = form => form.elements.body;
const postOf = key => key && document.getElementById(`p-${key}`);
const keyOf = post => post.id.slice(2);
const answered = form => form.elements.reply_to?.value || '';

// ---- where the form stands

function place(form, post) {
  const label = form.querySelector('label[data-to-one]'), name = post?.querySelector('.who .name')?.textContent.trim();
  if (!post) home().append(form); else if (post.nextElementSibling !== form) post.after(form);
  label.textContent = post ? label.dataset.toOne.replace('{name}', name) : label.dataset.toAll;
  answer(form, post ? keyOf(post) : '');
  form.querySelector('[data-cancel-reply]').hidden = !post;
}

// A question that is replied to is answered by that; where it can be ticked, the tick says so.
function answer(form, key) {
  const before = answered(form), field = form.elements.reply_to || form.appendChild(hidden()), tick = of => form.querySelector(`#answers-${of}`);
  if (before && before !== key && tick(before)) tick(before).checked = false;
  if (key && tick(key)) tick(key).checked = true;
  field.value = key;
  if (before !== key && fieldOf(form).value) fieldOf(form).dispatchEvent(new Event('input', { bubbles: true }));    // kept anew
}

const hidden = () => Object.assign(document.createElement('input'), { type: 'hidden', name: 'reply_to' });

// The address tells it, so that the page can be loaded again.
function tell(key) {
  const here = new URL(location.href);
  for (const name of ['reply', 'quote']) here.searchParams.delete(name);
  if (key) here.searchParams.set('reply', key);
  history.replaceState(history.state, '', here);
}

// Whoever reads keeps the place: nothing that is done above them moves it.
function steadily(element, change) {
  const before = element.getBoundingClientRect().top;
  change();
  scrollBy({ top: element.getBoundingClientRect().top - before, behavior: 'instant' });
}

// A page that was opened in order to reply.
function show(form, post) {
  post.scrollIntoView({ behavior: 'instant' });
  fieldOf(form).focus({ preventScroll: true });
  reveal(form, post);
}

// Brings the form into sight, and the post that it answers not out of it: its beginning if that can be seen, else its end.
function reveal(form, post) {
  const room = window.visualViewport?.height ?? innerHeight, { top, bottom } = post.getBoundingClientRect();
  const field = fieldOf(form).getBoundingClientRect(), whole = form.getBoundingClientRect().bottom + GAP - room;
  const buttons = form.querySelector(':scope > .buttons').offsetHeight;        // they stand above the keyboard on a phone
  const least = field.top + LINES + buttons - room, most = top >= 0 ? top - GAP : bottom - LINES;
  scrollBy({ top: Math.max(Math.min(whole, most), least, 0), behavior: 'instant' });
}

function open(form, post) {
  steadily(post, () => place(form, post));
  document.querySelectorAll('.posted').forEach(note => note.remove());
  fieldOf(form).focus({ preventScroll: true });        // at once, or a phone shows no keyboard
  reveal(form, post);
  tell(keyOf(post));
}

function cancel(form) {
  const post = postOf(answered(form));
  steadily(post, () => place(form, null));
  tell('');
  post.querySelector('.actions a')?.focus({ preventScroll: true });
}

// ---- a quote

async function quote(form, link) {
  const response = await fetch(link.href, { headers: { Accept: 'text/html' } }).catch(() => null);
  const page = response?.ok && !response.redirected && new DOMParser().parseFromString(await response.text(), 'text/html');
  const words = page && page.querySelector('#reply')?.dataset.quote, field = fieldOf(form);
  if (!page) { location.href = link.href; return; }    // what is wrong is said there; the words in the form are kept
  if (!words || field.value.includes(words) || !form.isConnected) return;
  const before = field.value.trimEnd();
  field.setSelectionRange(field.value.length, field.value.length);
  insert(field, `${before ? '\n\n'.slice(field.value.length - before.length) : ''}${words}\n\n`);
  reveal(form, postOf(answered(form)));
}

// ---- what somebody does

document.addEventListener('click', event => {
  const link = event.target.closest?.('.post > .actions a[href*="/reply"]'), form = formOf();
  if (event.target.closest?.('[data-cancel-reply]') && !form.hasAttribute('data-sending')) return cancel(form);
  if (!link || !form || event.ctrlKey || event.metaKey || event.shiftKey || form.hasAttribute('data-sending')) return;
  event.preventDefault();
  open(form, link.closest('.post'));
  if (link.href.includes('quote=')) quote(form, link);
});

document.addEventListener('keydown', event => {
  const form = event.target.closest?.('#reply');
  if (event.key === 'Escape' && form && !event.defaultPrevented && !event.isComposing && postOf(answered(form))) cancel(form);
});

// Words that this browser kept come back to where they were written, unless the address names another post.
document.addEventListener('semana:restored', event => {
  const form = event.target.closest('#reply'), asked = new URLSearchParams(location.search);
  if (form && home() && !['reply', 'quote'].some(name => asked.has(name))) place(form, postOf(event.detail) || null);
});

// The form of a page, and each that the server answers with: a refused one stays where it is, and after a post the next goes home.
whenever('#reply', form => {
  const post = postOf(answered(form)), note = form.parentElement.querySelector(':scope > .posted');
  if (post) {
    const isNew = form.parentElement === home();
    place(form, post);
    if (isNew && location.hash === '#reply') show(form, post);
  } else if (form.parentElement !== home()) {
    place(form, null);
    tell('');
    note?.querySelector('a').focus({ preventScroll: true });
  }
});
