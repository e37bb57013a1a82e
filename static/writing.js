// A form in which somebody writes: the text in its fields, the copy of it in this browser (copies.js), and what it says of them.

import { drop, keyOf, same, store } from './copies.js';
import { announce } from './page.js';

const FIELDS = ['title', 'body', 'language'];
export const forms = new Map();                             // form or part → its state
export const page = { stage: 'typing', leaving: false };    // the stage of new copies; whether the next page was requested

export const live = () => [...forms.keys()].filter(form => form.isConnected || !forms.delete(form));

// Where a form is (`at`: see keeping.js), and what there is to know of it:
// clean: the words that the server has, or null where it keeps other ones; sent: those last sent; asked: the request that
// an answer is awaited to; rest: ms between attempts; trouble: what is wrong; here: whether this browser can hold a copy;
// beside: keys of other versions; unsure: whether words may have arrived without an answer.
export const begin = clean => ({ at: 'still', clean, sent: [], asked: null, rest: 0, trouble: '', here: true, beside: [] });
export const stateOf = form => forms.get(form) ?? begin({});     // of a form that was taken off the page nothing is kept any more

// ---- the form's text

export const field = (form, name) => form.elements ? form.elements[name] : form.querySelector(`[data-field="${name}"]`);
export const fields = form => FIELDS.filter(name => field(form, name));
export const written = form => ({ ...Object.fromEntries(fields(form).map(name => [name, field(form, name).value])),
  reply_to: field(form, 'reply_to')?.value || '' });

// The fields as the page brought them: on a slow line a person may have typed before this script was loaded.
export const brought = form => ({ ...Object.fromEntries(fields(form).map(name => [name, defaultOf(field(form, name))])),
  reply_to: form.dataset.unsentTo || '' });

const defaultOf = input => input.options ? [...input.options].find(option => option.defaultSelected)?.value
  : input.defaultValue.replace(/\r\n?/g, '\n');

export const blank = text => !text.body?.trim() && !text.title?.trim();
const inOneLine = words => (words || '').split(/\s+/).join(' ').trim();
export const goesOn = (text, before) => ['title', 'body'].every(name => inOneLine(text[name]).startsWith(inOneLine(before[name])));

// The same words, and in reply to the same post.
const aimOf = text => blank(text) ? '' : text.reply_to || '';
export const alike = (one, other) => same(one, other) && aimOf(one) === aimOf(other);

export function isKept(form) {
  const { clean } = stateOf(form);
  return clean !== null && alike(written(form), clean);
}

export function fill(form, text) {
  for (const name of fields(form)) if (text[name] != null) field(form, name).value = text[name];
}

// ---- this browser's copy

export const copyOf = (form, text, at = page.stage) => ({ ...text, place: form.dataset.unsent, since: form.dataset.unsentAt || '',
  once: field(form, 'once')?.value || '', zone: form.dataset.zone || '', sent: stateOf(form).sent.slice(-2), stage: at });

export function stash(form, at) {
  const state = stateOf(form), text = written(form), key = keyOf(form.dataset.unsent), before = state.here;
  clearTimeout(state.soon);
  state.soon = null;
  const needless = blank(text) || isKept(form), copy = copyOf(form, text, at);
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
export function tell(form, { urgent = false } = {}) {
  const { trouble, here } = stateOf(form), { notSent, again, keptHere, nowhere, [trouble]: wrong } = words(form);
  const whole = `${wrong} ${here ? keptHere : nowhere}`;
  const sentences = urgent ? `${notSent} ${whole} ${trouble === 'ended' ? '' : again}` : whole;
  form.querySelector('[data-kept]')?.classList.toggle('nowhere', !here);
  say(form, sentences.trim(), { urgent, link: trouble === 'ended' && signInLink(form) });
  if (!urgent) announce(whole);
}

function signInLink(form) {
  return Object.assign(document.createElement('a'), { href: words(form).signInAt, target: '_blank', textContent: words(form).signIn });
}

export function calm(form, sentences) {
  const state = stateOf(form), was = state.trouble;
  Object.assign(state, { trouble: '', rest: 0, unsure: false, renewed: false, anew: false });
  form.querySelector('[data-kept]')?.classList.remove('nowhere');
  say(form, sentences);
  if (was) announce(sentences);
}
