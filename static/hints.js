// Hints on writing, asked for after a pause in typing. They are a convenience: if there is no line, or nobody is signed in any more,
// nothing comes, and what somebody types is not touched. So this is no request of htmx, which would follow to the sign-in page.

import { all } from './page.js';

const PAUSE = 2500, asked = new WeakMap();       // by place: the pause that is going on, and the number of the last question
const placeOf = field => all('[data-hints]').find(place => place.dataset.for === field.id);

document.addEventListener('input', event => {
  const place = event.target.id && placeOf(event.target);
  if (!place) return;
  clearTimeout(asked.get(place)?.timer);
  const number = (asked.get(place)?.number || 0) + 1;
  asked.set(place, { number, timer: setTimeout(() => ask(place, event.target, number), PAUSE) });
});

async function ask(place, field, number) {
  const form = field.form, body = new URLSearchParams({ body: field.value, language: form?.elements.language?.value || '' });
  const headers = { 'HX-Request': 'true', 'X-CSRFToken': document.querySelector('meta[name=csrf-token]').content };
  const response = await fetch(place.dataset.hints, { method: 'POST', body, headers, redirect: 'error' }).catch(() => null);
  const answer = response?.ok && !response.headers.get('HX-Redirect') && await response.text().catch(() => null);
  if (typeof answer !== 'string' || asked.get(place)?.number !== number || !place.isConnected) return;
  place.innerHTML = answer;
  window.htmx?.process(place);
}
