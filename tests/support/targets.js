/* What is too small to press on the page: targets of fewer than `least` pixels, and main ones of fewer than `thumb`; and
   whether the page is wider than its window. All this as the page stands, and once more with everything on it opened.

   WCAG 2.5.8 lets a link in a sentence be as low as its line, and a small target stand where no other one is within its
   circle of `least` pixels. A choice is as large as its label. */
({ least, main, thumb }) => {
  const TARGETS = 'a[href], button, summary, select, textarea, input:not([type=hidden]), [role=button], [tabindex="0"]';
  const NO_WORDS = 'a, button, summary, select, textarea, script, style, .visually-hidden';

  const box = (element) => element.getBoundingClientRect();
  const isShown = (element) => element.checkVisibility({ visibilityProperty: true })
    && box(element).width > 1 && box(element).height > 1;

  const words = (node) => node.nodeType === Node.TEXT_NODE ? node.data
    : node.nodeType === Node.ELEMENT_NODE && !node.matches(NO_WORDS) ? [...node.childNodes].map(words).join('') : '';
  const blockOf = (element) => getComputedStyle(element).display.startsWith('inline') && element.parentElement
    ? blockOf(element.parentElement) : element;
  const isInSentence = (target) => target.matches('a') && getComputedStyle(target).display === 'inline'
    && /\p{L}/u.test(words(blockOf(target)));

  const boxes = (target) => [target, ...(target.matches('[type=checkbox], [type=radio]') ? target.labels : [])].map(box);
  const size = (target) => Math.max(...boxes(target).map(({ width, height }) => Math.min(width, height)));
  const named = (element) => element.localName + [...element.classList].map((word) => `.${word}`).join('');
  const told = (target, wanted) => {
    const { width, height } = box(target);
    const path = [target.parentElement?.parentElement, target.parentElement, target].filter(Boolean).map(named).join(' > ');
    const label = (target.textContent.trim() || target.name || '').replace(/\s+/g, ' ').slice(0, 40);
    return `${path} “${label}” is ${width.toFixed(1)} x ${height.toFixed(1)}, below ${wanted}`;
  };

  const apart = ([x, y], { left, right, top, bottom }) =>
    Math.hypot(Math.max(left - x, 0, x - right), Math.max(top - y, 0, y - bottom));
  const centre = (target) => [box(target).x + box(target).width / 2, box(target).y + box(target).height / 2];
  const between = ([x, y], [otherX, otherY]) => Math.hypot(x - otherX, y - otherY);
  const isNear = (small) => (other) => !other.contains(small) && !small.contains(other)
    && (apart(centre(small), box(other)) < least / 2 - .5
      || (size(other) < least - .5 && between(centre(small), centre(other)) < least - .5));

  const shown = () => [...document.querySelectorAll(TARGETS)].filter(isShown);
  const crowded = (targets) => targets.filter((target) => size(target) < least - .5 && !isInSentence(target)
    && targets.some(isNear(target)));
  const low = (targets) => main ? targets.filter((target) => target.matches(main) && size(target) < thumb - .5) : [];
  const wide = () => document.documentElement.scrollWidth > document.documentElement.clientWidth ? ['scrolls sideways'] : [];

  const standing = shown();
  const faults = [
    ...wide(), ...crowded(standing).map((target) => told(target, least)), ...low(standing).map((target) => told(target, thumb)),
  ];
  const closed = [...document.querySelectorAll('details:not([open])')];
  closed.forEach((part) => { part.open = true; });
  const inside = new Set(standing);
  const opened = [
    ...wide(), ...low(shown().filter((target) => !inside.has(target))).map((target) => told(target, thumb)),
  ];
  closed.forEach((part) => { part.open = false; });
  return [...faults, ...opened.filter((fault) => !faults.includes(fault)).map((fault) => `opened: ${fault}`)];
};
