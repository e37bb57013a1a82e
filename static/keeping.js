// What becomes of the words in a form: a machine of seven states. Each form, or part with fields of its own, has one.
//
//          .-------------------------- kept -----------------------.
//          v                                                       |
//        still --typed--> typed --due, left--> asking --due--> behind
//                         ^ ^ ^                | | |
//                         | | '-- more, again -' | '--failed--> troubled --due, left--> asking
//                         | '--typed-- apart <-other                ^
//                         '--typed-- gone -----------notSent--------'
//                                     ^
//        any state --submitted, arrived
//
// Answers lead from behind where they lead from asking. Typing on changes neither, nor troubled.
//
// still     the server has the words, or there are none
// typed     it lacks them; they are sent after a pause, or after a while if there is no pause
// asking    they are on their way to it
// behind    older words are on their way to it, and the present ones follow
// apart     it keeps other words, which another window or device sent; both versions are shown
// troubled  the last attempt came to nothing; the next follows after a rest, or when somebody is back
// gone      the form itself is on its way, or has arrived: from here the sending is the keeping

import { drop, furtherKey, keyOf, read, same, store } from './copies.js';
import { kindOf, post, renew, titleOf, unreached } from './asking.js';
import { alike, calm, copyOf, field, fill, forms, isKept, page, say, stash, stateOf, tell, words, written } from './writing.js';

const DEVICE = 1000, QUIET = 1500, MOST = 3000;      // ms: to this browser; to the server after a pause; to the server without a pause
const SLOW = 5000, LONGEST = 30000;                  // ms until a missing answer is mentioned; between two attempts while there is trouble
export const DOWN = ['offline', 'silent', 'restarting', 'trouble', 'otherPerson'];  // nothing can be sent now

// state → event → the next state, and what is done. An event that is not here changes nothing.
const ANSWERS = { kept: ['still'], other: ['apart', showBoth], again: ['typed', goOnAtOnce], failed: ['troubled', trouble] };
const TABLE = {
  still: { typed: ['typed', wait], due: ['asking', ask], left: ['asking', ask] },      // a browser may fill in a form without a word
  typed: { typed: ['typed', wait], due: ['asking', ask], left: ['asking', ask], same: ['still'] },
  asking: { typed: ['asking', wait], due: ['behind'], left: ['asking', ask], slow: ['asking', mention], more: ['typed', goOn], ...ANSWERS },
  behind: { typed: ['behind', wait], left: ['asking', ask], slow: ['behind', mention], more: ['typed', goOnAtOnce], ...ANSWERS },
  apart: { typed: ['typed', wait], due: ['asking', ask] },
  troubled: { typed: ['troubled', wait], due: ['asking', ask], left: ['asking', ask], back: ['troubled', retry] },
  gone: { typed: ['typed', wait] },
};
const ANYWHERE = { submitted: ['gone', pack], arrived: ['gone', unpack], notSent: ['troubled', refuse] };

export function fire(form, event, detail) {
  const state = stateOf(form), [next, effect] = ANYWHERE[event] ?? TABLE[state.at][event] ?? [state.at];
  state.at = next;
  effect?.(form, state, detail);
}

// Sends what the server does not have yet, and returns the promise of being answered.
export function keep(form, event = 'due') {
  const state = stateOf(form), isOnItsWay = state.asked && alike(written(form), state.sent.at(-1));
  if (!forms.has(form)) return state.keeping;
  hush(state);
  if (event === 'due' || !isOnItsWay) fire(form, isKept(form) ? 'same' : event);
  return state.keeping;
}

// ---- waiting

function wait(form, state) {
  state.soon ??= setTimeout(stash, DEVICE, form);
  later(form, state, QUIET);
}

function goOn(form, state) {
  stash(form);
  later(form, state, QUIET);
}

function goOnAtOnce(form, state) {
  stash(form);
  later(form, state, 0);
}

function later(form, state, ms) {
  clearTimeout(state.pause);
  state.pause = setTimeout(keep, Math.max(ms, state.rest), form);
  state.most ??= setTimeout(keep, Math.max(ms, MOST, state.rest), form);
}

function retry(form, state) {
  state.rest = 0;
  later(form, state, 0);
}

function hush(state) {
  clearTimeout(state.pause);
  clearTimeout(state.most);
  state.most = null;
}

// ---- asking the server. Requests cannot overtake each other: each says from which version its words grew.

function ask(form, state) {
  state.keeping = send(form, state, written(form));
}

async function send(form, state, text) {
  const request = state.asked = {}, isLatest = () => state.asked === request;    // no other is listened to
  state.sent = [...state.sent, { title: text.title, body: text.body, reply_to: text.reply_to }].slice(-4);
  const slow = setTimeout(() => isLatest() && fire(form, 'slow', 'waiting'), SLOW);
  const answer = await post(copyOf(form, text)).then(readWhole).catch(() => null);
  clearTimeout(slow);
  const stale = answer?.response.status === 400 && { kind: await renew() };
  if (!isLatest()) return;
  state.asked = null;
  fire(form, ...(stale ? renewed(state, stale.kind) : answer ? answered(form, state, text, answer) : ['failed', unreached()]));
}

