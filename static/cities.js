// The field for a city: where nothing is in it yet, the city of this browser's time zone. The places that are meant come from the
// server as one types; the list that a browser without scripts offers would stand in their way.

import { whenever } from './page.js';

whenever('input[data-guess-city]', field => {
  field.removeAttribute('list');
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (field.value || !zone?.includes('/') || zone.startsWith('Etc/')) return;
  field.value = zone.split('/').pop().replaceAll('_', ' ');
  if (document.readyState === 'complete') setTimeout(ask, 300);
  else addEventListener('load', () => setTimeout(ask, 300), { once: true });    // htmx listens a moment later
  function ask() { field.dispatchEvent(new Event('input', { bubbles: true })); }
});
