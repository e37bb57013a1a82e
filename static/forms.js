// Every form: it is sent once, without a file that is too large; Control and Enter send it; and when it comes back with errors,
// they are read first. The page works without this.

import { all, whenever } from './page.js';

// ---- a form on its way is not sent a second time

// `aria-disabled` keeps the focus where it is; `disabled` would lose it.
export function sending(form, on) {
  form.toggleAttribute('data-sending', on);
  for (const button of all('button:not([type=button])', form)) {
    if (on) button.setAttribute('aria-disabled', 'true');
    else button.removeAttribute('aria-disabled');
  }
  for (const area of all('textarea', form)) area.readOnly = on;    // what is typed now would not be in what was sent
}

document.addEventListener('submit', event => {
  const form = event.target;
  if (form.method !== 'post' || form.matches('[hx-sync=replace]')) return;    // sent again, it replaces what was sent before
  if (form.hasAttribute('data-sending') || tooLarge(form)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  sending(form, true);
  // A plain form that answers with a file, or never answers, must be usable again.
  if (!form.matches('[hx-post]')) setTimeout(sending, 8000, form, false);
}, true);

document.addEventListener('htmx:finally:request', event => {
  const form = event.detail.ctx.sourceElement;
  if (form.matches?.('form')) sending(form, false);
});
document.addEventListener('semana:not-sent', event => sending(event.target.closest('form'), false));
addEventListener('pageshow', () => all('form[data-sending]').forEach(form => sending(form, false)));

// ---- a file too large is refused before it travels

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

// ---- who chooses a file means to send one: the radio button that says so is ticked

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
  if (index || summary.hasAttribute('data-met')) return;         // of several, the first
  summary.setAttribute('data-met', '');
  summary.focus();
});
