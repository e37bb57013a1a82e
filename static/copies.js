// What this browser itself holds of somebody's writing: one copy for each page that has words which the server has not got.
// Each page has copies of its own, so that two windows with the same form never write over each other. A copy is
// { place, title, body, language, once, zone, since: the kept version that the words grew from,
//   sent: what was sent to the server on the way, stage, beside }. Its stage is
// 'typing': its page may still be there; 'left': that page was left; 'going': it was sent with its form.
// `beside`: it is another version, which was shown beside the field.

const PREFIX = 'semana:unsent:';
const PAGE = Math.random().toString(36).slice(2);
let silent = false, last = 0;

export const meta = name => document.querySelector(`meta[name="${name}"]`)?.content || '';
const own = () => `${PREFIX}${meta('user-key')}:`;
export const keyOf = place => `${own()}${place}#${PAGE}`;
export const furtherKey = place => `${keyOf(place)}-${last += 1}`;

// Whether they are the same words; the language that was chosen for them does not matter.
export const same = (one, other) => ['title', 'body'].every(name => (one[name] || '') === (other[name] || ''));

// Whether it is kept now: a browser may be full, or forbid it, or somebody signed out in another window.
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

// This person's copies, each with its key; for one place, or all. Those that nobody can read are none.
export function copies(place) {
  return keys().map(key => [key, read(key)]).filter(([, copy]) => copy?.place && (place === undefined || copy.place === place));
}

function keys() {
  try { return Object.keys(localStorage).filter(key => key.startsWith(own())); } catch { return []; }
}

export function read(key) {
  try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
}

// ---- signing out leaves nothing of this person's here, in whatever window they still write

const LEAVING = 'semana:signing-out';

// To this person's other windows: 'keep' what is not kept yet; then 'forget' what is here.
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
