// Additions to htmx: a failed request is reported, and the scripts that a new part needs are loaded.

// No failure goes unseen. Forms with `data-unsent` report their own (unsent.js).
function trouble(event) {
  const { ctx, error } = event.detail;
  const flash = document.getElementById('flash');
  if (!flash || !ctx || ctx.sourceElement.closest?.('[data-unsent]')) return;
  if (!error && ctx.response.status < 500) return;
  const message = Object.assign(document.createElement('p'), { className: 'flash error', textContent: flash.dataset.trouble });
  message.setAttribute('role', 'alert');
  flash.replaceChildren(message);
}
document.addEventListener('htmx:error', trouble);
document.addEventListener('htmx:response:error', trouble);

// The page has most of them already, and a browser runs each module only once. If one cannot be loaded, the part works without.
document.addEventListener('htmx:after:request', event => {
  const scripts = event.detail.ctx.response?.headers.get('Scripts');
  for (const address of scripts?.split(' ') || []) import(address).catch(() => {});
});
