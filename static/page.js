// What most scripts of a page begin with. A listener on the document hears what htmx swaps in, too; what must be done to an
// element itself is done with `whenever`.

export const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// Does this to each such element: to those that are here, and to those that htmx swaps in.
export function whenever(selector, does) {
  all(selector).forEach(does);
  document.addEventListener('htmx:after:process', event => {
    if (event.target !== document.body) all(selector, event.target.parentElement || document).forEach(does);
  });
}
