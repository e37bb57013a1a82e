// Alt and a letter or digit (`data-key="a"`) press a button; `?`, or a button with `data-opens`, shows all keys of the page.

// Looks in the segment first, then on the page. Uses the physical key, since Alt changes the character on a Mac.
function keyed(event) {
  const key = event.code.replace(/^(Key|Digit)/, '').toLowerCase();
  if (!/^[a-z0-9]$/.test(key)) return null;
  const find = root => root?.querySelector(`[data-key="${key}"]`);
  return find(event.target.closest?.('.segment')) || find(document);
}

document.addEventListener('keydown', event => {
  if (event.isComposing || event.ctrlKey || event.metaKey) return;
  if (event.altKey) press(event);
  else if (event.key === '?' && !event.target.matches('input, textarea, select')) document.getElementById('keys')?.showModal();
});

function press(event) {
  const button = keyed(event);
  if (!button) return;
  event.preventDefault();
  button.click();
}

document.addEventListener('click', event => {
  const opener = event.target.closest('[data-opens]');
  if (opener) document.getElementById(opener.dataset.opens).showModal();
});
