// A selection in a post or reading offers its place in the synthesis: a button beside it, and Alt+X, open the form with its words.

const WITHOUT = 'sup, .note, .side';        // not words of the text: marks of notes, remarks, headings of the columns

const lettersOf = text => text.replace(/\s+/gu, '');

function wordsOf(range) {
  const part = range.cloneContents();
  part.querySelectorAll(WITHOUT).forEach(element => element.remove());
  return part.textContent.replace(/\s+/gu, ' ').trim();
}

// The text whose words are selected: one column of it, so that "near" counts the same words as the server does.
function selected() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const texts = elementOf(range.commonAncestorContainer).closest('.texts');
  if (!texts || texts.closest('form')) return null;
  const language = elementOf(range.startContainer).closest('[lang]')?.lang;
  const column = [...texts.querySelectorAll('.pair > [lang]')].filter(cell => cell.lang === language);
  return { range, texts, column: column.length ? column : [texts] };
}

const elementOf = node => node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;

// The words of the chosen column alone: a selection over two paragraphs passes through the other language between them.
function chosen({ range, column }) {
  let words = '', near = 0, begun = false;
  for (const cell of column) {
    const here = document.createRange();
    here.selectNodeContents(cell);
    if (!range.intersectsNode(cell)) {
      if (!begun) near += lettersOf(wordsOf(here)).length;
      continue;
    }
    const before = here.cloneRange();
    if (range.comparePoint(cell, 0) < 0) {
      before.setEnd(range.startContainer, range.startOffset);
      near += lettersOf(wordsOf(before)).length;
      here.setStart(range.startContainer, range.startOffset);
    }
    if (range.comparePoint(cell, cell.childNodes.length) > 0) here.setEnd(range.endContainer, range.endOffset);
    words += ` ${wordsOf(here)}`;
    begun = true;
  }
  return { words: words.trim(), near };
}

const addressOf = texts => texts.dataset.excerpt || `${texts.closest('.post').querySelector('.who a:has(time)').pathname}/excerpt`;

function open() {
  const found = selected();
  const { words, near } = found ? chosen(found) : { words: '' };
  if (words) location.assign(`${addressOf(found.texts)}?${new URLSearchParams({ words, near })}`);
}

function offer() {
  const button = document.querySelector('[data-place-selection]'), found = selected();
  button.hidden = !found;
  if (!found) return;
  const box = found.range.getBoundingClientRect();
  button.style.top = `${box.bottom + scrollY + 6}px`;
  button.style.left = `${Math.max(8, Math.min(box.left + scrollX, document.documentElement.clientWidth - button.offsetWidth - 8))}px`;
}

let timer;
document.addEventListener('selectionchange', () => {
  clearTimeout(timer);
  timer = setTimeout(offer, 150);           // not while the selection is still being drawn
});
// Pressing the button must not collapse the selection that it is about.
document.addEventListener('pointerdown', event => {
  if (event.target.closest('[data-place-selection]')) event.preventDefault();
});
document.addEventListener('click', event => {
  if (event.target.closest('[data-place-selection]')) open();
});
document.addEventListener('keydown', event => {
  if (event.altKey && event.code === 'KeyX' && selected()) {
    event.preventDefault();
    open();
  }
});
