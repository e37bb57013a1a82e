// A tap on one of a post's voices: only that line is replaced, and the focus stays on the button.

import './requests.js';

document.addEventListener('submit', async event => {
  const button = event.submitter, line = button?.closest('.voices');
  if (!line || !window.htmx) return;
  event.preventDefault();
  if (line.hasAttribute('data-sending')) return;
  line.setAttribute('data-sending', '');
  const post = line.closest('.post'), values = { ...Object.fromEntries(new FormData(event.target)), [button.name]: button.value };
  await window.htmx.ajax('POST', button.formAction, { source: line, target: line, swap: 'outerHTML', values });
  line.removeAttribute('data-sending');                            // it is still there if the tap failed
  post.querySelector(`.voices [value=${button.value}]`)?.focus();
});
