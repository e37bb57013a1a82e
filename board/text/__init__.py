"""Markdown to safe HTML and segments, alignment of revisions, word counts, language guesses; checks of a translation,
glossary terms and the sheets that hold them; the words by which a search matches.

Pure functions: no request, no database.
"""

from board.text import precomputed
from board.text.alignment import align
from board.text.checks import check_translation
from board.text.cleaning import clean
from board.text.diffing import GONE, NEW, SAME, Part, word_diff
from board.text.finding import Checker, Finding, fingerprint
from board.text.folding import fold, is_showable, tidy
from board.text.language import guess_language
from board.text.passages import Parts, coverage, marks_in, passage, reading_words
from board.text.query_parsing import ParsedQuery, parse_query
from board.text.render import render_inline
from board.text.searching import indexed, paragraph_words
from board.text.segments import MAX_BLOCKS, Block, block_count, blocks, render_segment, split_translation
from board.text.sheets import Layout, NoColumns, NotASheet, SheetRow, TooManyRows, read_sheet, sheet_text, write_sheet
from board.text.terms import Term, TermMatch, find_terms, mark_terms
from board.text.words import is_shown, plain, quoted, reading_minutes, word_count

__all__ = [
    "GONE",
    "MAX_BLOCKS",
    "NEW",
    "SAME",
    "Block",
    "Checker",
    "Finding",
    "Layout",
    "NoColumns",
    "NotASheet",
    "ParsedQuery",
    "Part",
    "Parts",
    "SheetRow",
    "Term",
    "TermMatch",
    "TooManyRows",
    "align",
    "block_count",
    "blocks",
    "check_translation",
    "clean",
    "coverage",
    "find_terms",
    "fingerprint",
    "fold",
    "guess_language",
    "indexed",
    "is_showable",
    "is_shown",
    "mark_terms",
    "marks_in",
    "paragraph_words",
    "parse_query",
    "passage",
    "plain",
    "precomputed",
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
