// Writing is never lost. What somebody types into `[data-unsent=PLACE]`, a form or a part of one with fields of its own
// (`data-field=body`), is kept in this browser within a second and on the server within a few (POST /unsent), also while
// they type without a pause. What the form says of it is true: a copy that could not be made is not spoken of. keeping.js draws what
// becomes of the words; here is what happens to a page: it is left, filled in, come back to, and its form is sent.
//
// A copy in the browser (copies.js) exists only while the server has not accepted it, or has just accepted it while the
// next page was already asked for; it remembers which kept text it grew from (`since`): so "which is newer" needs no
// clock, neither the browser's nor the server's. A version that was shown beside the field stays here until the form is sent.

import { copies, drop, keyOf, same, whenToldOf } from './copies.js';
import { ask, isLarge, kindOf, renew, unreached } from './asking.js';
import { sending } from './forms.js';
import { DOWN, fire, keep, offer } from './keeping.js';
import { begin, blank, brought, field, fields, fill, forms, goesOn, isKept, live, page, say, stash, stateOf, words, written }
  from './writing.js';

const LEFT = 60000;
let staying;

// ---- leaving, and coming back

// Where no page comes (a file, a mail program), the copy that stayed for the next page goes after a while.
function goes(event) {
  if (live().some(isNowhere)) event.preventDefault();            // the browser asks whether to leave all the same
  page.leaving = true;
  clearTimeout(staying);
  staying = setTimeout(stays, LEFT);
}

const isUnkept = form => stateOf(form).at !== 'gone' && !isKept(form);

function isNowhere(form) {
  if (!isUnkept(form)) return false;
  stash(form);
  const { here, clean, trouble } = stateOf(form);
  return !here && (clean === null || trouble !== '' || isLarge(6 * written(form).body.length));
}

function stays() {
  page.leaving = false;
  for (const form of live()) if (isKept(form)) drop(keyOf(form.dataset.unsent));
}

// Leaving: nobody may be here to hear the answer, so the copy is made first. If the answer comes after all, it goes again.
function leave() {
  const unkept = live().filter(isUnkept);
  unkept.forEach(form => stash(form));
  return unkept.map(form => keep(form, 'left'));
}

// Somebody is back at this page: perhaps they signed in meanwhile, or the line is there again.
const back = () => live().forEach(form => fire(form, 'back'));

// ---- bringing back

// A form that comes back with an error holds words that nobody has kept.
const refused = form => form.querySelector('[aria-invalid=true]') || document.querySelector('.error-summary');

function welcome(form) {
  if (forms.has(form)) return;
  const place = form.dataset.unsent, before = brought(form), found = copies(place);
  for (const name of fields(form)) field(form, name).autocomplete = 'off';      // brought back by us, with what they grew from
  forms.set(form, begin(refused(form) ? {} : before));
  broughtByBrowser(form, before);
  for (const [key] of found) drop(key);
  for (const [, copy] of found) if (!copy.beside && !same(copy, before)) bringBack(form, copy, before);
  for (const [, copy] of found) if (copy.beside && !same(copy, written(form))) offer(form, copy);
  if (isKept(form)) return;
  stash(form);
  fire(form, 'typed');
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
    form.dispatchEvent(new CustomEvent('semana:restored', { bubbles: true, detail: copy.reply_to || '' }));     // heard by reply.js
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

function notSent(form, kind) {
  fire(form, 'notSent', kind);
  sending(form.closest('form'), false);
}

const submitted = parts => parts.forEach(form => fire(form, 'submitted'));
const trying = new Set(), tried = new Set();         // plain forms: on the way to finding out whether the site is there; found

document.addEventListener('submit', event => {
  const whole = event.target, parts = live().filter(form => whole.contains(form));
  if (whole.method === 'dialog' || !parts.length) return;
  if (whole.matches('[hx-post]') || event.submitter?.hasAttribute('hx-post')) return submitted(parts);
  if (tried.delete(whole)) return submitted(parts);
  event.preventDefault();                            // of a plain form only the next page can tell: first, whether there will be one
  tryPlain(whole, parts, event.submitter);
}, true);

async function tryPlain(whole, parts, button) {
  if (trying.has(whole)) return;
  trying.add(whole);
  const kind = await down(parts).catch(() => '');    // a fault of this script keeps nobody from sending
  trying.delete(whole);
  if (kind) return parts.forEach(form => notSent(form, kind));
  sending(whole, false);
  tried.add(whole);
  whole.requestSubmit(button);
}

const isOwed = form => stateOf(form).at !== 'apart' && !isKept(form);

// Why the site cannot take it now. It is asked for by what is kept anyway, or else by the smallest question.
async function down(parts) {
  if (!navigator.onLine) return 'offline';
  const unkept = parts.filter(isOwed);
  for (const form of unkept) { await keep(form); if (isOwed(form)) await keep(form); }
  if (unkept.length) return unkept.map(form => stateOf(form).trouble).find(kind => DOWN.includes(kind)) || '';
  const kind = await ask('/healthz', { deadline: 10000 }).then(answer => answer.ok ? '' : kindOf(answer), unreached);
  return DOWN.includes(kind) ? kind : '';
}

document.addEventListener('htmx:after:request', event => {
  const form = own(event), { response } = event.detail.ctx ?? {};
  if (!form || response.status >= 400) return;
  if (!response.raw.redirected && response.headers.has('Content-Security-Policy')) return fire(form, 'arrived');
  event.preventDefault();                                        // another page (sign-in, most likely): go there, the text stays here
  if (!response.raw.redirected) return notSent(form, 'silent');
  stash(form, 'left');
  if (stateOf(form).here) location.href = response.raw.url; else notSent(form, 'ended');
});

document.addEventListener('htmx:response:error', event => {
  const form = own(event), { ctx } = event.detail, { response } = ctx;
  if (!form || [409, 422].includes(response.status)) return;     // the form comes back with what is wrong, text and all
  ctx.swap = 'none';                                             // an error page must not take the place of the text
  if (response.status === 400) return renew().then(kind => anew(form, ctx.sourceElement, kind));
  notSent(form, kindOf(response.raw));
  if (!stateOf(form).here) delete ctx.hx.redirect;                 // they would be lost on the way to the sign-in
});

// Refused for an old token alone: with the new one it goes by itself.
function anew(form, source, kind) {
  const state = stateOf(form), again = !kind && !state.anew;
  state.anew = !kind;
  if (!again) return notSent(form, kind || 'refused');
  if (source.matches('form')) source.requestSubmit(); else source.click();
}

document.addEventListener('htmx:error', event => { const form = own(event); if (form) notSent(form, unreached()); });

// ---- when

document.addEventListener('input', event => {
  const form = event.target.closest('[data-unsent]');
  if (!forms.has(form)) return;
  fire(form, 'typed');
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
whenToldOf('forget', () => live().forEach(form => { stateOf(form).here = false; }));
welcomeAll();
