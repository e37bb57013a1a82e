"""Forms with which organisers change texts: what was unsent comes back, and what others saved meanwhile is not lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from board.actions.unsent import unsent_at
from board.models import Revision, UnsentText
from board.web.viewer import myself

NEW = "0"
"""The mark of a text that is not there yet."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A form with the place that its unsent text is kept under; ``theirs`` is what somebody else saved meanwhile."""

    form: Any
    place: str
    kept: UnsentText | None = None
    theirs: tuple[Revision, ...] = ()


def begin(form: Any, place: str) -> Draft:
    """A form about to be shown: what was being written there comes back into it."""
    kept = unsent_at(myself(), place)
    if kept is not None:
        for name, value in (("title", kept.title), ("body", kept.body), ("language", kept.language)):
            if name in form and value:
                form[name].data = value
    return Draft(form, place, kept)


def mark(standing: Mapping[int, Revision], *text_ids: int | None) -> str:
    """Names the versions of texts that a form was filled from: saving with an older mark is a conflict."""
    return ".".join(str(standing[text_id].number) if text_id is not None else NEW for text_id in text_ids)
