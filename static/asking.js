// Requests to the server, each with a deadline, and what the answers mean for words that are to be kept.

import { holdAgain, meta } from './copies.js';

const DEADLINE = 30000, SMALL = 60000;               // ms without an answer; bytes that a browser still sends for a page that was left
const WANTED = ['title', 'body', 'language', 'place', 'since', 'once', 'zone', 'reply_to'];

export async function ask(path, { body, size = 0, deadline = DEADLINE, ...options } = {}) {
  const control = new AbortController(), timer = setTimeout(() => control.abort(), deadline + size / 4);   // 4 kB a second
  try {
    return await fetch(path, { body, credentials: 'same-origin', cache: 'no-store', signal: control.signal, ...options });
  } finally { clearTimeout(timer); }
}

export const isLarge = size => size > SMALL;
let underWay = 0;

// From pages that were left a browser sends at most 64 kB in all (`keepalive`); anything larger is sent while the page is open.
export async function post(copy) {
  const body = new URLSearchParams(WANTED.filter(name => copy[name] != null).map(name => [name, copy[name]])), size = String(body).length;
  const keepalive = !isLarge(underWay + size);
  if (keepalive) underWay += size;
  try {
    return await ask('/unsent', { method: 'POST', body, size, keepalive, headers: { 'X-CSRFToken': meta('csrf-token'), Accept: 'text/html' } });
  } finally { if (keepalive) underWay -= size; }
}

// The title of the other version that the server keeps (409).
export const titleOf = response => decodeURIComponent(response.headers.get('Unsent-Title') || '');

export const unreached = () => navigator.onLine ? 'silent' : 'offline';

// Why an answer does not count. A page that a proxy or a hotel's network answers with lacks the site's headers.
export function kindOf(response) {
  const { status } = response;
  if (status === 401 || response.redirected) return 'ended';
  if ([502, 503, 504].includes(status)) return 'restarting';
  if (status >= 500) return 'trouble';
  return { 408: 'silent', 413: 'long', 429: 'busy' }[status] || (status < 400 ? 'silent' : 'refused');
}

// After signing in again in another window a person has a new token: this page takes it over, if it is the same person.
let renewing;
export const renew = () => renewing ??= renewal().catch(unreached).finally(() => { renewing = null; });

async function renewal() {
  const response = await ask('/password');                       // a small page that needs a signed-in account
  if (!response.ok || response.redirected) return response.redirected || response.status === 401 ? 'ended' : kindOf(response);
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  const found = name => page.querySelector(`meta[name="${name}"]`)?.content;
  if (found('user-key') !== meta('user-key')) return 'otherPerson';
  document.querySelector('meta[name="csrf-token"]').content = found('csrf-token');
  document.querySelectorAll('input[name=csrf_token]').forEach(input => { input.value = found('csrf-token'); });
  holdAgain();
  return '';
}
