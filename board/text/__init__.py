"""Markdown → safe HTML and segments; alignment of revisions, word counts, a guess at the language; checks of a
translation, the terms of a glossary and the sheets that hold them; the words that a search finds.

Pure functions: no request, no database.
"""

from board.text.alignment import align
from board.text.asking import Question, question
from board.text.checks import check_translation
from board.text.cleaning import clean
from board.text.diffing import GONE, NEW, SAME, Part, word_diff
from board.text.finding import Finding
from board.text.folding import fold, is_showable, tidy
from board.text.language import guess_language
from board.text.passages import Parts, coverage, marks_in, passage, reading_words
from board.text.render import render_inline
from board.text.searching import indexed
from board.text.segments import Block, blocks, render_segment, split_translation
from board.text.sheets import Layout, NoColumns, NotASheet, SheetRow, TooManyRows, read_sheet, sheet_text, write_sheet
from board.text.terms import Found, Term, find_terms, mark_terms
from board.text.words import plain, quoted, reading_minutes, word_count

__all__ = [
    "GONE",
    "NEW",
    "SAME",
    "Block",
    "Finding",
    "Found",
    "Layout",
    "NoColumns",
    "NotASheet",
    "Part",
    "Parts",
    "Question",
    "SheetRow",
    "Term",
    "TooManyRows",
    "align",
    "blocks",
    "check_translation",
    "clean",
    "coverage",
    "find_terms",
    "fold",
    "guess_language",
    "indexed",
    "is_showable",
    "mark_terms",
    "marks_in",
    "passage",
    "plain",
    "question",
    "quoted",
    "read_sheet",
    "reading_minutes",
    "reading_words",
    "render_inline",
    "render_segment",
    "sheet_text",
    "split_translation",
    "tidy",
    "word_count",
    "word_diff",
    "write_sheet",
]
