// Small manners of every page. The page works without them: each only makes something smoother.
// One listener on the document for each, so that what htmx swaps in needs no wiring of its own.

const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

// ---- sending: a form on its way is not sent a second time. `aria-disabled` keeps the focus where it is; `disabled` would lose it.

const waiting = new Map();           // form → the button with which it will be sent

function sending(form, on) {
  form.toggleAttribute('data-sending', on);
  for (const button of $$('button:not([type=button])', form)) {
    if (on) button.setAttribute('aria-disabled', 'true');
    else button.removeAttribute('aria-disabled');
  }
  for (const area of $$('textarea', form)) area.readOnly = on;    // what is typed now would not be in what was sent
}

document.addEventListener('submit', event => {
  const form = event.target;
  if (form.method !== 'post' || form.querySelector('.segmented')) return;
  if (form.querySelector('.segment[data-sending]')) {             // it would send what its paragraph is just saving: after it
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting.set(form, event.submitter);
    return;
  }
  if (form.hasAttribute('data-sending') || tooLarge(form)) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  sending(form, true);
  // A plain form that answers with a file, or never answers, must be usable again.
  if (!form.matches('[hx-post]')) setTimeout(sending, 8000, form, false);
}, true);

// A paragraph that its own button sends: what is typed meanwhile would be lost with the swap.
document.addEventListener('htmx:before:request', event => {
  const part = event.detail.ctx.sourceElement.closest?.('.segment');
  if (part?.hasAttribute('data-sending')) event.preventDefault();
  else if (part) sending(part, true);
});
document.addEventListener('htmx:finally:request', event => {
  const form = event.detail.ctx.sourceElement;
  if (form.matches?.('form')) sending(form, false);
  else if (form.closest?.('.segment')) sending(form.closest('.segment'), false);
  for (const [whole, button] of waiting) {
    if (whole.querySelector('.segment[data-sending]')) continue;
    waiting.delete(whole);
    whole.requestSubmit(button);
  }
});
document.addEventListener('semana:not-sent', event => sending(event.target.closest('form'), false));
addEventListener('pageshow', () => $$('form[data-sending]').forEach(form => sending(form, false)));

// ---- a file too large is refused before it travels

function tooLarge(form) {
  const field = $$('input[type=file][data-max-bytes]', form).find(isTooLarge);
  if (field) field.reportValidity();
  return Boolean(field);
}

function isTooLarge(field) {
  const large = [...field.files].some(file => file.size > Number(field.dataset.maxBytes));
  field.setCustomValidity(large ? field.dataset.tooLarge : '');
  return large;
}

document.addEventListener('change', event => {
  if (event.target.matches('input[type=file][data-max-bytes]') && isTooLarge(event.target)) event.target.reportValidity();
});

// ---- trouble: a request that failed says so; nothing disappears in silence. Forms with `data-unsent` speak for themselves (unsent.js).

function trouble(event) {
  const { ctx, error } = event.detail;
  const flash = document.getElementById('flash');
  if (!flash || !ctx || ctx.sourceElement.closest?.('[data-unsent]')) return;
  if (!error && ctx.response.status < 500) return;
  const message = Object.assign(document.createElement('p'), { className: 'flash error', textContent: flash.dataset.trouble });
  message.setAttribute('role', 'alert');
  flash.replaceChildren(message);
}
document.addEventListener('htmx:error', trouble);
document.addEventListener('htmx:response:error', trouble);

// ---- keyboard

const fields = () => $$('.segment textarea');

function step(textarea, by) {
  const all = fields(), next = all[all.indexOf(textarea) + by];
  if (next) next.focus();
  return Boolean(next);
}

// A paragraph is saved by its own button, and the next one goes on; other forms are sent.
function submitFrom(textarea) {
  const save = textarea.closest('.segment')?.querySelector('[data-save]');
  if (!save) return textarea.form.requestSubmit();
  save.click();
  step(textarea, 1);
}

// Alt and a letter or digit (`data-key="a"`) press a button: in the segment first, then on the page. The physical key, so that Mac's Alt works.
function keyed(event) {
  const key = event.code.replace(/^(Key|Digit)/, '').toLowerCase();
  if (!/^[a-z0-9]$/.test(key)) return null;
  const find = root => root?.querySelector(`[data-key="${key}"]`);
  return find(event.target.closest?.('.segment')) || find(document);
}

document.addEventListener('keydown', event => {
  if (event.isComposing) return;
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && event.target.matches('textarea') && event.target.form) {
    event.preventDefault();
    submitFrom(event.target);
  } else if (event.altKey && event.target.matches('.segment textarea') && /^Arrow(Up|Down)$/.test(event.key)) {
    event.preventDefault();
    step(event.target, event.key === 'ArrowDown' ? 1 : -1);
  } else if (event.key === '?' && !event.target.matches('input, textarea, select')) {
    document.getElementById('keys')?.showModal();
  } else if (event.key === '/' && !event.ctrlKey && !event.metaKey && !event.target.matches('input, textarea, select')) {
    const field = $$('[data-find]').find(one => one.offsetParent);
    if (field) { event.preventDefault(); field.focus(); }
  } else if (event.altKey && !event.ctrlKey && !event.metaKey) {
    const button = keyed(event);
    if (button) { event.preventDefault(); button.click(); }
  } else if (event.key === 'Escape') {
    const menu = event.target.closest('details.menu[open]');
    if (menu) { menu.open = false; menu.querySelector('summary').focus(); }
  }
});

