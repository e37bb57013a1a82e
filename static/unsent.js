// Writing is never lost. What somebody types into `[data-unsent=PLACE]`, a form or a part of one with fields of its own
// (`data-field=body`), is kept in this browser within a second and on the server within a few (POST /unsent), also while
// they type without a pause. What the form says of it is true: a copy that could not be made is not spoken of.
//
// A copy in the browser (copies.js) exists only while the server has not accepted it, or has just accepted it while the
// next page was already asked for; it remembers which kept text it grew from (`since`): so "which is newer" needs no
// clock, neither the browser's nor the server's. A version that was shown beside the field stays here until the form is sent.

import { copies, drop, keyOf, read, same, store, whenToldOf } from './copies.js';
import { ask, isLarge, kindOf, renew, unreached } from './asking.js';
import { blank, brought, DEVICE, DOWN, field, fields, fill, forms, goesOn, hush, keep, later, live, LONGEST, offer, page, say,
  stash, stateOf, tell, words, written } from './keeping.js';

const LEFT = 60000;
let staying;

// ---- leaving, and coming back

// The next page may be read before an answer that still arrives here: it would show the words of before, so the copy stays for it.
// Where no page comes (a file, a mail program), it goes after a while.
function goes(event) {
  if (live().some(isNowhere)) event.preventDefault();            // the browser asks whether to leave all the same
  page.leaving = true;
  clearTimeout(staying);
  staying = setTimeout(stays, LEFT);
}

function isNowhere(form) {
  const state = forms.get(form), text = written(form);
  if (state.gone || same(text, state.clean) && !state.apart) return false;
  stash(form);
  return !state.here && (state.apart || state.trouble !== '' || isLarge(6 * text.body.length));
}

function stays() {
  page.leaving = false;
  for (const form of live()) if (same(written(form), forms.get(form).clean)) drop(keyOf(form.dataset.unsent));
}

// Leaving: nobody may be here to hear the answer, so the copy is made first. If the answer comes after all, it goes again.
function leave() {
  const unkept = live().filter(form => !forms.get(form).gone && !same(written(form), forms.get(form).clean));
  unkept.forEach(form => stash(form));
  return unkept.map(form => keep(form, { atOnce: true }));
}

// Somebody is back at this page: perhaps they signed in meanwhile, or the line is there again.
function back() {
  for (const form of live()) if (forms.get(form).trouble && !forms.get(form).pending) { forms.get(form).rest = 0; later(form, 0); }
}

// ---- bringing back

// A form that comes back with an error holds words that nobody has kept.
const refused = form => form.querySelector('[aria-invalid=true]') || document.querySelector('.error-summary');

function welcome(form) {
  if (forms.has(form)) return;
  const place = form.dataset.unsent, before = brought(form), found = copies(place);
  for (const name of fields(form)) field(form, name).autocomplete = 'off';      // brought back by us, with what they grew from
  forms.set(form, stateOf(refused(form) ? {} : before));
  broughtByBrowser(form, before);
  for (const [key] of found) drop(key);
  for (const [, copy] of found) if (!copy.beside && !same(copy, before)) bringBack(form, copy, before);
  for (const [, copy] of found) if (copy.beside && !same(copy, written(form))) offer(form, copy);
  if (same(written(form), forms.get(form).clean)) return;
  stash(form);
  later(form);
}

// A page gone back to, as the browser filled it in: words of then, which do not know of those that were kept since.
function broughtByBrowser(form, before) {
  const text = written(form), again = performance.getEntriesByType('navigation')[0]?.type !== 'navigate';
  if (again && form.dataset.unsentAt && !goesOn(text, before)) offer(form, before, words(form).elsewhere);
}

// Into the field, unless other words are in it: the server's newer ones, or what was typed meanwhile.
function bringBack(form, copy, before) {
  const text = written(form), known = copy.since === (form.dataset.unsentAt || '') || copy.sent?.some(one => same(one, before));
  const newer = !known && (blank(before) || !goesOn(copy, before));
  if (same(copy, text)) {
    if (newer && !blank(before)) offer(form, before);
  } else if (newer || !same(text, before)) {
    offer(form, copy);
  } else {
    fill(form, copy);
    say(form, words(form).restored);
  }
}

function welcomeAll() {
  document.querySelectorAll('[data-unsent]').forEach(welcome);
}

// ---- sending the form itself

// The form, or the part around the button that sends it alone. (A preview sends nothing.)
function own(event) {
  const source = event.detail.ctx?.sourceElement;
  return source?.matches?.('form[data-unsent], [data-unsent]:not(form) *') && source.closest('[data-unsent]');
}

function sent(form) {
  const state = forms.get(form) || stateOf({});
  state.gone = true;
  hush(state);
  clearTimeout(state.soon);
  [keyOf(form.dataset.unsent), ...state.beside].forEach(drop);
}

const release = form => form.dispatchEvent(new CustomEvent('semana:not-sent', { bubbles: true }));

