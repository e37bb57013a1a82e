"""The HTML part of a mail: small, readable in the dark, with nothing that is fetched from anywhere."""

from __future__ import annotations

from functools import singledispatch

from markupsafe import escape

from board.mail.blocks import AnswerLine, Block, Blocks, Heading, Link, Links, Note, Passage, Rule, Words

STYLE = (
    "body{font:16px/1.5 Georgia,serif;max-width:38em;margin:0 auto;padding:1em;color:#222;background:#fff}"
    "h2{font-size:1.25em;margin:1.5em 0 .5em}h3{font-size:1.05em;margin:1.25em 0 .25em}"
    ".n{font:14px/1.4 sans-serif;color:#595959;margin:.5em 0}.t{border-left:3px solid #8a5a00;padding-left:.75em}"
    "a{color:#8a3b00}hr{border:0;border-top:1px solid #ccc;margin:1.5em 0}"
    "@media(prefers-color-scheme:dark){body{color:#e8e6e3;background:#181614}.n{color:#b0aaa2}"
    ".t{border-color:#c9964a}a{color:#f0b27a}hr{border-color:#444}}"
)


def html_part(title: str, blocks: Blocks, language: str) -> str:
    """Return the blocks as a small HTML document."""
    return (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">'
        f"<title>{escape(title)}</title><style>{STYLE}</style></head><body>\n"
        + "\n".join(map(_html, blocks))
        + "\n</body></html>\n"
    )


@singledispatch
def _html(block: Block) -> str:
    raise TypeError(type(block))


@_html.register
def _(block: Heading) -> str:
    spoken = f' lang="{escape(block.language)}"' if block.language else ""
    return f"<h{block.level}{spoken}>{escape(block.words)}</h{block.level}>"


@_html.register
def _(block: Words) -> str:
    return "<p>" + "<br>".join(str(escape(line)) for line in block.words.split("\n")) + "</p>"


@_html.register
def _(block: Note) -> str:
    return f'<p class="n">{escape(block.words)}</p>'


@_html.register
def _(block: Link) -> str:
    return f"<p>{_link(block)}</p>"


@_html.register
def _(block: Links) -> str:
    return '<p class="n">' + " · ".join(map(_link, block.links)) + "</p>"


def _link(link: Link) -> str:
    spoken = f' lang="{escape(link.language)}"' if link.language else ""
    return f'<a href="{escape(link.address)}"{spoken}>{escape(link.words or link.address)}</a>'


@_html.register
def _(block: Passage) -> str:
    shade = ' class="t"' if block.is_translation else ""
    return f'<div lang="{escape(block.language)}"{shade}>{block.html}</div>'


@_html.register
def _(_block: Rule) -> str:
    return "<hr>"


@_html.register
def _(block: AnswerLine) -> str:
    return f'<p class="n">{escape(block.words)}</p>'
