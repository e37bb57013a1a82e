// Paragraphs that are written one by one (`.segment`): each is saved by its own button, keys lead from one to the next, and a term
// or a draft goes in at the caret.

import { all, insert } from './page.js';
import { sending } from './forms.js';

// ---- saving: what is typed while a paragraph is being saved would be lost when htmx swaps it

const waiting = new Map();           // form → the button with which it will be sent

// The whole form must wait until its paragraph is saved. The listener is on the window, so that it runs before that of forms.js.
addEventListener('submit', event => {
  const form = event.target;
  if (!form.querySelector('.segment[data-sending]')) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  waiting.set(form, event.submitter);
}, true);

const partOf = event => event.detail.ctx.sourceElement.closest?.('.segment');

document.addEventListener('htmx:before:request', event => {
  const part = partOf(event);
  if (part?.hasAttribute('data-sending')) event.preventDefault();
  else if (part) sending(part, true);
});
document.addEventListener('htmx:finally:request', event => {
  const part = partOf(event);
  if (part) sending(part, false);
  for (const [whole, button] of waiting) {
    if (whole.querySelector('.segment[data-sending]')) continue;
    waiting.delete(whole);
    whole.requestSubmit(button);
  }
});

// ---- keys

function step(textarea, by) {
  const areas = all('.segment textarea'), next = areas[areas.indexOf(textarea) + by];
  if (next) next.focus();
}

document.addEventListener('keydown', event => {
  const area = event.target;
  if (event.isComposing || !area.matches('.segment textarea')) return;
  if (event.altKey && /^Arrow(Up|Down)$/.test(event.key)) {
    event.preventDefault();
    step(area, event.key === 'ArrowDown' ? 1 : -1);
  } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save(event);
}, true);

// Saves the paragraph with its own button and goes on to the next; without such a button the whole form is sent (forms.js).
function save(event) {
  const button = event.target.closest('.segment').querySelector('[data-save]');
  if (!button) return;
  event.preventDefault();
  button.click();
  step(event.target, 1);
}

// ---- the translator's aids

document.addEventListener('click', event => {
  const button = event.target.closest('[data-insert]');
  const area = button?.closest('.segment')?.querySelector('textarea');
  if (!area) return;
  event.preventDefault();
  if ('whole' in button.dataset) area.select();
  insert(area, button.dataset.insert);
});
