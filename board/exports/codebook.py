"""The codebook of a forum as codes, named in one of its languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from board.extensions import db
from board.models import Theme
from board.pages.texts import Pair, titles
from board.rules.synthesis import theme_guid
from board.text import Code, write_qdc
from board.visible import Sight, visible_themes


def has_codes(sight: Sight) -> bool:
    """Return whether the codebook has any code: a file of none is none."""
    return db.session.scalar(visible_themes(sight).limit(1)) is not None


def codebook_file(sight: Sight, language: str) -> bytes | None:
    """Return the codebook in REFI-QDA, or None if there are no themes; three queries."""
    themes = db.session.scalars(visible_themes(sight)).all()
    texts = titles(sight, [text_id for theme in themes for text_id in (theme.name_id, theme.definition_id)])
    return write_qdc(codes_of(themes, texts, language)).encode() if themes else None


def codes_of(themes: Iterable[Theme], texts: Mapping[int, Pair], language: str) -> list[Code]:
    """Return themes as codes: what people did not translate into the language is in its original."""
    return [_code(theme, texts, language) for theme in themes]


def _code(theme: Theme, texts: Mapping[int, Pair], language: str) -> Code:
    definition = texts.get(theme.definition_id or 0)
    return Code(
        guid=theme_guid(theme.key, theme.guid),
        name=texts[theme.name_id].said_in(language),
        description=definition.said_in(language) if definition else "",
    )
