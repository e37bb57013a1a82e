// Pictures and files for a text: chosen, photographed, pasted or dropped. They are sent while the page stays, and their Markdown goes
// into the text at the caret. Loaded by paste.js when somebody first adds one.

import { ask, kindOf } from './asking.js';
import { meta } from './copies.js';
import { announce, insert } from './page.js';

const DEADLINE = 120000;
const given = (part, name) => part.querySelector(`[name=${name}]`);
const button = part => part.querySelector('[data-attach]');
const areaOf = part => part.closest('form').querySelector('textarea[data-markdown]');

// ---- adding

document.addEventListener('click', event => {
  const pressed = event.target.closest('[data-attach]');
  if (!pressed) return;
  event.preventDefault();
  add(pressed.closest('details'));
});

// Enter in the words adds the picture, and does not send the whole form.
document.addEventListener('keydown', event => {
  if (event.key !== 'Enter' || event.isComposing || !event.target.matches('details.attach input:not([type=file])')) return;
  event.preventDefault();
  add(event.target.closest('details'));
});

// Escape in the part leaves it, with what was chosen; it does not close the reply form around it.
document.addEventListener('keydown', event => {
  const part = event.key === 'Escape' && !event.isComposing && event.target.closest('details.attach');
  if (!part || part.dataset.busy) return;
  event.preventDefault();
  clear(part);
  areaOf(part).focus();
}, true);

// A file was chosen, pasted or dropped. Where the part was closed, it opens right under the text, so that both are in sight. There it
// stands before the buttons of the form: it is no longer the one that Enter in another field presses.
export function chosen(part) {
  const [file] = given(part, 'attachment').files, words = given(part, 'attachment_words');
  if (!part.open) {
    button(part).type = 'button';
    areaOf(part).after(part);
    part.open = true;
  }
  say(part, '');
  if (!given(part, 'attachment').reportValidity()) return;
  if (!file.type.startsWith('image/') && !words.value) words.value = file.name.replace(/\.\w+$/, '');
  words.focus({ preventScroll: true });
  button(part).scrollIntoView({ block: 'nearest', behavior: 'instant' });
}

async function add(part) {
  const field = given(part, 'attachment'), words = given(part, 'attachment_words'), [file] = field.files;
  if (part.dataset.busy || !field.reportValidity()) return;
  if (file?.type.startsWith('image/') && !words.value.trim()) { say(part, part.dataset.describe); words.focus(); return; }
  busy(part, true);
  try { answered(part, await send(part, file, words.value)); } catch { say(part, part.dataset.failed); } finally { busy(part, false); }
}

async function send(part, file, words) {
  const body = new FormData();
  if (file) body.append('attachment', file);
  body.append('attachment_words', words);
  const headers = { 'X-CSRFToken': meta('csrf-token'), Accept: 'application/json' };
  const response = await ask(button(part).dataset.attach, { method: 'POST', body, headers, deadline: DEADLINE, size: file?.size || 0 });
  if (response.headers.get('Content-Type')?.includes('json')) return response.json();
  return { error: part.closest('form').dataset[kindOf(response)] || part.dataset.failed };
}

function answered(part, { markdown, error }) {
  if (error) { say(part, error); given(part, 'attachment').focus(); return; }
  const area = areaOf(part), before = area.value.slice(0, area.selectionStart), rest = area.value.slice(area.selectionEnd);
  const gap = (text, edge) => !text.trim() || edge.test(text) ? '' : '\n\n';
  insert(area, gap(before, /\n\n$/) + markdown + (gap(rest, /^\n\n/) || (rest ? '' : '\n\n')));
  clear(part);
  announce(part.dataset.added);
}

function clear(part) {
  given(part, 'attachment').value = given(part, 'attachment_words').value = '';
  say(part, '');
  part.open = false;
}

function busy(part, on) {
  part.toggleAttribute('data-busy', on);
  if (on) { part.dataset.busy = '1'; say(part, part.dataset.sending, false); } else { delete part.dataset.busy; }
  button(part).toggleAttribute('aria-disabled', on);
}

function say(part, words, wrong = Boolean(words)) {
  const line = part.querySelector('[data-attach-says]');
  line.textContent = words;
  line.className = wrong ? 'error' : 'meta';
  line.hidden = !words;
}
