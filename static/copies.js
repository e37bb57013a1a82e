// Copies in this browser's storage of words that the server does not have yet.
// Each page has copies of its own, so that two windows with the same form never overwrite each other. A copy is
// { place, title, body, language, once, zone, since: the kept version that the words grew from,
//   sent: what was sent to the server on the way, stage, beside }. Its stage is
// 'typing': its page may still be open; 'left': that page was left; 'going': it was sent with its form.
// `beside`: it is another version, which was shown beside the field.

const PREFIX = 'semana:unsent:';
const PAGE = Math.random().toString(36).slice(2);
let silent = false, last = 0;

export const meta = name => document.querySelector(`meta[name="${name}"]`)?.content || '';
const own = () => `${PREFIX}${meta('user-key')}:`;
export const keyOf = place => `${own()}${place}#${PAGE}`;
export const furtherKey = place => `${keyOf(place)}-${last += 1}`;

// Whether two copies hold the same words, whatever language was chosen for them.
export const same = (one, other) => ['title', 'body'].every(name => (one[name] || '') === (other[name] || ''));

// Returns whether it is stored: storage may be full or forbidden, or the person signed out in another window.
export function store(key, copy) {
  try {
    if (silent) return false;
    localStorage.setItem(key, JSON.stringify(copy));
    return true;
  } catch { return false; }
}

export function drop(key) {
  try { localStorage.removeItem(key); } catch { /* forbidden: nothing was stored */ }
}

// This person's copies with their keys, for one place or for all. Damaged copies are skipped.
export function copies(place) {
  return keys().map(key => [key, read(key)]).filter(([, copy]) => copy?.place && (place === undefined || copy.place === place));
}

function keys() {
  try { return Object.keys(localStorage).filter(key => key.startsWith(own())); } catch { return []; }
}

export function read(key) {
  try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
}

// ---- signing out deletes this person's copies, also those of other windows

const LEAVING = 'semana:signing-out';

// Messages to this person's other windows: 'keep' what the server does not have yet, then 'forget' the copies.
export function tellOthers(what) {
  if (store(LEAVING, own() + what)) drop(LEAVING);
}

export function whenToldOf(what, then) {
  addEventListener('storage', event => { if (event.key === LEAVING && event.newValue === JSON.stringify(own() + what)) then(); });
}

export function forgetAll() {
  silent = true;
  keys().forEach(drop);
}

export function holdAgain() { silent = false; }