function notSent(form, kind) {
  const state = forms.get(form);
  state.gone = false;
  state.trouble = kind;
  stash(form);
  tell(form, { urgent: true });
  release(form);
  later(form, LONGEST);
}

const trying = new Set(), tried = new Set();         // plain forms: on the way to finding out whether the site is there; found

document.addEventListener('submit', event => {
  const whole = event.target, parts = live().filter(form => whole.contains(form));
  if (whole.method === 'dialog' || !parts.length) return;
  if (whole.matches('[hx-post]') || event.submitter?.hasAttribute('hx-post')) return parts.forEach(sending);
  if (tried.delete(whole)) return parts.forEach(sending);
  event.preventDefault();                            // of a plain form only the next page can tell: first, whether there will be one
  tryPlain(whole, parts, event.submitter);
}, true);

function sending(form) {
  const state = forms.get(form), known = form.elements?.known;
  hush(state);
  if (known) known.value = form.dataset.unsentAt || '';          // what other devices kept meanwhile is not forgotten with this,
  if (known) known.disabled = Boolean(state.pending || state.unsure); // unless nobody knows whether it was this one
  stashGoing(form);
  state.gone = true;                                             // from here the send is the keeping; `once` settles the rest
}

// Until it is known that it arrived, also what stands beside the field: somebody may close the window meanwhile.
function stashGoing(form) {
  if (!same(written(form), forms.get(form).clean)) stash(form, 'going');
  for (const key of forms.get(form).beside) store(key, { ...read(key), stage: 'going' });
}

async function tryPlain(whole, parts, button) {
  if (trying.has(whole)) return;
  trying.add(whole);
  const kind = await down(parts).catch(() => '');    // a fault of this script keeps nobody from sending
  trying.delete(whole);
  if (kind) return parts.forEach(form => notSent(form, kind));
  release(whole);
  tried.add(whole);
  whole.requestSubmit(button);
}

// Why the site cannot take it now. It is asked for by what is kept anyway, or else by the smallest question.
async function down(parts) {
  if (!navigator.onLine) return 'offline';
  const dirty = parts.filter(form => !same(written(form), forms.get(form).clean));
  for (const form of dirty) { await keep(form); if (!same(written(form), forms.get(form).clean)) await keep(form); }
  const kinds = dirty.map(form => forms.get(form).trouble).filter(kind => DOWN.includes(kind));
  if (dirty.length) return kinds[0] || '';
  const kind = await ask('/healthz', { deadline: 10000 }).then(answer => answer.ok ? '' : kindOf(answer), unreached);
  return DOWN.includes(kind) ? kind : '';
}

document.addEventListener('htmx:after:request', event => {
  const form = own(event), { response } = event.detail.ctx ?? {};
  if (!form || response.status >= 400) return;
  if (!response.raw.redirected && response.headers.has('Content-Security-Policy')) return sent(form);
  event.preventDefault();                                        // another page (sign-in, most likely): go there, the text stays here
  if (!response.raw.redirected) return notSent(form, 'silent');
  stash(form, 'left');
  if (forms.get(form).here) location.href = response.raw.url; else notSent(form, 'ended');
});

document.addEventListener('htmx:response:error', event => {
  const form = own(event), { ctx } = event.detail, { response } = ctx;
  if (!form || [409, 422].includes(response.status)) return;     // the form comes back with what is wrong, text and all
  ctx.swap = 'none';                                             // an error page must not take the place of the text
  if (response.status === 400) return renew().then(kind => anew(form, ctx.sourceElement, kind));
  notSent(form, kindOf(response.raw));
  if (!forms.get(form).here) delete ctx.hx.redirect;             // they would be lost on the way to the sign-in
});

// Refused for an old token alone: with the new one it goes by itself.
function anew(form, source, kind) {
  const state = forms.get(form), again = !kind && !state.anew;
  state.anew = !kind;
  if (!again) return notSent(form, kind || 'refused');
  if (source.matches('form')) source.requestSubmit(); else source.click();
}

document.addEventListener('htmx:error', event => { const form = own(event); if (form) notSent(form, unreached()); });

// ---- when

document.addEventListener('input', event => {
  const form = event.target.closest('[data-unsent]'), state = forms.get(form);
  if (!state) return;
  state.gone = false;
  state.soon ??= setTimeout(stash, DEVICE, form);
  later(form);
  addEventListener('beforeunload', goes);                        // only where somebody types: some browsers keep no page that listens
});
document.addEventListener('visibilitychange', () => { if (document.hidden) leave(); else back(); });
addEventListener('focus', back);
addEventListener('pagehide', () => { page.stage = 'left'; leave(); });   // and only then, in some browsers, it is hidden
addEventListener('pageshow', () => { Object.assign(page, { stage: 'typing', leaving: false }); });
addEventListener('online', back);
document.addEventListener('htmx:after:process', welcomeAll);
document.addEventListener('semana:keep', event => event.detail.push(...leave()));     // somebody signs out: leftovers.js
whenToldOf('keep', leave);
whenToldOf('forget', () => live().forEach(form => { forms.get(form).here = false; }));
welcomeAll();
