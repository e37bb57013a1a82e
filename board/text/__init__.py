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
from board.text.founding import Marked, unfounded
from board.text.hints import Advice, Hint, hints
from board.text.language import guess_language
from board.text.passages import BETWEEN, MOST, Parts, asked_in, coverage, marked, marks_in, passage, reading_words
from board.text.programme import PastedWeek, Programme, read_programme
from board.text.programme_items import PastedReading, read_reading, shortened
from board.text.qdc import Code, CodeRead, codes_element, colour_of, read_qdc, write_qdc
from board.text.qdpx import Project, Selection, Source, write_qdpx
from board.text.query_parsing import ParsedQuery, parse_query
from board.text.quoting import (
    Quote,
    Spot,
    Stretch,
    counterpart,
    cut,
    find_passage,
    find_words,
    whole,
    whole_words,
)
from board.text.render import render_inline
from board.text.searching import indexed, paragraph_words
from board.text.segments import (
    MAX_BLOCKS,
    Block,
    block_count,
    blocks,
    memory_digest,
    render_segment,
    split_translation,
)
from board.text.sheets import (
    TERMS,
    Layout,
    NoColumns,
    NotASheet,
    SheetRow,
    TooManyRows,
    read_sheet,
    sheet_text,
    write_sheet,
)
from board.text.tbx import TbxEntry, read_tbx, write_tbx
from board.text.terms import Term, TermMatch, find_terms, mark_terms
from board.text.tmx import TmxPair, TmxUnit, read_tmx, write_tmx
from board.text.words import is_shown, plain, quoted, reading_minutes, word_count
from board.text.xml import Hostile, NotXml, is_xml
from board.text.zipping import zipped
