// Adds the reader's own time after the forum's, if the server does not know their zone. Either the time itself says in which
// zone it is written, or the part of the page that it stands in does for all of its times.

import { whenever } from './page.js';

const FRENCH_HOUR = /^0?(?=\d+\sh)(\d+\sh)(?:\s00$)?/; // "9 h", "9 h 05", as the server writes them

whenever('time[datetime]', time => {
  const { yourTime: template, zone } = (time.closest('[data-your-time]') || time).dataset;
  if (!template || time.nextElementSibling?.matches('.your-time')) return;
  const text = localTime(new Date(time.dateTime), zone);
  if (!text) return;
  const span = Object.assign(document.createElement('span'), { className: 'your-time', textContent: ` (${template.replace('{time}', text)})` });
  time.after(span);
});

function localTime(instant, zone) {
  const { lang, dataset } = document.documentElement;
  const language = dataset.locale || lang || undefined; // the country decides how times are written
  const [day, hour] = [{ weekday: 'short', day: 'numeric', month: 'short' }, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }]
    .map(parts => timeZone => new Intl.DateTimeFormat(language, { ...parts, timeZone }).format(instant).replace(FRENCH_HOUR, '$1'));
  const [here, there] = [undefined, zone || undefined];
  if (zone && day(here) === day(there)) return hour(here) === hour(there) ? '' : hour(here);
  return `${day(here)}, ${hour(here)}`;
}
