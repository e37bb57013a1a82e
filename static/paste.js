// Pasting from a word processor or a web page into `textarea[data-markdown]`: structure becomes Markdown, all else is dropped.
// The clipboard is parsed in an inert document, so nothing in it loads or runs.

import { insert } from './page.js';

const BLOCKS = 'address,article,aside,blockquote,dd,div,dl,dt,fieldset,figcaption,figure,footer,form,'
  + 'h1,h2,h3,h4,h5,h6,header,hr,li,main,nav,ol,p,pre,section,table,ul';
const DEBRIS = 'script,style,title,meta,link,head,template,svg,object,iframe,noscript,button,input,select,o\\:p,xml';
const SHAPED = 'a[href],b,strong,i,em,ul,ol,h1,h2,h3,h4,h5,h6,blockquote,table,'
  + '[class*=MsoList],[style*="font-weight"],[style*="font-style"]';
const isBlock = node => node.nodeType === 1 && node.matches(BLOCKS);

export function toMarkdown(html) {
  const body = new DOMParser().parseFromString(html.replace(/<!\[(?:if|endif)[^>]*>/gi, ''), 'text/html').body;
  for (const junk of body.querySelectorAll(DEBRIS)) junk.remove();
  if (!body.querySelector(SHAPED)) return '';
  wordLists(body);
  return blocks(body).replace(/\n{3,}/g, '\n\n').trim();
}

// ---- blocks

function blocks(parent, indent = '') {
  const parts = [];
  let line = '';
  const flush = () => { const text = tidy(line); if (text) parts.push(guard(text)); line = ''; };
  for (const node of parent.childNodes) {
    if (isBlock(node)) { flush(); parts.push(block(node, indent)); }
    else if (node.nodeType === 1 && node.querySelector(BLOCKS)) { flush(); parts.push(blocks(node, indent)); }
    else line += inline(node);
  }
  flush();
  return parts.filter(Boolean).join('\n\n');
}

function block(node) {
  const name = node.localName;
  if (/^h[1-6]$/.test(name)) return heading(node);
  if (name === 'ul' || name === 'ol') return list(node);
  if (name === 'blockquote') return blocks(node).replace(/^/gm, '> ').replace(/^> $/gm, '>');
  if (name === 'pre') return '```\n' + node.textContent.replace(/\n$/, '') + '\n```';
  if (name === 'table') return table(node);
  return name === 'hr' ? '---' : blocks(node);
}

function heading(node) {
  const text = tidy(inside(node, { bold: true })).replace(/\s+/g, ' ');
  return text && `${'#'.repeat(Number(node.localName[1]))} ${text}`;
}

function list(node) {
  let number = (Number(node.getAttribute('start')) || 1) - 1;
  const items = [];
  for (const child of node.children) {
    if (/^[uo]l$/.test(child.localName)) { items.push(list(child).replace(/^/gm, '    ')); continue; }
    const mark = node.localName === 'ol' ? `${number += 1}. ` : '- ';
    const text = item(child);
    if (text) items.push(mark + text.replace(/\n(?=.)/g, '\n    '));
  }
  return items.join('\n');
}

// A nested list follows its item on the next line; further paragraphs of the item are set apart by an empty line.
function item(node) {
  return blocks(node).replace(/\n\n(?=(?:- |\d+\. ))/g, '\n');
}

function table(node) {
  const rows = [...node.rows].map(row => [...row.cells].map(cell => blocks(cell).replace(/\s*\n\s*/g, ' ').replace(/\|/g, '\\|')));
  const width = Math.max(0, ...rows.map(row => row.length));
  if (width < 2) return rows.map(row => row.join(' ')).filter(Boolean).join('\n\n');
  const line = row => `| ${Array.from({ length: width }, (_, i) => row[i] || '').join(' | ')} |`;
  return [line(rows[0]), line(Array(width).fill('---')), ...rows.slice(1).map(line)].join('\n');
}

// ---- inside a line

function inline(node, on = {}) {
  if (node.nodeType === 3) return escape(node.nodeValue.replace(/[\s\u00a0]+/g, ' '));
  if (node.nodeType !== 1) return '';
  if (node.localName === 'br') return '\n';
  if (node.localName === 'img') return escape(node.alt || '');
  if (node.localName === 'code') return '`' + node.textContent + '`';
  if (node.localName === 'a') return link(node, on);
  const bold = !on.bold && isBold(node), italic = !on.italic && isItalic(node);
  const text = inside(node, { bold: on.bold || bold, italic: on.italic || italic });
  return wrap(text, (bold ? '**' : '') + (italic ? '*' : ''));
}

const inside = (node, on) => [...node.childNodes].map(child => inline(child, on)).join('');

function link(node, on) {
  const href = node.getAttribute('href') || '', text = inside(node, on);
  if (!/^(https?:|mailto:)/i.test(href) || !text.trim()) return text;
  if (text.trim() === href) return `<${href}>`;
  return wrap(text, '[', `](${href.replace(/[()\s]/g, encodeURIComponent).replace(/\(/g, '%28').replace(/\)/g, '%29')})`);
}

// Read from the attribute: the page's content security policy leaves `node.style` empty.
function styled(node, property) {
  const found = new RegExp(`(?:^|;)\\s*${property}\\s*:\\s*([^;]+)`, 'i').exec(node.getAttribute('style') || '');
  return found?.[1].trim().toLowerCase();
}

function isBold(node) {
  const weight = styled(node, 'font-weight');
  if (weight) return weight === 'bold' || Number(weight) >= 600;
  return node.localName === 'b' || node.localName === 'strong';
}

function isItalic(node) {
  const style = styled(node, 'font-style');
  return style ? style === 'italic' : node.localName === 'i' || node.localName === 'em';
}

// Emphasis marks must touch the words: spaces go outside, and each line of a passage gets marks of its own.
function wrap(text, open, close = [...open].reverse().join('')) {
  if (!open) return text;
  const marked = (line, before, words, after) => words ? before + open + words + close + after : line;
  return text.replace(/[^\n]+/g, line => line.replace(/^(\s*)(.*?)(\s*)$/, marked));
}

// Escapes characters that Markdown would take for markup.
function escape(text) {
  return text.replace(/[\\*\x60[\]]/g, '\\$&').replace(/<(?=[a-z/!?])/gi, '&lt;').replace(/(^|\W)_|_(?=\W|$)/g, found => found.replace('_', '\\_'));
}

function guard(text) {
  return text.replace(/^(#{1,6}\s|>|[-+]\s)/gm, '\\$1').replace(/^(\d+)([.)]\s)/gm, '$1\\$2');
}

// A line break within a paragraph: two spaces at the end of the line, as every Markdown reads it.
function tidy(line) {
  return line.replace(/ *\n */g, '\n').replace(/ {2,}/g, ' ').trim().replace(/\n/g, '  \n');
}

// ---- Word's lists are paragraphs that only look like lists

function wordLists(body) {
  for (const paragraph of body.querySelectorAll('p[class*=MsoList], p[style*="mso-list"]')) wordItem(paragraph);
}

function wordItem(paragraph) {
  const style = paragraph.getAttribute('style') || '';
  const marker = [...paragraph.querySelectorAll('[style*="mso-list"]')].find(span => /mso-list:\s*ignore/i.test(span.getAttribute('style')));
  if (!marker && !/mso-list:[^;]*level/i.test(style)) return;
  const level = Number(/level(\d+)/i.exec(style)?.[1] || 1);
  const ordered = /^[\s\u00a0(]*(\d+|[a-z]{1,4})[.)]/i.test(marker?.textContent || '');
  marker?.remove();
  const entry = paragraph.ownerDocument.createElement('li');
  entry.append(...paragraph.childNodes);
  place(paragraph, level, ordered ? 'ol' : 'ul').append(entry);
  paragraph.remove();
}

// The list this item belongs to: the one just before it, down to its level, made where it is missing.
function place(paragraph, level, name) {
  let parent = paragraph.previousElementSibling;
  if (!parent?.matches('[data-word]') || level === 1 && parent.localName !== name) { parent = made(paragraph, name); paragraph.before(parent); }
  for (let depth = 1; depth < level; depth += 1) {
    const last = parent.lastElementChild || parent.appendChild(paragraph.ownerDocument.createElement('li'));
    parent = last.lastElementChild?.matches('[data-word]') ? last.lastElementChild : last.appendChild(made(paragraph, name));
  }
  return parent;
}

function made(paragraph, name) {
  const list = paragraph.ownerDocument.createElement(name);
  list.dataset.word = '';
  return list;
}

// ---- into the field

// A table copied from a spreadsheet comes as a picture, too: its words are worth more.
document.addEventListener('paste', event => {
  const area = fieldAt(event);
  if (area && !event.clipboardData?.getData('text/plain')) take(event, area, event.clipboardData?.files);
  const text = area && toMarkdown(event.clipboardData?.getData('text/html') || '');
  if (!text) return;
  event.preventDefault();
  insert(area, text);
});

// ---- pictures and files, by the script that is loaded when it is needed

const adding = () => import('./pictures.js');
const partOf = form => form?.querySelector('details.attach');
const fieldAt = event => event.target.closest?.('textarea[data-markdown]');
document.addEventListener('toggle', event => event.target.matches?.('details.attach') && adding(), true);
document.addEventListener('drop', event => take(event, fieldAt(event), event.dataTransfer?.files));

function take(event, area, files) {
  const chooser = partOf(area?.form)?.querySelector('[type=file]');
  if (!chooser || !files?.length) return;
  const one = new DataTransfer();
  event.preventDefault();
  one.items.add(files[0]);
  chooser.files = one.files;
  chooser.dispatchEvent(new Event('change', { bubbles: true }));
}

// The button in the bar opens the file chooser at once: a browser allows that only while it answers the tap.
document.addEventListener('click', event => {
  const button = event.target.closest?.('[data-choose-file]'), form = button?.closest('form');
  if (button && !form.hasAttribute('data-sending')) partOf(form).querySelector('[type=file]').click();
});
document.addEventListener('change', event => {
  const part = event.target.matches('details.attach [type=file]') && event.target.closest('details');
  if (part && event.target.files.length) adding().then(script => script.chosen(part));
});
