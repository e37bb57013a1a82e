// A tap on one of a post's voices: only that line is replaced, and the focus stays on the button.

import './requests.js';

document.addEventListener('submit', async event => {
  const form = event.target, button = event.submitter;
  if (!form.matches('.voices') || !button || !window.htmx) return;
  event.preventDefault();
  const post = form.closest('.post'), values = { ...Object.fromEntries(new FormData(form)), [button.name]: button.value };
  await window.htmx.ajax('POST', form.action, { source: form, target: form, swap: 'outerHTML', values });
  post.querySelector(`.voices [value=${button.value}]`)?.focus();
});
