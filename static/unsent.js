// Writing is never lost. What somebody types into `[data-unsent=PLACE]`, a form or a part of one with fields of its own
// (`data-field=body`), is kept on the server while they type
// (POST /unsent), and in this browser while the server cannot be reached. Sign-out empties the browser's copies.
//
// A copy in the browser exists only while the server has not accepted it, or has just accepted it while the next page was
// already asked for; it remembers which kept text it grew from (`since`): so "which is newer" needs no clock, neither the
// browser's nor the server's. A version that was shown beside the field stays here until the form is sent.

const PREFIX = 'semana:unsent:';
const FIELDS = ['title', 'body', 'language'];
const QUIET = 1500, AGAIN = 30000, LEFT = 60000;
const forms = new Map();             // form or part → { clean, timer, busy, gone }
let signingOut = false, leaving = false, staying;

const meta = name => document.querySelector(`meta[name="${name}"]`)?.content || '';
const keyOf = place => `${PREFIX}${meta('user-key')}:${place}`;
const otherOf = place => `${keyOf(place)}#other`;               // the version that stands beside the field
const live = () => [...forms.keys()].filter(form => form.isConnected || !forms.delete(form));

// ---- the form's text

const field = (form, name) => form.elements ? form.elements[name] : form.querySelector(`[data-field="${name}"]`);

function written(form) {
  return Object.fromEntries(FIELDS.filter(name => field(form, name)).map(name => [name, field(form, name).value]));
}

// The same fields as the page brought them: on a slow line somebody may have typed before this script was here.
function brought(form) {
  return Object.fromEntries(FIELDS.filter(name => field(form, name)).map(name => [name, defaultOf(field(form, name))]));
}

const defaultOf = input => input.options ? [...input.options].find(option => option.defaultSelected)?.value
  : input.defaultValue.replace(/\r\n?/g, '\n');

const same = (one, other) => FIELDS.every(name => name === 'language' || (one[name] || '') === (other[name] || ''));
const blank = text => !text.body?.trim() && !text.title?.trim();

function fill(form, text) {
  for (const name of FIELDS) if (field(form, name) && text[name] != null) field(form, name).value = text[name];
}

// ---- this browser's copy

// What is sent and stashed: the words, where they belong, what they grew from; and the zone in which to say when they were kept.
const copyOf = (form, text) => ({ ...text, place: form.dataset.unsent, since: form.dataset.unsentAt || '',
  once: field(form, 'once')?.value || '', zone: form.dataset.zone || '' });

function stash(form) {
  const text = written(form);
  if (signingOut || blank(text)) return drop(form.dataset.unsent);
  store(keyOf(form.dataset.unsent), copyOf(form, text));
}

function store(key, copy) {
  try { localStorage.setItem(key, JSON.stringify(copy)); } catch { /* full or forbidden: the page still holds it */ }
}

function drop(place, key = keyOf(place)) {
  try { localStorage.removeItem(key); } catch { /* forbidden: nothing was stored */ }
}

function dropBoth(place) {
  drop(place);
  drop(place, otherOf(place));
}

function stored(key) {
  try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
}

function storedKeys(prefix) {
  try { return Object.keys(localStorage).filter(key => key.startsWith(prefix)); } catch { return []; }
}

// ---- what the form says about it

function say(form, content, { html = false, urgent = false } = {}) {
  const kept = form.querySelector('[data-kept]');
  if (!kept) return;
  if (urgent) kept.setAttribute('role', 'alert'); else kept.removeAttribute('role');
  if (html) kept.innerHTML = content; else kept.textContent = content;
}

// ---- keeping

function post(copy) {
  const body = new URLSearchParams(Object.entries(copy));
  return fetch('/unsent', { method: 'POST', body, keepalive: true, credentials: 'same-origin',
    headers: { 'X-CSRFToken': meta('csrf-token'), Accept: 'text/html' } });
}

async function keep(form) {
  const state = forms.get(form), text = written(form);
  clearTimeout(state.timer);
  if (signingOut || state.gone || state.busy || same(text, state.clean)) return;
  state.busy = true;
  try {
    const copy = copyOf(form, text);
    await answered(form, text, await post(copy));
  } catch {
    notKept(form);
  } finally {
    state.busy = false;
  }
}