document.addEventListener('click', event => {
  for (const menu of $$('details.menu[open]')) if (!menu.contains(event.target)) menu.open = false;
});

document.addEventListener('click', event => {
  const opener = event.target.closest('[data-opens]');
  if (opener) document.getElementById(opener.dataset.opens).showModal();
});

// ---- one tap on a post: only its line comes back, and the focus stays on the button

document.addEventListener('submit', async event => {
  const form = event.target, button = event.submitter;
  if (!form.matches('.voices') || !button || !window.htmx) return;
  event.preventDefault();
  const post = form.closest('.post'), values = { ...Object.fromEntries(new FormData(form)), [button.name]: button.value };
  await window.htmx.ajax('POST', form.action, { source: form, target: form, swap: 'outerHTML', values });
  post.querySelector(`.voices [value=${button.value}]`)?.focus();
});

// ---- what is seldom done with a post: the page behind "More" opens under the post, and the focus stays on the link

const toolsOf = link => document.getElementById(`tools-${link.href.split('/').at(-2)}`);

function showTools(link, shown) {
  const tools = toolsOf(link);
  if (!tools) return;                             // refused, or no answer: the page says so
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

// ---- the translator's aids: a term or a draft goes in at the caret

document.addEventListener('click', event => {
  const button = event.target.closest('[data-insert]');
  const area = button?.closest('.segment')?.querySelector('textarea');
  if (!area) return;
  event.preventDefault();
  area.focus();
  if ('whole' in button.dataset) area.select();
  if (!document.execCommand('insertText', false, button.dataset.insert)) area.setRangeText(button.dataset.insert, area.selectionStart, area.selectionEnd, 'end');
});

// ---- Side by side | Original | English: at once here; the form that holds the buttons remembers it on the server

document.addEventListener('click', event => {
  const button = event.target.closest('.segmented button[name=show]');
  const page = document.querySelector('[data-show]');
  if (!button || !page) return;
  const anchor = readingPlace(page);
  page.dataset.show = button.value;
  for (const other of button.parentElement.children) other.setAttribute('aria-pressed', String(other === button));
  if (anchor) scrollBy({ top: anchor.element.getBoundingClientRect().top - anchor.top, behavior: 'instant' });
});

// The first text still on the screen, so that the reader stays at it while columns come and go.
function readingPlace(page) {
  const element = $$('.texts', page).find(text => text.getBoundingClientRect().bottom > 0);
  return element && { element, top: element.getBoundingClientRect().top };
}

// ---- your time, after the forum's, where the server does not know the person's zone

function yourTime(time) {
  const { yourTime: template, zone } = time.dataset;
  if (!template || time.nextElementSibling?.matches('.your-time')) return;
  const text = localTime(new Date(time.dateTime), zone);
  if (!text) return;
  const span = Object.assign(document.createElement('span'), { className: 'your-time', textContent: ` (${template.replace('{time}', text)})` });
  time.after(span);
}

function localTime(instant, zone) {
  const language = document.documentElement.lang || undefined;
  const [day, hour] = [{ weekday: 'short', day: 'numeric', month: 'short' }, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }]
    .map(parts => timeZone => new Intl.DateTimeFormat(language, { ...parts, timeZone }).format(instant));
  const [here, there] = [undefined, zone || undefined];
  if (zone && day(here) === day(there)) return hour(here) === hour(there) ? '' : hour(here);
  return `${day(here)}, ${hour(here)}`;
}

// ---- this week's place in the strip, on a phone

function showWeek(strip) {
  const week = strip.querySelector('[aria-current]') || strip.querySelector('.now');
  if (week) strip.scrollLeft = week.getBoundingClientRect().left - strip.getBoundingClientRect().left + strip.scrollLeft - 16;
}

// ---- a form that came back: what is wrong with it is heard, and read, first

function meetErrors(summary) {
  if (summary.hasAttribute('data-met')) return;
  summary.setAttribute('data-met', '');
  summary.focus();
}

function enhance(root) {
  $$('.error-summary', root).slice(0, 1).forEach(meetErrors);
  $$('time[data-your-time]', root).forEach(yourTime);
  $$('nav.weeks', root).forEach(showWeek);
  $$('a.more:not([aria-expanded])', root).forEach(link => link.setAttribute('aria-expanded', 'false'));
}
enhance(document);
document.addEventListener('htmx:after:process', event => { if (event.target !== document.body) enhance(event.target.parentElement || document); });
