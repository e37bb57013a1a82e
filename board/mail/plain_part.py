"""The plain part of a mail: what people read in a terminal, on a watch, or with remote content switched off."""

from __future__ import annotations

from functools import singledispatch

from board.mail.blocks import AnswerLine, Block, Blocks, Heading, Link, Links, Note, Passage, Rule, Words

LINE = "-" * 40


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
    return f"{'=' * 3} {block.words} {'=' * 3}" if block.level == 2 else f"--- {block.words}"


@_plain.register
def _(block: Words) -> str:
    return block.words


@_plain.register
def _(block: Note) -> str:
    return f"[{block.words}]"


@_plain.register
def _(block: Link) -> str:
    return f"{block.words}\n{block.address}" if block.words else block.address


@_plain.register
def _(block: Links) -> str:
    return "\n".join(f"{link.words}: {link.address}" for link in block.links)


@_plain.register
def _(block: Passage) -> str:
    return block.source.strip()


@_plain.register
def _(_block: Rule) -> str:
    return LINE


@_plain.register
def _(block: AnswerLine) -> str:
    return block.words
