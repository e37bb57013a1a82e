// What goes with htmx: a request that failed says so, and a part that comes brings the scripts that it needs.

// Nothing disappears in silence. Forms with `data-unsent` speak for themselves (unsent-sending.js).
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

// The page has most of them already, and a browser runs each only once. Without one, the part works as it does without any.
document.addEventListener('htmx:after:request', event => {
  const scripts = event.detail.ctx.response?.headers.get('Scripts');
  for (const address of scripts?.split(' ') || []) import(address).catch(() => {});
});
