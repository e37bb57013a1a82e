"""The plain part of a mail: what people read in a terminal, on a watch, or with remote content switched off."""

from __future__ import annotations

import re
from functools import singledispatch

from board.mail.blocks import AnswerLine, Block, Blocks, Heading, Line, Link, Links, Note, Passage, Rule, Words
from board.mail.links import site_settings

LINE = "-" * 40
UNDERLINES = {2: "=", 3: "-"}
LINK_INSIDE = re.compile(r"\]\((?=/[^/])")
NUMBER = re.compile(r"\[\d+\]")


def plain_part(blocks: Blocks) -> str:
    """Return the blocks as plain text: paragraphs with an empty line between them. Lines are as long as their writers
    made them: clients wrap them, and quote what was wrapped for them badly.
    """
    return "\n\n".join(filter(None, map(_plain, blocks))) + "\n"


@singledispatch
def _plain(block: Block) -> str:
    raise TypeError(type(block))


@_plain.register
def _(block: Heading) -> str:
    return f"{block.words}\n{UNDERLINES[block.level] * min(len(block.words), len(LINE))}"


@_plain.register
def _(block: Words) -> str:
    return block.words


@_plain.register
def _(block: Note) -> str:
    """Set off what the site says from what people wrote, unless the number of a post does."""
    words = f"{block.lead} · {block.words}" if block.lead else block.words
    return words if NUMBER.match(words) else f"[{words}]"


@_plain.register
def _(block: Link) -> str:
    return f"{block.words}\n{block.address}" if block.words else block.address


@_plain.register
def _(block: Line) -> str:
    return f"{block.words}\n{block.address}"


@_plain.register
def _(block: Links) -> str:
    return "\n".join(f"{link.words}: {link.address}" for link in block.links)


@_plain.register
def _(block: Passage) -> str:
    """Say in which language a translation is: no colour and no border does it here."""
    words = LINK_INSIDE.sub(f"]({site_settings().site_url}", block.source.strip())
    return f"[{block.language}] {words}" if block.is_translation else words


@_plain.register
def _(_block: Rule) -> str:
    return LINE


@_plain.register
def _(block: AnswerLine) -> str:
    return block.words
