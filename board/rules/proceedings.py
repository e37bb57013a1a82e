"""The proceedings: how quotations are signed, what authors may say of them, and who may make and publish editions."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Protocol

from board.rules.permissions import Refusal
from board.rules.roles import Viewer

NAMED, BY_REGION, UNNAMED = "name", "region", "nobody"
ATTRIBUTIONS = (NAMED, BY_REGION, UNNAMED)
"""How the proceedings sign what they quote of somebody."""
OBJECTED, WITHDRAWN = "objected", "withdrawn"
"""What an author can say of a quotation."""
MAX_REASON = 1000
NO_DISCUSSION, SELECTED_THREADS, FULL_DISCUSSION = "none", "selected", "full"
"""How much of the discussion an edition prints."""
DISCUSSIONS = (NO_DISCUSSION, SELECTED_THREADS, FULL_DISCUSSION)
MAX_NOTE = 500
MAX_SELECTED = 100
"""The maximum number of threads that are selected one by one."""
PDF = "pdf"
FORMATS = ("html", "epub", "md", PDF)
"""In the order in which they are made: PDFs take longest."""
BOTH = "both"
"""The layout with original and translation side by side; any other layout is the code of a language."""


def signed_as(attribution: str) -> str:
    """Return how quotations are signed: by their region alone until the author agrees to more, or asks for less."""
    return attribution if attribution in ATTRIBUTIONS else BY_REGION


def check_is_open(check_from: datetime | None, check_until: datetime | None, now: datetime) -> bool:
    """Return whether authors are asked, and an answer still comes in time."""
    return check_from is not None and check_from <= now and (check_until is None or now < check_until)


def layouts(languages: Sequence[str]) -> tuple[str, ...]:
    """Return the layouts of an edition of a forum in these languages."""
    return (BOTH, *languages) if len(languages) > 1 else tuple(languages)


def planned_files(languages: Sequence[str], *, without_pdf: bool) -> Iterator[tuple[str, str]]:
    """Return format and layout of the files of an edition, in the order in which they are made."""
    for kind in FORMATS:
        for layout in layouts(languages):
            if kind != PDF or not without_pdf:
                yield kind, layout


def file_name(slug: str, number: int, kind: str, layout: str) -> str:
    """Return the name of a file of an edition."""
    return f"{slug}-edition-{number}-{layout}.{kind}"


class EditionFacts(Protocol):
    """What the rules need to know of an edition."""

    @property
    def number(self) -> int: ...
    @property
    def finished_at(self) -> datetime | None: ...
    @property
    def published_at(self) -> datetime | None: ...


def make_edition(viewer: Viewer, unfinished: Collection[EditionFacts] = ()) -> Refusal | None:
    """Allow admins to have an edition made, one at a time."""
    if not viewer.is_admin:
        return Refusal.ADMINS_ONLY
    return Refusal.EDITION_UNFINISHED if unfinished else None


def change_edition(viewer: Viewer, edition: EditionFacts) -> Refusal | None:
    """Allow admins to have an unpublished edition made again, or to delete it. A published one stays as it is."""
    if not viewer.is_admin:
        return Refusal.ADMINS_ONLY
    return Refusal.EDITION_PUBLISHED if edition.published_at else None


def publish_edition(viewer: Viewer, edition: EditionFacts, *, is_whole: bool, published: int) -> Refusal | None:
    """Allow admins to publish a finished edition, however many authors have answered: without their consent they are
    signed by their region alone.

    ``is_whole`` tells that nothing in it was withdrawn or removed since it was made; ``published`` is the highest
    number of a published edition, or 0: what is published last has the highest.
    """
    if refusal := change_edition(viewer, edition):
        return refusal
    if edition.finished_at is None:
        return Refusal.EDITION_UNFINISHED
    if not is_whole:
        return Refusal.EDITION_OUTDATED
    return Refusal.NEWER_EDITION if published > edition.number else None
