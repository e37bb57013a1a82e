// Names of members after `@` in `textarea[data-mentions]`, whose value is the address that knows them. The field stays a text
// field; the list below it is told by `aria-activedescendant`, and typing the whole name does the same.

import { ask } from './asking.js';
import { announce, insert } from './page.js';

const TYPED = /(?:^|[^\p{L}\p{N}\p{M}./+@\\-])@([\p{L}\p{N}][^\n@]{0,40})$/u, SPACES = 3;
const PAUSE = 150, CONTROLS = 'mention-names';                 // ms after the last key
const known = new Map();                                       // what is typed → the names that were found
let open = null, timer = 0, asked = 0;

// What is being typed after `@` at the caret, or nothing.
function typedIn(area) {
  if (area.selectionStart !== area.selectionEnd) return '';
  const words = TYPED.exec(area.value.slice(0, area.selectionEnd).slice(-60))?.[1] ?? '';
  return words.split(' ').length > SPACES + 1 ? '' : words;
}

async function look(area) {
  const typed = typedIn(area), mine = asked += 1;
  const names = typed ? await namesFor(area.dataset.mentions, typed) : [];
  if (mine !== asked || typedIn(area) !== typed || document.activeElement !== area) return;
  if (names.length && !(names.length === 1 && names[0] === typed.trim())) show(area, names);
  else close();
}

async function namesFor(address, typed) {
  const key = `${address} ${typed.trim().toLowerCase()}`;
  if (known.has(key)) return known.get(key);
  try {
    const response = await ask(`${address}?q=${encodeURIComponent(typed.trim())}`, { headers: { Accept: 'application/json' } });
    if (!response.ok || response.redirected) return [];
    const { names } = await response.json();
    known.set(key, names);
    return names;
  } catch { return []; }                                       // no list: the whole name can be typed
}

// ---- the list

function show(area, names) {
  const isNew = open?.area !== area;
  if (isNew) { close(); open = { area, list: made(area), at: 0 }; }
  open.at = 0;
  open.list.replaceChildren(...names.map(option));
  mark();
  if (isNew) announce(area.dataset.mentionsHelp);
}

function made(area) {
  const place = document.createElement('div'), list = document.createElement('ul');
  place.className = 'names';
  Object.assign(list, { id: CONTROLS, role: 'listbox', ariaLabel: area.dataset.mentionsLabel });
  place.append(list);
  area.after(place);
  area.setAttribute('aria-autocomplete', 'list');
  area.setAttribute('aria-controls', CONTROLS);
  return list;
}

function option(name, index) {
  const item = document.createElement('li');
  Object.assign(item, { id: `${CONTROLS}-${index}`, role: 'option', textContent: name });
  return item;
}

function mark() {
  [...open.list.children].forEach((item, index) => item.setAttribute('aria-selected', index === open.at));
  open.area.setAttribute('aria-activedescendant', open.list.children[open.at].id);
  open.list.children[open.at].scrollIntoView({ block: 'nearest' });
}

function close() {
  asked += 1;
  if (!open) return;
  ['aria-autocomplete', 'aria-controls', 'aria-activedescendant'].forEach(name => open.area.removeAttribute(name));
  open.list.parentElement.remove();
  open = null;
}

function take(name) {
  const { area } = open, end = area.selectionEnd;
  close();
  area.setSelectionRange(end - typedIn(area).length, end);
  insert(area, `${name} `);
}

// ---- what somebody does

const KEYS = {
  ArrowDown: () => { open.at = (open.at + 1) % open.list.children.length; mark(); },
  ArrowUp: () => { open.at = (open.at + open.list.children.length - 1) % open.list.children.length; mark(); },
  Enter: () => take(open.list.children[open.at].textContent),
  Tab: () => take(open.list.children[open.at].textContent),
  Escape: close,
};

document.addEventListener('input', event => {
  const area = event.target.closest?.('textarea[data-mentions]');
  if (!area) return;
  clearTimeout(timer);
  if (typedIn(area)) timer = setTimeout(look, PAUSE, area);
  else close();
});

document.addEventListener('keydown', event => {
  if (event.target !== open?.area || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (!KEYS[event.key]) return;
  event.preventDefault();
  KEYS[event.key]();
});

// Not `click`: the field would lose the focus first, and a phone its keyboard.
document.addEventListener('pointerdown', event => {
  const item = event.target.closest?.(`#${CONTROLS} [role=option]`);
  if (item) { event.preventDefault(); take(item.textContent); }
});

document.addEventListener('focusout', event => { if (event.target === open?.area) close(); });
document.addEventListener('selectionchange', () => { if (open && !typedIn(open.area)) close(); });
