// Keeping the text of a form: in this browser (copies.js) and on the server (asking.js), and telling the person about it.

import { drop, furtherKey, keyOf, same, store } from './copies.js';
import { kindOf, post, renew, titleOf, unreached } from './asking.js';
import { announce } from './page.js';

const FIELDS = ['title', 'body', 'language'];
export const DEVICE = 1000, QUIET = 1500, MOST = 3000;      // ms: to this browser; to the server after a pause; to the server without a pause
export const SLOW = 5000, LONGEST = 30000;                  // ms until a missing answer is mentioned; between two attempts while there is trouble
export const DOWN = ['offline', 'silent', 'restarting', 'trouble', 'otherPerson'];  // nothing can be sent now
export const forms = new Map();                             // form or part → its state
export const page = { stage: 'typing', leaving: false };    // the stage of new copies; whether the next page was requested

export const live = () => [...forms.keys()].filter(form => form.isConnected || !forms.delete(form));
export const stateOf = clean => ({ clean, sent: [], asked: 0, heard: 0, pending: 0, rest: 0, trouble: '', here: true, beside: [] });

// ---- the form's text

export const field = (form, name) => form.elements ? form.elements[name] : form.querySelector(`[data-field="${name}"]`);
export const fields = form => FIELDS.filter(name => field(form, name));
export const written = form => Object.fromEntries(fields(form).map(name => [name, field(form, name).value]));

// The fields as the page brought them: on a slow line a person may have typed before this script was loaded.
export const brought = form => Object.fromEntries(fields(form).map(name => [name, defaultOf(field(form, name))]));

const defaultOf = input => input.options ? [...input.options].find(option => option.defaultSelected)?.value
  : input.defaultValue.replace(/\r\n?/g, '\n');

export const blank = text => !text.body?.trim() && !text.title?.trim();
const inOneLine = words => (words || '').split(/\s+/).join(' ').trim();
export const goesOn = (text, before) => ['title', 'body'].every(name => inOneLine(text[name]).startsWith(inOneLine(before[name])));

export function fill(form, text) {
  for (const name of fields(form)) if (text[name] != null) field(form, name).value = text[name];
}

// ---- this browser's copy

const copyOf = (form, text, at = page.stage) => ({ ...text, place: form.dataset.unsent, since: form.dataset.unsentAt || '',
  once: field(form, 'once')?.value || '', zone: form.dataset.zone || '', sent: forms.get(form)?.sent.slice(-2) || [], stage: at });

export function stash(form, at) {
  const state = forms.get(form), text = written(form), key = keyOf(form.dataset.unsent), before = state.here;
  clearTimeout(state.soon);
  state.soon = null;
  const needless = blank(text) || same(text, state.clean) && !state.apart;
  const copy = copyOf(form, text, at);
  state.here = needless || store(key, copy) || store(key, { ...copy, sent: [] });      // smaller, in case there is little room
  if (needless) drop(key);
  if (state.trouble && state.here !== before) tell(form);
}

// ---- what the form says about it

export const words = form => form.closest('[data-kept-here]').dataset;

export function say(form, sentences, { urgent = false, link } = {}) {
  const kept = form.querySelector('[data-kept]');
  if (!kept) return;
  if (urgent) kept.setAttribute('role', 'alert'); else kept.removeAttribute('role');
  if (link || kept.textContent !== sentences) kept.replaceChildren(sentences, ...(link ? [' ', link] : []));
}

// What is wrong, and where the words are kept.
const about = (form, kind) => `${words(form)[kind]} ${forms.get(form).here ? words(form).keptHere : words(form).nowhere}`;

export function tell(form, { urgent = false } = {}) {
  const state = forms.get(form), kind = state.trouble, whole = about(form, kind);
  const sentences = urgent ? `${words(form).notSent} ${whole} ${kind === 'ended' ? '' : words(form).again}` : whole;
  form.querySelector('[data-kept]')?.classList.toggle('nowhere', !state.here);
  say(form, sentences.trim(), { urgent, link: kind === 'ended' && signInLink(form) });
  if (!urgent) announce(whole);
}

function signInLink(form) {
  return Object.assign(document.createElement('a'), { href: words(form).signInAt, target: '_blank', textContent: words(form).signIn });
}

function calm(form, sentences) {
  const state = forms.get(form), was = state.trouble;
  Object.assign(state, { trouble: '', rest: 0, unsure: false, renewed: false, anew: false });
  form.querySelector('[data-kept]')?.classList.remove('nowhere');
  say(form, sentences);
  if (was) announce(sentences);
}

// ---- keeping

// Sends after a pause in typing, or after a while if there is no pause.
export function later(form, wait = QUIET) {
  const state = forms.get(form);
  clearTimeout(state.pause);
  state.pause = setTimeout(keep, Math.max(wait, state.rest), form);
  state.most ??= setTimeout(keep, Math.max(wait, MOST, state.rest), form);
}

