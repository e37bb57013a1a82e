"""The HTML part of a mail: small, readable in the dark, with nothing that is fetched from anywhere."""

from __future__ import annotations

import re
from functools import singledispatch

from markupsafe import escape

from board.mail.blocks import AnswerLine, Block, Blocks, Heading, Line, Link, Links, Note, Passage, Rule, Words
from board.mail.links import site_settings

STYLE = (
    "body{font:17px/1.55 Georgia,serif;max-width:36em;margin:0 auto;padding:1em;color:#222;background:#fff;"
    "overflow-wrap:break-word}"
    "p,ul,ol{margin:.6em 0}h2{font-size:1.3em;line-height:1.25;margin:1.6em 0 .4em}"
    "h2:first-child{margin-top:.4em}h3{font-size:1.1em;line-height:1.3;margin:1.4em 0 .3em}"
    ".n,.l{font:14px/1.45 system-ui,sans-serif;color:#595959}.l{margin-bottom:2.4em}h3+.l{margin-bottom:1em}"
    ".q,.t{border-left:3px solid #ddd;padding-left:.8em}.t{border-color:#b4642d}"
    "\na{color:#8a3b00}.b{font:16px/1.3 system-ui,sans-serif;margin:1.2em 0}"
    ".b a{display:inline-block;border:1px solid;border-radius:4px;padding:.55em .9em;text-decoration:none}"
    "hr{border:0;border-top:1px solid #ccc;margin:2em 0 1em}pre{white-space:pre-wrap}"
    "blockquote{margin:.6em 0;padding-left:.8em;border-left:1px solid #ccc}"
    "table{border-collapse:collapse}td,th{border:1px solid #ccc;padding:.2em .5em;text-align:left}"
    "@media(prefers-color-scheme:dark){body{color:#e8e6e3;background:#181614}.n,.l{color:#b0aaa2}a{color:#f0b27a}"
    "hr,blockquote,td,th,.q{border-color:#4a4640}.t{border-color:#c9824a}}"
)
FROM_HERE = re.compile(r'(?<= href=")(?=/[^/])')
NOT_NEEDED = re.compile(r' (?:rel="[^"]*"|tabindex="0"|class="scroll")')


def html_part(title: str, blocks: Blocks, language: str) -> str:
    """Return the blocks as a small HTML document."""
    return (
        f'<!doctype html>\n<html lang="{escape(language)}"><head><meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style></head><body>\n"
        + "\n".join(map(_html, blocks))
        + "\n</body></html>\n"
    )


def _lang(language: str | None) -> str:
    return "" if language is None else f' lang="{escape(language)}"'


@singledispatch
def _html(block: Block) -> str:
    raise TypeError(type(block))


@_html.register
def _(block: Heading) -> str:
    return f"<h{block.level}{_lang(block.language)}>{escape(block.words)}</h{block.level}>"


@_html.register
def _(block: Words) -> str:
    return "<p>" + "<br>".join(str(escape(line)) for line in block.words.split("\n")) + "</p>"


@_html.register
def _(block: Note) -> str:
    lead = f"<b>{escape(block.lead)}</b> · " if block.lead else ""
    return f'<p class="n">{lead}{escape(block.words)}</p>'


@_html.register
def _(block: Link) -> str:
    return f'<p class="b">{_link(block)}</p>'


@_html.register
def _(block: Line) -> str:
    return f"<p>{_link(block)}</p>"


@_html.register
def _(block: Links) -> str:
    return '<p class="l">' + " · ".join(map(_link, block.links)) + "</p>"


def _link(link: Link | Line) -> str:
    return f'<a href="{escape(link.address)}">{escape(link.words or link.address)}</a>'


@_html.register
def _(block: Passage) -> str:
    """Return somebody's words; an empty ``lang`` says that their language is not known."""
    shade = ' class="t"' if block.is_translation else "" if block.language else ' class="q"'
    words = NOT_NEEDED.sub("", block.html).replace(' href="//', ' href="https://')
    words = FROM_HERE.sub(site_settings().site_url, words)
    about = f"{_lang(block.language)}{shade}"
    if words.startswith("<p>") and words.count("<p") == 1 and words.rstrip().endswith("</p>"):
        return f"<p{about}>{words[3:]}"  # in a digest of fifty posts, that is a kilobyte less
    return f"<div{about}>{words}</div>"


@_html.register
def _(_block: Rule) -> str:
    return "<hr>"


@_html.register
def _(block: AnswerLine) -> str:
    return f'<p class="n">{escape(block.words)}</p>'
