"""Texts as cells of a row, and their paragraphs as rows of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from board.exports.seeing import People
from board.models import Translation
from board.pages.excerpts import ExcerptView
from board.pages.texts import Pair
from board.pages.texts import Row as Paragraph
from board.rules.translations import HUMAN, MACHINE, text_state
from board.text.attached import Place, said_in_source

Value = str | int | bool | None | tuple[str, ...]
Row = dict[str, Value]
Said = Callable[[str], str]
MIXED = "mixed"


class Texts:
    """Writes texts into rows, and remembers their paragraphs in the order in which they were written."""

    def __init__(self, pairs: Mapping[int, Pair], people: People, address: str) -> None:
        """``address`` is that of the forum: a picture or a file in a text is said with its whole address."""
        self.pairs, self.people, self.address = pairs, people, address
        self.paragraphs: list[Row] = []

    def cells(self, table: str, row: str, field: str, text_id: int | None, said: Said = str) -> Row:
        """Return the fields of a text (``fields._text``); all are None if there is no text.

        ``said`` makes of its Markdown what the export says.
        """
        pair, said = self.pairs.get(text_id or 0), self._with_addresses(said)
        translated = [line for line in pair.rows if line.translation] if pair else []
        if pair:
            where: Row = {"table": table, "row": row, "field": field}
            self.paragraphs += [self._paragraph(where, pair, at, line, said) for at, line in enumerate(pair.rows, 1)]
        return {
            field: said(pair.source) if pair else None,
            f"{field}_language": pair.text.language if pair else None,
            f"{field}_translation": said(pair.translation_source) if pair and translated else None,
            f"{field}_translation_language": pair.text.target if pair else None,
            f"{field}_translation_state": pair.state if pair and pair.text.target else None,
            f"{field}_translation_origin": origin_of(line.is_machine for line in translated),
            f"{field}_translators": self._translators(translated),
        }

    def _with_addresses(self, said: Said) -> Said:
        def whole(place: Place) -> str:
            is_picture = place.kind == "image"
            path = "picture" if is_picture else "file"
            return f"{'!' if is_picture else ''}[{place.html}]({self.address}/{path}/{place.key})"

        return lambda markdown: said(said_in_source(markdown, whole))

    def _translators(self, translated: Sequence[Paragraph]) -> tuple[str, ...]:
        names = (self._translator(line.translation) for line in translated if not line.is_machine)
        return tuple(dict.fromkeys(name for name in names if name))

    def _translator(self, translation: Translation | None) -> str:
        return self.people.name(translation.translator_id) if translation else ""

    def _paragraph(self, where: Row, pair: Pair, position: int, line: Paragraph, said: Said) -> Row:
        translation = line.translation
        return {
            **where,
            "position": position,
            "language": pair.text.language,
            "original": said(line.segment.source),
            "translation_language": pair.text.target,
            "translation": said(translation.source) if translation else None,
            "state": line.state if pair.text.target else None,
            "origin": origin_of([line.is_machine] if translation else []),
            "translator": None if line.is_machine else self._translator(translation) or None,
        }


def origin_of(machine: Iterable[bool]) -> str | None:
    """Return who wrote the paragraphs of a translation, given of each whether a machine did; None if there are none."""
    origins = set(machine)
    if not origins:
        return None
    return MIXED if len(origins) > 1 else MACHINE if origins == {True} else HUMAN


def passage_cells(view: ExcerptView) -> Row:
    """Return a passage in both languages."""
    translated = [passage for passage in view.passages if passage.translation and passage.row]
    target = view.text.target
    return {
        "passage": _joined(passage.original.words for passage in view.passages),
        "passage_language": view.text.language,
        "passage_translation": _joined(passage.translation.words for passage in translated if passage.translation),
        "passage_translation_language": target,
        "passage_translation_state": text_state(view.states) if target and view.states else None,
        "passage_translation_origin": origin_of(passage.row.is_machine for passage in translated if passage.row),
        "has_changed": view.has_changed,
    }


def _joined(paragraphs: Iterable[str]) -> str | None:
    return "\n\n".join(paragraphs) or None
