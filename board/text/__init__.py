"""Markdown → safe HTML and segments; alignment of revisions, word counts, a guess at the language; checks of a
translation and the terms of a glossary.

Pure functions: no request, no database.
"""

from board.text.alignment import align
from board.text.checks import check_translation
from board.text.cleaning import clean
from board.text.finding import Finding
from board.text.language import guess_language
from board.text.render import render_inline
from board.text.segments import Block, blocks, render_segment, split_translation
from board.text.terms import Found, Term, find_terms, mark_terms
from board.text.words import plain, quoted, reading_minutes, word_count

__all__ = [
    "Block",
    "Finding",
    "Found",
    "Term",
    "align",
    "blocks",
    "check_translation",
    "clean",
    "find_terms",
    "guess_language",
    "mark_terms",
    "plain",
    "quoted",
    "reading_minutes",
    "render_inline",
    "render_segment",
    "split_translation",
    "word_count",
]
