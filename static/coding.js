// The coding desk by keys alone. They work while a paragraph has the focus, so nobody presses one by chance.

import { announce } from './page.js';

const paragraphs = () => [...document.querySelectorAll('[data-paragraph]')];
const field = (here, name) => here.querySelector(`[name="${name}"]`);

function step(here, by) {
  const all = paragraphs();
  all[Math.min(Math.max(all.indexOf(here) + by, 0), all.length - 1)].focus();
}

function nextRegion(here) {
  const region = field(here, 'region');
  region.selectedIndex = (region.selectedIndex + 1) % region.length;
  announce(region.selectedOptions[0].text);
}

const ACTS = {
  j: here => step(here, 1),
  ArrowDown: here => step(here, 1),
  k: here => step(here, -1),
  ArrowUp: here => step(here, -1),
  r: nextRegion,
  w: here => field(here, 'body').focus(),
  n: () => document.querySelector('[data-done]').requestSubmit(),
  Enter: here => here.querySelector('form').requestSubmit(),
};

// A theme with several keys, such as "0" and "a", is chosen by pressing them one after the other.
let pressed = '';

function theme(here, key) {
  const keys = pressed + key;
  pressed = '';
  if (document.querySelector(`[data-press^="${CSS.escape(keys)}"]`) === null) return false;
  const chosen = document.querySelector(`[data-press="${CSS.escape(keys)}"]`);
  if (!chosen) {
    pressed = keys;
    return true;
  }
  field(here, 'theme').value = chosen.dataset.theme;
  announce(chosen.textContent.trim());
  return true;
}

document.addEventListener('keydown', event => {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const here = event.target.closest?.('[data-paragraph]');
  if (!here) return;
  if (event.target !== here) {
    if (event.key === 'Escape') here.focus();
    return;
  }
  if (Object.hasOwn(ACTS, event.key)) {
    pressed = '';
    ACTS[event.key](here);
  } else if (!theme(here, event.key)) return;
  event.preventDefault();
});

// A paragraph that comes back from the server takes the focus, wherever in it the focus was; with an error, the field does.
let placing = null;
document.addEventListener('submit', event => {
  placing = event.target.closest('[data-paragraph]');
});
document.addEventListener('htmx:after:settle', () => {
  const here = placing && document.getElementById(placing.id);
  if (!here || placing.isConnected) return;
  placing = null;
  (here.querySelector('[aria-invalid="true"]') || here).focus();
  if (here.dataset.said) announce(here.dataset.said);
});

// Not before htmx has seen the forms: a key pressed earlier would send one as a plain form, and load the page anew.
document.addEventListener('DOMContentLoaded', () => {
  (document.querySelector('[data-paragraph]:target') || paragraphs()[0])?.focus();
});