async function answered(form, text, response) {
  const state = forms.get(form);
  if (state.gone) return;
  if (response.status === 409) return meanwhile(form, text, await response.text());
  if (!response.ok || response.redirected) return notKept(form);
  const html = response.headers.get('Content-Type')?.startsWith('text/html');
  const at = response.headers.get('Unsent-At');                  // none: it was sent already, or emptied
  if (leaving && at) stash(form); else drop(form.dataset.unsent);
  form.dataset.unsentAt = at || form.dataset.unsentAt || '';
  say(form, await response.text(), { html });
  state.clean = text;
  state.unsure = false;
  if (!same(text, written(form))) later(form);
}

// Other words were kept for this place since the page was opened: they stay on the server and these here, and both are shown.
function meanwhile(form, text, body) {
  forms.get(form).clean = text;
  stash(form);
  say(form, form.dataset.elsewhere, { urgent: true });
  if (!form.querySelector('.other-version')) offer(form, { ...text, body }, form.dataset.elsewhere);
}

function notKept(form) {
  forms.get(form).unsure = true;
  stash(form);
  say(form, form.dataset.keptHere);
  later(form, AGAIN);
}

function later(form, wait = QUIET) {
  const state = forms.get(form);
  clearTimeout(state.timer);
  state.timer = setTimeout(keep, wait, form);
}

// The next page may be read before an answer that still arrives here: it would show the words of before, so the copy stays for it.
// Where no page comes (a file, a mail program), it goes after a while.
function goes() {
  leaving = true;
  clearTimeout(staying);
  staying = setTimeout(stays, LEFT);
}

function stays() {
  leaving = false;
  for (const form of live()) if (same(written(form), forms.get(form).clean)) drop(form.dataset.unsent);
}

// Leaving: nobody may be here to hear the answer, so the copy is made first. If the answer comes after all, it goes again.
function leave() {
  for (const form of live()) {
    const state = forms.get(form);
    if (state.gone || signingOut || same(written(form), state.clean)) continue;
    stash(form);
    keep(form);
  }
}

// ---- bringing back

// A form that comes back with an error holds words that nobody has kept.
const refused = form => form.querySelector('[aria-invalid=true]') || document.querySelector('.error-summary');

function welcome(form) {
  if (forms.has(form)) return;
  const place = form.dataset.unsent, before = brought(form), copy = stored(keyOf(place)), other = stored(otherOf(place));
  forms.set(form, { clean: refused(form) ? {} : before });
  drop(place, otherOf(place));
  if (copy && same(copy, before)) drop(place);
  else if (copy) bringBack(form, copy, before);
  if (other && !same(other, written(form))) offer(form, other);
  later(form);
}

// Into the field, unless other words are in it: the server's newer ones, or what was typed meanwhile.
function bringBack(form, copy, before) {
  const text = written(form), newer = copy.since !== (form.dataset.unsentAt || '');
  if (same(copy, text)) {
    if (newer && !blank(before)) offer(form, before);
  } else if (newer || !same(text, before)) {
    offer(form, copy);
  } else {
    fill(form, copy);
    say(form, form.dataset.restored);
  }
}

// Both versions: one stays in the field, the other stands beside it, and on this device until the form is sent.
function offer(form, copy, words = form.dataset.other) {
  store(otherOf(form.dataset.unsent), copy);
  const other = Object.assign(document.createElement('details'), { className: 'other-version', open: true });
  const summary = Object.assign(document.createElement('summary'), { textContent: words });
  const text = Object.assign(document.createElement('pre'), { textContent: [copy.title, copy.body].filter(Boolean).join('\n\n') });
  const use = Object.assign(document.createElement('button'), { type: 'button', textContent: form.dataset.use });
  use.onclick = () => {
    const mine = written(form);
    fill(form, copy);
    swapShown(form, copy, mine, text);
    addEventListener('beforeunload', goes);                      // as where somebody types
    later(form, 0);
  };
  other.append(summary, text, use);
  (form.querySelector('[data-kept]')?.closest('.buttons') || form.lastElementChild).after(other);
}

function swapShown(form, copy, mine, text) {
  Object.assign(copy, mine);
  store(otherOf(form.dataset.unsent), copy);
  text.textContent = [copy.title, copy.body].filter(Boolean).join('\n\n');
}

