// For every form: it is sent only once, and not with a file that is too large; Control and Enter send it; and when it comes back
// with errors, these are read first. The page works without this script.

import { all, whenever } from './page.js';

// ---- a form on its way is not sent a second time

// `aria-disabled` keeps the focus where it is; `disabled` would lose it.
export function sending(form, on) {
  form.toggleAttribute('data-sending', on);
  for (const button of all('button:not([type=button])', form)) {
    if (on) button.setAttribute('aria-disabled', 'true');
    else button.removeAttribute('aria-disabled');
  }
  for (const area of all('textarea', form)) area.readOnly = on;    // what is typed now would be lost
}

document.addEventListener('submit', event => {
  const form = event.target;
  // Sending the first again replaces the request before; of the second, each post's buttons send their own (voices.js).
  if (form.method !== 'post' || form.matches('[hx-sync=replace], #voice')) return;
  if (form.hasAttribute('data-sending') || tooLarge(form)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  sending(form, true);
  // A plain form whose answer is a file, or never comes, must become usable again.
  if (!form.matches('[hx-post]')) setTimeout(sending, 8000, form, false);
}, true);

document.addEventListener('htmx:finally:request', event => {
  const form = event.detail.ctx.sourceElement;
  if (form.matches?.('form')) sending(form, false);
});
addEventListener('pageshow', () => all('form[data-sending]').forEach(form => sending(form, false)));

// ---- a file that is too large is refused before it is uploaded

function tooLarge(form) {
  const field = all('input[type=file][data-max-bytes]', form).find(isTooLarge);
  if (field) field.reportValidity();
  return Boolean(field);
}

function isTooLarge(field) {
  const large = [...field.files].some(file => file.size > Number(field.dataset.maxBytes));
  field.setCustomValidity(large ? field.dataset.tooLarge : '');
  return large;
}

document.addEventListener('change', event => {
  if (event.target.matches('input[type=file][data-max-bytes]') && isTooLarge(event.target)) event.target.reportValidity();
});

// ---- choosing a file ticks the radio button that says a file is sent

document.addEventListener('change', event => {
  const radio = document.getElementById(event.target.dataset?.chooses);
  if (radio && event.target.files.length) radio.checked = true;
});

// ---- keyboard, and errors

document.addEventListener('keydown', event => {
  const area = event.target;
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing || event.defaultPrevented) return;
  if (!area.matches('textarea') || !area.form) return;
  event.preventDefault();
  area.form.requestSubmit();
});

whenever('.error-summary', (summary, index) => {
  if (index || summary.hasAttribute('data-met')) return;         // of several summaries, the first
  summary.setAttribute('data-met', '');
  summary.focus();
});
