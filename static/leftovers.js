// Copies that other pages left in this browser: they are sent to the server from the person's present page, and deleted when the
// person signs out.

import { copies, drop, forgetAll, meta, read, same, tellOthers, whenToldOf } from './copies.js';
import { post, titleOf } from './asking.js';
import { sending } from './forms.js';

const SETTLED = 10000, HEARD = 100;                    // ms: a copy has not changed; other windows have heard and copied their words
const isOnThisPage = copy => [...document.querySelectorAll('[data-unsent]')].some(form => form.dataset.unsent === copy.place);

// The answer to a plain form is a new page; it names the places that were sent: <… data-sent="PLACE PLACE">
function arrived(mark) {
  for (const place of mark.dataset.sent.split(' ')) for (const [key, copy] of copies(place)) if (copy.stage === 'going') drop(key);
  mark.removeAttribute('data-sent');
}

// Sends this person's copies whose form is not on this page, once the server can be reached. Copies of pages that were left
// are sent now. A page that is still open sends its own, so other copies are sent only if they have not changed for a while.
async function sendLeftovers() {
  if (!meta('user-key')) return;
  const found = copies(), then = JSON.stringify(found);
  for (const [key, copy] of found) if (copy.stage === 'left') await sendLeftover(key, copy);
  if (found.some(([, copy]) => copy.stage !== 'left')) setTimeout(sendSettled, SETTLED, then);
}

async function sendSettled(then) {
  const before = new Map(JSON.parse(then).map(([key, copy]) => [key, JSON.stringify(copy)]));
  for (const [key, copy] of copies()) if (before.get(key) === JSON.stringify(copy)) await sendLeftover(key, copy);
}

async function sendLeftover(key, copy) {
  if (copy.beside || isOnThisPage(copy)) return;
  let response = await post(copy).catch(() => null);
  const since = response?.status === 409 && await isOwn(copy, response) && response.headers.get('Unsent-At');
  if (since) response = await post({ ...copy, since }).catch(() => null);
  if (response?.ok && response.headers.has('Unsent-At') && same(copy, read(key) || copy)) drop(key);
}

async function isOwn(copy, response) {
  const theirs = { title: titleOf(response), body: await response.text() };
  return copy.sent?.some(one => same(one, theirs));
}

// ---- signing out: send to the server what can be sent, then delete all copies

async function signOut(form) {
  const keeping = [];
  tellOthers('keep');
  await new Promise(done => setTimeout(done, HEARD));
  document.dispatchEvent(new CustomEvent('semana:keep', { detail: keeping }));     // heard by the forms of this page (unsent.js)
  keeping.push(...copies().map(([key, copy]) => sendLeftover(key, copy)));
  await Promise.race([Promise.all(keeping), new Promise(done => setTimeout(done, 1000))]);
  if (copies().length && !confirm(form.dataset.signOut)) return sending(form, false);
  tellOthers('forget');
  forgetAll();
  form.submit();
}

document.addEventListener('submit', event => {
  if (!event.target.matches('form[data-sign-out]') || !navigator.onLine) return;
  event.preventDefault();
  signOut(event.target);
});

whenToldOf('forget', forgetAll);

// ---- when

function arrivals() {
  document.querySelectorAll('[data-sent]').forEach(arrived);
}

document.addEventListener('htmx:after:process', arrivals);
addEventListener('online', sendLeftovers);
arrivals();
sendLeftovers();