const readWhole = async response => ({ response, title: titleOf(response), body: await response.text() });

// What an answer means for the form: an event, and what belongs to it. Other words that were kept for this place since the page
// was opened stay on the server and these here, unless the others are this page's own words, whose answer was lost.
function answered(form, state, text, { response, title, body }) {
  const at = response.headers.get('Unsent-At'), theirs = { title, body };
  if (response.status === 409 && !state.sent.some(one => same(one, theirs))) return ['other', { text, theirs }];
  if (response.status === 409) return [accepted(form, state, theirs, at)];
  if (!response.ok || response.redirected || at === null) return ['failed', kindOf(response)];
  const event = accepted(form, state, text, at);     // at '': the text was posted already, or emptied
  calm(form, body);
  return [event];
}

// The next page may have been read before this answer: it would show the words of before, so the copy stays for it.
function accepted(form, state, text, at) {
  const whole = alike(text, written(form));
  if (page.leaving && at) stash(form, 'left'); else if (whole) drop(keyOf(form.dataset.unsent));
  form.dataset.unsentAt = at || form.dataset.unsentAt || '';
  state.clean = text;
  return whole ? 'kept' : 'more';
}

function renewed(state, kind) {
  const again = !kind && !state.renewed;
  state.renewed = !kind;
  if (!again) return ['failed', kind || 'refused'];
  state.sent.pop();
  return ['again'];
}

function showBoth(form, state, { text, theirs }) {
  Object.assign(state, { clean: null, trouble: '', rest: 0 });
  stash(form);
  say(form, words(form).both, { urgent: true });
  if (!form.querySelector('.other-version')) offer(form, { ...text, ...theirs, title: theirs.title || text.title }, words(form).elsewhere);
  if (!same(text, written(form))) later(form, state, QUIET);
}

// ---- trouble

function mention(form, state, kind) {
  if (!state.trouble) trouble(form, state, kind);
}

function trouble(form, state, kind) {
  const { here } = state;
  state.unsure ||= [...DOWN, 'waiting'].includes(kind);           // the request may have arrived all the same
  state.trouble = kind;
  state.rest = Math.min(LONGEST, 2 * (state.rest || QUIET));
  stash(form);
  if (here === state.here) tell(form);
  if (kind !== 'waiting') later(form, state, state.rest);
}

// ---- the form itself is sent

// Until it is known that it arrived, the copies stay, also of what stands beside the field: somebody may close the window meanwhile.
function pack(form, state) {
  const { known } = form.elements ?? {};
  letGo(state);
  if (known) known.value = form.dataset.unsentAt || '';          // what other devices kept meanwhile is not forgotten with this,
  if (known) known.disabled = Boolean(state.unsure);             // unless nobody knows whether it was this one
  if (!isKept(form)) stash(form, 'going');
  for (const key of state.beside) store(key, { ...read(key), stage: 'going' });
}

function unpack(form, state) {
  letGo(state);
  clearTimeout(state.soon);
  [keyOf(form.dataset.unsent), ...state.beside].forEach(drop);
}

function refuse(form, state, kind) {
  letGo(state);
  state.trouble = kind;
  stash(form);
  tell(form, { urgent: true });
  later(form, state, LONGEST);
}

// Nobody listens any more for the answer to what is on its way.
function letGo(state) {
  state.unsure ||= Boolean(state.asked);
  state.asked = null;
  hush(state);
}

// ---- two versions: one stays in the field, the other is shown beside it and kept on this device until the form is sent

export function offer(form, copy, title = words(form).other) {
  const key = furtherKey(form.dataset.unsent), hold = () => store(key, { ...copyOf(form, copy), beside: true });
  const other = Object.assign(document.createElement('details'), { className: 'other-version', open: true });
  const text = Object.assign(document.createElement('pre'), { textContent: inFull(copy) });
  const use = Object.assign(document.createElement('button'), { type: 'button', textContent: words(form).use });
  stateOf(form).beside.push(key);
  hold();
  use.onclick = () => {
    const mine = written(form);
    fill(form, copy);
    Object.assign(copy, mine);
    hold();
    text.textContent = inFull(copy);
    field(form, 'body').dispatchEvent(new Event('input', { bubbles: true }));
    keep(form);
  };
  other.append(Object.assign(document.createElement('summary'), { textContent: title }), text, use);
  (form.querySelector('[data-kept]')?.closest('.buttons') || form.lastElementChild).after(other);
}

const inFull = copy => [copy.title, copy.body].filter(Boolean).join('\n\n');
