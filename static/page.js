// Helpers that most scripts use. Listeners belong on the document, so that they also hear events of parts that htmx swaps in;
// `whenever` is for what must be done to an element itself.

export const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// Calls a function for each matching element, both those on the page and those that htmx swaps in later.
export function whenever(selector, does) {
  all(selector).forEach(does);
  document.addEventListener('htmx:after:process', event => {
    if (event.target !== document.body) all(selector, event.target.parentElement || document).forEach(does);
  });
}

// Into a field at the caret, so that undo takes it out again.
export function insert(area, text) {
  area.focus();
  if (document.execCommand('insertText', false, text)) return;
  area.setRangeText(text, area.selectionStart, area.selectionEnd, 'end');
  area.dispatchEvent(new Event('input', { bubbles: true }));
}

// A screen reader says it, wherever the focus is; what it said last is not said again.
export function announce(words) {
  const region = document.getElementById('announce');
  if (region && region.textContent !== words) region.textContent = words;
}
