"""Markdown → safe HTML and segments; alignment of revisions, word counts, a guess at the language.

Pure functions: no request, no database.
"""

from board.text.alignment import align
from board.text.cleaning import clean
from board.text.language import guess_language
from board.text.render import render_inline
from board.text.segments import Block, blocks, render_segment, split_translation
from board.text.words import plain, quoted, reading_minutes, word_count

__all__ = [
    "Block",
    "align",
    "blocks",
    "clean",
    "guess_language",
    "plain",
    "quoted",
    "reading_minutes",
    "render_inline",
    "render_segment",
    "split_translation",
    "word_count",
]