function welcomeAll() {
  document.querySelectorAll('[data-unsent]').forEach(welcome);
  // A plain form's answer is a new page; it names what was sent: <… data-sent="PLACE PLACE">
  document.querySelectorAll('[data-sent]').forEach(mark => { mark.dataset.sent.split(' ').forEach(dropBoth); mark.removeAttribute('data-sent'); });
}

// Copies of this person's whose form is not on the page, sent when the server can be reached again.
async function sendLeftovers() {
  if (!meta('user-key')) return;
  for (const key of storedKeys(keyOf(''))) {
    const copy = stored(key);
    if (!copy || key.endsWith('#other') || live().some(form => form.dataset.unsent === copy.place)) continue;
    const response = await post(copy).catch(() => null);
    if (!response) return;
    if (response.ok && !response.redirected) drop(copy.place);
  }
}

// ---- sending the form itself

// The form, or the part around the button that sends it alone. (A preview sends nothing.)
function own(event) {
  const source = event.detail.ctx?.sourceElement;
  return source?.matches?.('form[data-unsent], [data-unsent]:not(form) *') && source.closest('[data-unsent]');
}

function sent(form) {
  const state = forms.get(form) || {};
  state.gone = true;
  clearTimeout(state.timer);
  dropBoth(form.dataset.unsent);
}

function notSent(form) {
  const state = forms.get(form);
  stash(form);
  say(form, form.dataset.notSent, { urgent: true });
  form.dispatchEvent(new CustomEvent('semana:not-sent', { bubbles: true }));
  if (!state) return;
  state.gone = false;
  later(form, AGAIN);
}

document.addEventListener('submit', event => {
  const whole = event.target;
  if (whole.method === 'dialog') return;
  for (const form of live().filter(form => whole.contains(form))) sending(form, event, whole.matches('[hx-post]'));
}, true);

function sending(form, event, byHtmx) {
  const state = forms.get(form), known = form.elements?.known;
  clearTimeout(state.timer);
  if (known) known.value = form.dataset.unsentAt || '';          // what other devices kept meanwhile is not forgotten with this,
  if (known) known.disabled = Boolean(state.busy || state.unsure); // unless nobody knows whether it was this one
  state.gone = true;                                             // from here the send is the keeping; `once` settles the rest
  if (byHtmx || event.submitter?.hasAttribute('hx-post')) return; // htmx tells how it went; of a plain form only the next page can
  if (!same(written(form), state.clean)) stash(form);
  if (!navigator.onLine) { event.preventDefault(); notSent(form); }
}

document.addEventListener('htmx:after:request', event => {
  const form = own(event), { response } = event.detail.ctx ?? {};
  if (!form || response.status >= 400) return;
  if (!response.raw.redirected) return sent(form);
  event.preventDefault();                                        // another page (sign-in, most likely): go there, the text stays here
  stash(form);
  location.href = response.raw.url;
});

document.addEventListener('htmx:response:error', event => {
  const form = own(event), { ctx } = event.detail;
  if (!form || [409, 422].includes(ctx.response.status)) return; // the form comes back with what is wrong, text and all
  ctx.swap = 'none';                                             // an error page must not take the place of the text
  notSent(form);
});

document.addEventListener('htmx:error', event => { const form = own(event); if (form) notSent(form); });

// ---- signing out: keep what can be kept, then leave nothing behind

async function signOut(form) {
  const keeping = Promise.all(live().map(keep));
  await Promise.race([keeping, new Promise(done => setTimeout(done, 1000))]);
  signingOut = true;
  for (const key of storedKeys(PREFIX)) localStorage.removeItem(key);
  form.submit();
}

document.addEventListener('submit', event => {
  if (!event.target.matches('form[data-sign-out]') || !navigator.onLine) return;
  event.preventDefault();
  signOut(event.target);
});

// ---- when

document.addEventListener('input', event => {
  const form = event.target.closest('[data-unsent]'), state = forms.get(form);
  if (!state) return;
  state.gone = false;
  later(form);
  addEventListener('beforeunload', goes);                        // only where somebody types: some browsers keep no page that listens
});
document.addEventListener('visibilitychange', () => { if (document.hidden) leave(); });
addEventListener('pagehide', leave);
addEventListener('pageshow', () => { leaving = false; });
addEventListener('online', () => { live().forEach(keep); sendLeftovers(); });
document.addEventListener('htmx:after:process', welcomeAll);
welcomeAll();
sendLeftovers();
