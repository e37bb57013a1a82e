// The last hour before a week opens, and the opening itself. The instant is the server's (`data-opens-at`, `data-now`) and time passes by
// the browser's monotonic clock, so a wrong clock on the device changes nothing. Only the server says whether the week is open:
// at zero the page is requested again, until the answer no longer holds the countdown.

import { announce } from './page.js';
import './requests.js';

const DAY = 86400, HOUR = 3600, SPOKEN = [1800, 600, 300, 60];
let timer, reading, fresh = true;                                // reading: { box, until, … } in performance.now() milliseconds

function begin() {
  const box = document.querySelector('[data-opens-at]');
  if (!box || reading?.box === box && reading.now === box.dataset.now) return;
  const until = opening(box, arrived());
  if (Number.isNaN(until)) return;
  reading = { box, now: box.dataset.now, until, spoken: Infinity, tries: 0 };
  tick();
}

// The server's `now` is the instant at which its answer began to arrive.
function arrived() {
  const first = fresh && performance.getEntriesByType('navigation')[0]?.responseStart;
  fresh = false;
  return first || performance.now();
}

const opening = (box, when) => when + Date.parse(box.dataset.opensAt) - Date.parse(box.dataset.now);

function tick() {
  clearTimeout(timer);
  if (!reading?.box.isConnected) return;
  const left = Math.ceil((reading.until - performance.now()) / 1000);
  if (left <= 0) return open();
  show(left);
  speak(left);
  timer = setTimeout(tick, left > HOUR ? 20000 : (reading.until - performance.now()) % 1000 + 5);
}

function text(left) {
  const { days, hours, minutes } = reading.box.dataset;
  const parts = {
    days: Math.floor(left / DAY),
    hours: Math.floor(left / HOUR) % 24,
    minutes: Math.floor(left / 60) % 60,
    seconds: String(left % 60).padStart(2, '0'),
  };
  const template = left >= DAY ? days : left >= HOUR ? hours : minutes;
  return template.replace(/\{(\w+)\}/g, (_, name) => parts[name]);
}

function show(left) {
  const place = reading.box.querySelector('[role=timer]');
  const words = text(left);
  if (place && place.textContent !== words) place.textContent = words;
}

// A screen reader says the remaining time four times, and then the opening; every second or minute would be too often.
function speak(left) {
  const due = SPOKEN.find(mark => left <= mark && left > mark - 60 && reading.spoken > mark);
  if (!due) return;
  reading.spoken = due;
  announce(text(left));
}

// All countdowns reach zero together, so each asks at its own moment within the seconds that the server needs for everybody. If that
// takes long, a sentence says so, and its link asks at once.
function open() {
  const { box } = reading, place = box.querySelector('[role=timer]'), crowd = box.querySelector('[data-crowd]');
  if (place) place.textContent = box.dataset.opening;
  if (crowd) crowd.hidden = false;
  timer = setTimeout(ask, Math.random() * 1000 * (Number(box.dataset.spread) || 1.5));
}

async function ask() {
  const { box } = reading;
  if (!box.isConnected) return;
  const answer = await fetch(location.href, { cache: 'no-store', headers: { Accept: 'text/html' } }).then(ok).catch(() => null);
  const page = answer && new DOMParser().parseFromString(answer, 'text/html');
  const still = page?.querySelector('[data-opens-at]');
  if (page?.getElementById('page') && still?.dataset.opensAt !== box.dataset.opensAt) return unlock(answer, page, still ? '' : box.dataset.opened);
  if (still) reading.until = opening(still, performance.now());
  if (reading.until > performance.now()) return tick();
  reading.tries += 1;
  timer = setTimeout(ask, Math.min(3000 + reading.tries * 500, 15000) + Math.random() * 1000);
}

async function ok(response) {
  return response.ok && !response.redirected ? response.text() : null;
}

// Morphing keeps focus, scroll position and typed text. The open week may need scripts that the locked one did not.
async function unlock(answer, page, words) {
  if (!window.htmx) return location.reload();
  const held = document.activeElement;
  await htmx.swap({ text: answer, target: '#page', select: '#page', swap: 'outerMorph', sourceElement: document.body });
  for (const script of page.querySelectorAll('script[type=module]')) import(script.src).catch(() => {});
  if (!held.isConnected) document.querySelector('main')?.focus({ preventScroll: true });
  celebrate(words);
  announce(words);
}

// The moment is seen, too: the words stand above the page until the next one, and what was locked comes in part by part (opening.css).
function celebrate(words) {
  document.getElementById('page').classList.add('just-opened');
  const line = Object.assign(document.createElement('p'), { className: 'flash', textContent: words });
  line.setAttribute('aria-hidden', 'true');
  if (words) document.getElementById('flash').replaceChildren(line);
}

// After sleep the monotonic clock may have stood still: ask the server again.
let hiddenAt = 0;
document.addEventListener('visibilitychange', () => {
  if (document.hidden) hiddenAt = Date.now();
  else if (reading?.box.isConnected && Date.now() - hiddenAt > 60000) ask();
});
document.addEventListener('click', event => {
  if (!event.target.closest?.('[data-crowd] a') || !reading || !window.htmx) return;
  event.preventDefault();
  clearTimeout(timer);
  ask();
});
document.addEventListener('htmx:after:process', begin);
begin();
