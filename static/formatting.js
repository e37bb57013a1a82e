// The bar above a Markdown field, and its keys: they put Markdown around, or before, what is selected. Pressed again, they take it away.
// Every change goes in as if it were typed, so that undo takes it out again.

import { all, insert, whenever } from './page.js';

const FIELD = 'textarea[data-markdown], .segment textarea';
const MARKS = { bold: '**', italic: '*' };
const BEFORE = { heading: () => '## ', list: () => '- ', numbers: index => `${index + 1}. `, quote: () => '> ' };
const KINDS = { heading: /^#{1,6} +/, list: /^[-*+] +/, numbers: /^\d{1,9}[.)] +/, quote: /^> ?/ };
const MARKER = /^(?:\s*(?:[-*+]|\d{1,9}[.)]|>|#{1,6}) +)+/;     // what stands before the words of a line
const KEYS = { KeyB: 'bold', KeyI: 'italic', KeyK: 'link' }, SHIFTED = { Digit7: 'numbers', Digit8: 'list', Digit9: 'quote' };

export function format(area, name) {
  if (area.readOnly) return;
  if (name === 'link') link(area);
  else if (MARKS[name]) around(area, MARKS[name]);
  else lines(area, name);
}

// Replaces a stretch of the field, and selects a part of what came in.
function replace(area, [from, to], text, [start, end] = [text.length, text.length]) {
  area.focus();
  area.setSelectionRange(from, to);
  if (text) insert(area, text);
  else if (from < to && !document.execCommand('delete')) area.setRangeText('');
  area.setSelectionRange(from + start, from + end);
}

const selected = area => [area.selectionStart, area.selectionEnd];

// ---- words: bold, italic

// What is meant: the selection without the blanks at its ends, or the word at the caret.
function meant(area) {
  const [from, to] = selected(area), { value } = area;
  if (from === to) {
    const left = /[\p{L}\p{N}\p{M}]*$/u.exec(value.slice(0, from))[0], right = /^[\p{L}\p{N}\p{M}]*/u.exec(value.slice(from))[0];
    return left && right ? [from - left.length, to + right.length] : [from, to];
  }
  const words = value.slice(from, to);
  return words.trim() ? [from + words.search(/\S/), from + words.trimEnd().length] : [to, to];
}

// Three stars are both: of the stars at a side, an odd number means italic, and two or more bold.
const marked = (stars, mark) => mark === '*' ? stars % 2 === 1 : stars >= 2;

function around(area, mark) {
  const [from, to] = meant(area), { value } = area, { length } = mark, words = value.slice(from, to);
  const outside = Math.min(/\**$/.exec(value.slice(0, from))[0].length, /^\**/.exec(value.slice(to))[0].length);
  const inside = Math.min(/^\**/.exec(words)[0].length, /\**$/.exec(words)[0].length);
  const isMarker = /^ *\*$/.test(value.slice(0, from).split('\n').at(-1));
  if (marked(outside, mark) && !isMarker) replace(area, [from - length, to + length], words, [0, words.length]);
  else if (words.length > 2 * length && marked(inside, mark)) replace(area, [from, to], words.slice(length, -length), [0, words.length - 2 * length]);
  else if (!words.includes('\n')) replace(area, [from, to], mark + words + mark, [length, length + words.length]);
  else eachLine(area, [from, to], words, mark);
}

// Emphasis ends with its paragraph, so that each line gets its own.
function eachLine(area, place, words, mark) {
  const text = words.split('\n').map(line => {
    const marker = MARKER.exec(line)?.[0] ?? '', rest = line.slice(marker.length).trimEnd();
    return rest ? `${marker}${mark}${rest.trimStart()}${mark}` : line;
  }).join('\n');
  replace(area, place, text, [0, text.length]);
}

// ---- whole lines: heading, lists, quote

function lines(area, name) {
  const { value } = area, [start, end] = selected(area), kind = KINDS[name];
  const from = value.lastIndexOf('\n', start - 1) + 1, found = value.indexOf('\n', Math.max(start, end - 1)), to = found < 0 ? value.length : found;
  const before = value.slice(from, to).split('\n'), written = before.filter(line => line.trim());
  const off = written.length > 0 && written.every(line => kind.test(line));
  const text = before.map(without(name, off)).map(off ? line => line : counted(name, before.length === 1)).join('\n');
  const above = off || isApart(value.slice(0, from), kind) ? '' : '\n', below = off || isApart(value.slice(to), kind) ? '' : '\n';
  const whole = above + text + below, caret = start === end ? above.length + text.length : 0;
  replace(area, [from, to], whole, caret ? [caret, caret] : [above.length, above.length + text.length]);
}

// A line that was of another kind becomes one of this; a quotation may hold lists, and a list headings.
const without = (name, off) => line => off || name !== 'quote'
  ? Object.entries(KINDS).filter(([kind]) => off ? kind === name : kind !== 'quote').reduce((rest, [, kind]) => rest.replace(kind, ''), line) : line;

function counted(name, alone) {
  let index = 0;
  return line => {
    if (!line.trim() && !alone && name !== 'quote') return line;
    index += 1;
    return BEFORE[name](index - 1) + line;
  };
}

// Whether the line next to the changed ones is blank, or of their kind, or not there.
function isApart(beside, kind) {
  const next = beside.startsWith('\n') ? beside.slice(1).split('\n')[0] : beside.replace(/\n$/, '').split('\n').at(-1);
  return !next.trim() || kind.test(next);
}

// ---- links

function link(area) {
  const [from, to] = selected(area), words = area.value.slice(from, to);
  if (/^(?:https?:\/\/|www\.)\S+$/.test(words)) return replace(area, [from, to], `[](${words})`, [1, 1]);
  const text = words.replaceAll('\n', ' '), address = 'https://', start = text ? text.length + 3 : 1;
  replace(area, [from, to], `[${text}](${address})`, text ? [start, start + address.length] : [1, 1]);
}

// ---- what somebody does

const barOf = target => target.closest?.('.formatting [role=toolbar]');
const areaOf = bar => document.getElementById(bar.getAttribute('aria-controls'));

document.addEventListener('click', event => {
  const button = event.target.closest?.('[data-format]');
  if (button) format(areaOf(barOf(button)), button.dataset.format);
});

// The field keeps the focus, and a phone its keyboard.
document.addEventListener('pointerdown', event => {
  if (event.target.closest?.('.formatting button')) event.preventDefault();
});
document.addEventListener('mousedown', event => {
  if (event.target.closest?.('.formatting button')) event.preventDefault();
});

document.addEventListener('keydown', event => {
  const area = event.target;
  if (!area.matches?.(FIELD) || event.isComposing || event.altKey || !(event.ctrlKey || event.metaKey)) return;
  const name = (event.shiftKey ? SHIFTED : KEYS)[event.code];
  if (!name) return;
  event.preventDefault();
  format(area, name);
});

// ---- one stop of the Tab key for the whole bar; the arrow keys lead from button to button

document.addEventListener('keydown', event => {
  const bar = barOf(event.target), step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (!bar || !step || event.ctrlKey || event.metaKey || event.altKey) return;
  const buttons = all('button', bar), next = buttons[(buttons.indexOf(event.target) + step + buttons.length) % buttons.length];
  event.preventDefault();
  stopAt(bar, next);
  next.focus();
});

function stopAt(bar, stop) {
  for (const button of all('button', bar)) button.tabIndex = button === stop ? 0 : -1;
}

whenever('.formatting [role=toolbar]', bar => stopAt(bar, bar.querySelector('button')));
