// Rare actions on a post: the page behind "More" opens under the post, and the focus stays on the link.

import { whenever } from './page.js';
import './requests.js';

const toolsOf = link => document.getElementById(`tools-${link.href.split('/').at(-2)}`);

function showTools(link, shown) {
  const tools = toolsOf(link);
  if (!tools) return;                             // refused or unanswered, which the page says
  tools.hidden = !shown;
  link.setAttribute('aria-controls', tools.id);
  link.setAttribute('aria-expanded', String(shown));
}

async function fetchTools(link) {
  if (link.hasAttribute('aria-busy')) return;
  link.setAttribute('aria-busy', 'true');
  await window.htmx.ajax('GET', link.href, { source: link, target: link.parentElement, swap: 'afterend' });
  link.removeAttribute('aria-busy');
  showTools(link, true);
}

document.addEventListener('click', event => {
  const link = event.target.closest('a.more');
  if (!link || !window.htmx || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  if (toolsOf(link)) showTools(link, link.getAttribute('aria-expanded') !== 'true');
  else fetchTools(link);
});

whenever('a.more:not([aria-expanded])', link => link.setAttribute('aria-expanded', 'false'));
