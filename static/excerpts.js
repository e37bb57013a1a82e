// A selection in a post or reading offers its place in the synthesis: a button beside it, and Alt+X, open the form with its words.

import { all, announce } from './page.js';

const QUOTABLE = '.post .texts, .texts[data-excerpt]';
const WITHOUT = 'sup, .note, .side, [role=doc-backlink]';   // no words of the text: marks of notes, remarks, headings of the columns
const CELLS = '.pair > :is(.original, .translation):not(.side, .waiting)';
const LONGEST = 4001;                                       // one more than the form takes, so that it says so

const button = () => document.querySelector('[data-place-selection]');
const elementOf = node => node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement;
const lettersOf = words => words.replace(/\s+/gu, '');

function wordsOf(range) {
  if (elementOf(range.commonAncestorContainer).closest(WITHOUT)) return '';
  const part = range.cloneContents();
  all(WITHOUT, part).forEach(element => element.remove());
  return part.textContent.replace(/\s+/gu, ' ').trim();
}

// The part of a range that lies in an element; collapsed if there is none.
function within(element, range) {
  const part = document.createRange();
  part.selectNodeContents(element);
  if (range.compareBoundaryPoints(Range.START_TO_START, part) > 0) part.setStart(range.startContainer, range.startOffset);
  if (range.compareBoundaryPoints(Range.END_TO_END, part) < 0) part.setEnd(range.endContainer, range.endOffset);
  return part;
}

function addressOf(texts) {
  const post = texts.closest('.post')?.querySelector('.who a:has(time)')?.pathname;
  return texts.dataset.excerpt || (post && `${post}/excerpt`);
}

// The passage that is selected now, if it is of one text: its words, in which language, and where the form for it is.
function selected() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const touched = all(QUOTABLE).filter(texts => range.intersectsNode(texts) && wordsOf(within(texts, range)));
  if (touched.length !== 1 || !addressOf(touched[0])) return null;
  return passage(touched[0], range, selection.anchorNode);
}

// Only the words of the language in which the selection began: over two paragraphs it passes through the other one between them.
function passage(texts, range, anchor) {
  const cells = all(CELLS, texts).filter(cell => cell.getClientRects().length);
  const first = cells.find(cell => cell.contains(anchor)) || cells.find(cell => wordsOf(within(cell, range)));
  const side = first?.matches('.translation') ? 'translation' : 'original';
  const column = cells.length ? all(CELLS, texts).filter(cell => cell.matches(`.${side}`)) : [texts];
  const parts = column.map(cell => within(cell, range)).filter(wordsOf);
  const words = parts.map(wordsOf).join(' ').slice(0, LONGEST);
  return words ? { address: addressOf(texts), words, near: lettersBefore(range, column), side, end: parts.at(-1) } : null;
}

// How many letters of the column stand before the passage: the server looks for the words near there, should they occur twice.
function lettersBefore(range, column) {
  const before = document.createRange();
  before.setEnd(range.startContainer, range.startOffset);
  return column.reduce((sum, cell) => sum + lettersOf(wordsOf(within(cell, before))).length, 0);
}

function open({ address, words, near, side }) {
  location.assign(`${address}?${new URLSearchParams({ words, near, side })}`);
}

let offered = null;                         // a touch on the button may take the selection away before its click comes

function offer() {
  const found = selected(), place = button();
  if (found && !offered) announce(place.textContent);
  offered = found;
  place.hidden = !found;
  if (found) putBeside(place, found.end.getBoundingClientRect());
}

// Under the end of the passage, and inside the window, should that end lie below it.
function putBeside(place, passage) {
  const { clientWidth, clientHeight } = document.documentElement, gap = 6, edge = 8;
  place.style.top = `${scrollY + Math.min(passage.bottom + gap, clientHeight - place.offsetHeight - edge)}px`;
  place.style.left = `${scrollX + Math.max(edge, Math.min(passage.left, clientWidth - place.offsetWidth - edge))}px`;
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
  if (event.target.closest('[data-place-selection]') && offered) open(offered);
});
document.addEventListener('keydown', event => {
  if (event.key === 'Escape') button().hidden = true;
  const found = event.altKey && event.code === 'KeyX' && selected();
  if (!found) return;
  event.preventDefault();
  open(found);
});