export function hush(state) {
  clearTimeout(state.pause);
  clearTimeout(state.most);
  state.most = null;
}

// One request at a time, except when the page is left. Requests cannot overtake each other: each says from which version it grew.
export function keep(form, { atOnce = false } = {}) {
  const state = forms.get(form), text = written(form);
  hush(state);
  if (state.gone || same(text, state.clean)) return state.keeping;
  if (state.pending && !atOnce) { state.more = true; return state.keeping; }
  if (state.pending && same(text, state.sent.at(-1))) return state.keeping;
  state.keeping = send(form, text);
  return state.keeping;
}

async function send(form, text) {
  const state = forms.get(form), turn = state.asked += 1;
  state.more = false;
  state.sent = [...state.sent, { title: text.title, body: text.body }].slice(-4);
  state.pending += 1;
  const slow = setTimeout(() => state.trouble || trouble(form, 'waiting'), SLOW);
  try {
    const response = await post(copyOf(form, text));
    clearTimeout(slow);
    await answered(form, text, turn, response);
  } catch {
    trouble(form, unreached());
  } finally {
    clearTimeout(slow);
    state.pending -= 1;
    if (!state.pending && state.more) later(form, 0);
  }
}

async function answered(form, text, turn, response) {
  const state = forms.get(form);
  if (state.gone) return;
  if (response.status === 409) return meanwhile(form, text, response);
  if (response.status === 400) return renewed(form, await renew());
  if (!response.ok || response.redirected || !response.headers.has('Unsent-At')) return trouble(form, kindOf(response));
  if (turn > state.heard) accepted(form, text, response.headers.get('Unsent-At'));   // without it, the text was posted already, or emptied
  state.heard = Math.max(turn, state.heard);
  calm(form, await response.text());
}

function accepted(form, text, at) {
  const state = forms.get(form), whole = same(text, written(form));
  if (page.leaving && at) stash(form, 'left'); else if (whole) drop(keyOf(form.dataset.unsent));
  form.dataset.unsentAt = at || form.dataset.unsentAt || '';
  Object.assign(state, { clean: text, apart: false });
  if (whole) return;
  stash(form);
  later(form);
}

function renewed(form, kind) {
  const state = forms.get(form), again = !kind && !state.renewed;
  state.renewed = !kind;
  if (!again) return trouble(form, kind || 'refused');
  state.sent.pop();
  state.more = true;
}

// Other words were kept for this place since the page was opened: they stay on the server and these here, and both are shown,
// unless the others are this page's own words, whose answer was lost.
async function meanwhile(form, text, response) {
  const state = forms.get(form), theirs = { title: titleOf(response), body: await response.text() };
  if (state.sent.some(one => same(one, theirs))) return accepted(form, theirs, response.headers.get('Unsent-At'));
  Object.assign(state, { clean: text, apart: true, trouble: '', rest: 0 });
  stash(form);
  say(form, words(form).both, { urgent: true });
  if (!form.querySelector('.other-version')) offer(form, { ...text, ...theirs, title: theirs.title || text.title }, words(form).elsewhere);
}

function trouble(form, kind) {
  const state = forms.get(form), { here } = state;
  if (state.gone) return;
  state.unsure ||= [...DOWN, 'waiting'].includes(kind);           // the request may have arrived all the same
  state.trouble = kind;
  state.rest = Math.min(LONGEST, 2 * (state.rest || QUIET));
  stash(form);
  if (here === state.here) tell(form);
  if (kind !== 'waiting') later(form, state.rest);
}

// Shows both versions: one stays in the field, the other is shown beside it and kept on this device until the form is sent.
export function offer(form, copy, title = words(form).other) {
  const key = furtherKey(form.dataset.unsent), hold = () => store(key, { ...copyOf(form, copy), beside: true });
  const other = Object.assign(document.createElement('details'), { className: 'other-version', open: true });
  const text = Object.assign(document.createElement('pre'), { textContent: inFull(copy) });
  const use = Object.assign(document.createElement('button'), { type: 'button', textContent: words(form).use });
  forms.get(form).beside.push(key);
  hold();
  use.onclick = () => {
    const mine = written(form);
    fill(form, copy);
    Object.assign(copy, mine);
    hold();
    text.textContent = inFull(copy);
    field(form, 'body').dispatchEvent(new Event('input', { bubbles: true }));
    later(form, 0);
  };
  other.append(Object.assign(document.createElement('summary'), { textContent: title }), text, use);
  (form.querySelector('[data-kept]')?.closest('.buttons') || form.lastElementChild).after(other);
}

const inFull = copy => [copy.title, copy.body].filter(Boolean).join('\n\n');
