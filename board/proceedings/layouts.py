"""What a layout shows of a text: both languages side by side, or one language.

Only an approved translation is presented as one. A translation in review, or a machine's that the forum shows, stands
beside its original with a label. Any other is left out, and words in its place say so.
"""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import get_locale
from flask_babel import gettext as _

from board.proceedings.document import APPROVED, Paragraph, Words
from board.proceedings.figures import Figure
from board.rules.languages import INTERFACE
from board.rules.translations import DRAFT, IN_REVIEW, MACHINE, OUTDATED
from board.text import reading_words

BOTH = "both"


class Block(NamedTuple):
    """HTML in one language."""

    language: str
    html: str


class Row(NamedTuple):
    """A paragraph, its translation if that stands beside it, and words about the translation."""

    block: Block
    beside: Block | None
    mark: str
    figures: tuple[Figure, ...] = ()
    """Its pictures, which stand below it."""

    @property
    def has_words(self) -> bool:
        return bool(self.block.html or (self.beside and self.beside.html))


class Laid(NamedTuple):
    """A text in a layout: its rows, and words that hold for all of them."""

    rows: tuple[Row, ...]
    mark: str
    is_paired: bool
    """Whether the rows are in two columns."""
    is_translated: bool
    """Whether an approved translation is shown somewhere, so that its translators are named."""


def interface_language(layout: str, languages: tuple[str, ...]) -> str:
    """Return the language of headings and labels: the layout's if the site speaks it."""
    wanted = (layout,) if layout != BOTH else tuple(sorted(languages, key=lambda code: code != "en"))
    return next((code for code in wanted if code in INTERFACE), INTERFACE[0])


def laid_out(words: Words, layout: str) -> Laid:
    """Return what the layout shows of a text."""
    rows = [_row(words, paragraph, layout) for paragraph in words.paragraphs]
    marks = {row.mark for row in rows}
    shared = marks.pop() if len(marks) == 1 and not any(row.beside for row in rows) else ""
    rows = [row._replace(mark="") for row in rows] if shared else rows
    is_paired = any(row.beside or row.mark for row in rows) and layout == BOTH
    return Laid(tuple(rows), shared, is_paired, _is_translated(words, layout))


def _row(words: Words, paragraph: Paragraph, layout: str) -> Row:
    original = Block(words.language, paragraph.html)
    if layout == words.language or (layout == BOTH and words.target is None):
        return Row(original, None, "")
    if layout != BOTH:
        return _in_one_language(words, paragraph, layout)
    shown = paragraph.translation is not None and paragraph.state in (APPROVED, IN_REVIEW, MACHINE)
    beside = Block(words.target or "", paragraph.translation or "") if shown else None
    return Row(original, beside, _mark(paragraph))


def _in_one_language(words: Words, paragraph: Paragraph, layout: str) -> Row:
    if words.target == layout and is_approved(paragraph):
        return Row(Block(layout, paragraph.translation or ""), None, "")
    return Row(Block(words.language, paragraph.html), None, _only_in(words.language))


def is_approved(paragraph: Paragraph) -> bool:
    """Return whether the paragraph has a translation that may be presented as one."""
    return paragraph.translation is not None and paragraph.state == APPROVED


def _is_translated(words: Words, layout: str) -> bool:
    return layout in (BOTH, words.target) and any(map(is_approved, words.paragraphs))


def _only_in(language: str) -> str:
    return str(_("In %(language)s: there is no checked translation.", language=_name(language)))


def _name(language: str) -> str:
    return str(get_locale().languages.get(language, language))


def _mark(paragraph: Paragraph) -> str:
    """Return what has to be said of a translation beside its original."""
    if paragraph.state == OUTDATED:
        return str(_("The original was changed after it was translated, so the translation is left out."))
    if paragraph.state == DRAFT:
        return str(_("The translation is not finished, so it is left out."))
    if paragraph.translation is None:
        return str(_("Not translated."))
    if paragraph.state == IN_REVIEW:
        return str(_("This translation has not been checked yet."))
    return str(_("A machine’s translation, which nobody has checked.")) if paragraph.state == MACHINE else ""


class Title(NamedTuple):
    """A title in one or two languages, as plain words."""

    language: str
    words: str
    beside: tuple[str, str] | None
    """The language and the words of its translation."""
    mark: str


def title_of(words: Words, layout: str) -> Title:
    """Return a title in a layout; a translation of it is shown only if it is approved."""
    rows = [_row(words, paragraph, layout) for paragraph in words.paragraphs] or [
        Row(Block(words.language, ""), None, "")
    ]
    language = rows[0].block.language
    checked = bool(words.paragraphs) and all(map(is_approved, words.paragraphs))
    beside = " ".join(reading_words(row.beside.html) for row in rows if row.beside) if checked else ""
    shown = " ".join(reading_words(row.block.html) for row in rows)
    mark = _("The title is not translated.") if layout == BOTH and words.target and not checked else rows[0].mark
    return Title(language, shown, (words.target or "", beside) if beside and beside != shown else None, str(mark))
