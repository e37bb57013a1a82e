"""Texts as an edition prints them: paragraphs in both languages, whole addresses, citations with numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from html import escape

from board.models.base import KEY_ALPHABET, KEY_LENGTH
from board.pages.excerpts import SAME, ExcerptView, Passage
from board.pages.signing import Signature
from board.pages.texts import Pair, Row
from board.proceedings.album import Album
from board.proceedings.document import APPROVED, Paragraph, Words
from board.rules import translations as rule
from board.text import Marked, unfounded

KEY = f"[{KEY_ALPHABET}]{{{KEY_LENGTH}}}"
PATH = re.compile(r'(<a [^>]*href=")(/(?!/)[^"]*)')
"""A link to another page of the site."""
MACHINE = rule.MACHINE
Signatures = Mapping[int | None, Signature]


@dataclass(frozen=True, slots=True)
class Printing:
    """What the words of an edition need to be printed."""

    site: str
    """The address of the site, without a path, which its paths follow."""
    signed: Signatures
    album: Album

    @property
    def without_pictures(self) -> Printing:
        return replace(self, album=Album())


def words_of(pair: Pair, printing: Printing) -> Words:
    """Return a text with its translation, and the translators who agreed to be named."""
    paragraphs = tuple(_paragraph(pair.text.id, row, printing) for row in pair.rows)
    return Words(pair.text.language, pair.text.target, paragraphs, _translators(pair.rows, printing.signed))


def _paragraph(text_id: int, row: Row, printing: Printing) -> Paragraph:
    def printed(html: str) -> str:
        return with_whole_addresses(printing.album.shown(text_id, html), printing.site)

    return Paragraph(
        printed(row.segment.html), printed(row.translation.html) if row.translation else None, state_of(row)
    )


def state_of(row: Row) -> str:
    """Return the state of a paragraph's translation; what a machine wrote and nobody approved says so."""
    return MACHINE if row.is_machine and row.state not in (APPROVED, rule.OUTDATED) else row.state


def with_whole_addresses(html: str, site: str) -> str:
    """Make links to pages of the site lead there from anywhere."""
    return PATH.sub(rf"\g<1>{escape(site)}\g<2>", html)


def passage_words(view: ExcerptView, printing: Printing) -> Words:
    """Return the words of a passage, and the pictures among them, without what stands around them."""
    text, rows = view.text, [passage.row for passage in view.passages if passage.row is not None]
    paragraphs = tuple(_quoted(text.id, passage, printing.album) for passage in view.passages)
    return Words(text.language, text.target, paragraphs, _translators(rows, printing.signed))


def _quoted(text_id: int, passage: Passage, album: Album) -> Paragraph:
    row = passage.row
    state = rule.MISSING if row is None else state_of(row)
    if passage.fate != SAME and state == APPROVED:
        state = rule.OUTDATED  # what was approved are the paragraph's words as they stand now
    original, translated = f"<p>{album.quoted(text_id, passage.original, passage.html)}</p>", None
    if passage.translation is not None and row is not None and row.translation is not None:
        translated = f"<p>{album.quoted(text_id, passage.translation, row.translation.html)}</p>"
    return Paragraph(original, translated, state)


def _translators(rows: Iterable[Row], signed: Signatures) -> tuple[str, ...]:
    people = (row.translation.translator_id for row in rows if row.translation and not row.is_machine)
    return tuple(dict.fromkeys(name for user_id in people if (name := signed[user_id].name)))


Numbers = Mapping[str, int]
"""The numbers of what can be cited, by key."""


def with_citations(words: Words, address: str, anchor: str, numbers: Numbers) -> Words:
    """Turn links to ``address`` and a key into numbered links to ``#ANCHOR-KEY``; drop those of what is not there."""
    cite = _citing(address, anchor, numbers)
    paragraphs = tuple(
        replace(each, html=cite(each.html), translation=cite(each.translation) if each.translation else None)
        for each in words.paragraphs
    )
    return replace(words, paragraphs=paragraphs)


def _citing(address: str, anchor: str, numbers: Numbers) -> Callable[[str], str]:
    link = re.compile(rf'<a href="{re.escape(escape(address))}({KEY})(?:#[^"]*)?"[^>]*>(.*?)</a>', re.DOTALL)

    def written(match: re.Match[str]) -> str:
        key, label = match[1], match[2]
        if key not in numbers:
            return "" if label.isdigit() else label
        return f'<a href="#{anchor}-{key}">{f"[{numbers[key]}]" if label.isdigit() else label}</a>'

    return lambda html: link.sub(written, html)


def keys_cited(words: Words, address: str) -> list[str]:
    """Return the keys that links to ``address`` name in the original, which its translation follows."""
    link = re.compile(rf'<a href="{re.escape(escape(address))}({KEY})[#"]')
    return [key for each in words.paragraphs for key in link.findall(each.html)]


UNFOUNDED = '<span class="unfounded">'
"""Stands before words of a sentence that cites nothing, and "</span>" after them."""


def with_unfounded(words: Words, anchor: str) -> tuple[Words, int]:
    """Mark the sentences without a link to ``#ANCHOR-KEY``; return how many there are in the original, too."""
    number = 0
    paragraphs = []
    for each in words.paragraphs:
        original = _marked(each.html, anchor)
        number += original.number
        translation = _marked(each.translation, anchor).html if each.translation else None
        paragraphs.append(replace(each, html=original.html, translation=translation))
    return replace(words, paragraphs=tuple(paragraphs)), number


def _marked(html: str, anchor: str) -> Marked:
    return unfounded(html, lambda address: address.startswith(f"#{anchor}-"), UNFOUNDED, "")
