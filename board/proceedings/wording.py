"""Texts as an edition prints them: paragraphs in both languages, whole addresses, citations with numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from html import escape

from board.models.base import KEY_ALPHABET, KEY_LENGTH
from board.pages.excerpts import SAME, ExcerptView, Passage
from board.pages.signing import Signature
from board.pages.texts import Pair, Row
from board.proceedings.document import APPROVED, Paragraph, Words
from board.rules import translations as rule
from board.text import Marked, unfounded
from board.text.attached import put_in

KEY = f"[{KEY_ALPHABET}]{{{KEY_LENGTH}}}"
PATH = re.compile(r'(<a [^>]*href=")(/(?!/)[^"]*)')
"""A link to another page of the site."""
MACHINE = rule.MACHINE
Signatures = Mapping[int | None, Signature]


def words_of(pair: Pair, site: str, signed: Signatures) -> Words:
    """Return a text with its translation, and the translators who agreed to be named. ``site`` is the address of the
    site, which its paths follow.
    """
    paragraphs = tuple(_paragraph(row, site) for row in pair.rows)
    return Words(pair.text.language, pair.text.target, paragraphs, _translators(pair.rows, signed))


def _paragraph(row: Row, site: str) -> Paragraph:
    translated = with_whole_addresses(row.translation.html, site) if row.translation else None
    return Paragraph(with_whole_addresses(row.segment.html, site), translated, state_of(row))


def state_of(row: Row) -> str:
    """Return the state of a paragraph's translation; what a machine wrote and nobody approved says so."""
    return MACHINE if row.is_machine and row.state not in (APPROVED, rule.OUTDATED) else row.state


def with_whole_addresses(html: str, site: str) -> str:
    """Make links to pages of the site lead there from anywhere; a picture or a file becomes its words in brackets."""
    html = put_in(html, lambda place: f"[{place.html}]")
    return PATH.sub(rf"\g<1>{escape(site)}\g<2>", html)


def passage_words(view: ExcerptView, signed: Signatures) -> Words:
    """Return the words of a passage, without what stands around them."""
    rows = [passage.row for passage in view.passages if passage.row is not None]
    return Words(view.text.language, view.text.target, tuple(map(_quoted, view.passages)), _translators(rows, signed))


def _quoted(passage: Passage) -> Paragraph:
    row = passage.row
    state = rule.MISSING if row is None else state_of(row)
    if passage.fate != SAME and state == APPROVED:
        state = rule.OUTDATED  # what was approved are the paragraph's words as they stand now
    translation = f"<p>{escape(passage.translation.words)}</p>" if passage.translation else None
    return Paragraph(f"<p>{escape(passage.original.words)}</p>", translation, state)


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
