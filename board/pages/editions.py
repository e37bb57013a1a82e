"""The editions of a forum's proceedings, with their files, and whether they are still served."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from board.extensions import db
from board.models import Edition, File, Membership, Thread
from board.pages.texts import Pair, titles
from board.rules.proceedings import PDF, planned_files
from board.visible import (
    Sight,
    edition_files,
    silent_authors,
    stopped_editions,
    visible_editions,
    visible_threads,
)

OFFERED = ("html", PDF, "epub", "md")
"""The formats, those first that most people can open."""


class EditionFileView(NamedTuple):
    """A file of an edition."""

    format: str
    layout: str
    file: File


@dataclass(frozen=True, slots=True)
class EditionView:
    """An edition and its files. ``is_whole``: nothing in it was withdrawn or removed since its contents were taken."""

    edition: Edition
    files: Sequence[EditionFileView]
    planned: int
    is_whole: bool

    @property
    def is_published(self) -> bool:
        return self.edition.published_at is not None

    @property
    def is_served(self) -> bool:
        """Whether everyone may read it."""
        return self.is_published and self.is_whole

    @property
    def steps(self) -> tuple[int, int]:
        """How many steps of making it are done, and how many there are; the first one takes its contents."""
        return len(self.files) + (self.edition.contents_id is not None), self.planned + 1

    @property
    def by_format(self) -> list[tuple[str, list[EditionFileView]]]:
        """The files in the order in which they are offered."""
        return [(kind, files) for kind in OFFERED if (files := [file for file in self.files if file.format == kind])]


def edition_views(sight: Sight) -> list[EditionView]:
    """Return the visible editions, the newest first, in three queries."""
    editions = list(db.session.scalars(visible_editions(sight)))
    stopped = set(db.session.scalars(stopped_editions(sight))) if editions else set()
    files: dict[int, list[EditionFileView]] = {edition.id: [] for edition in editions}
    for row, file in db.session.execute(edition_files(sight)) if editions else ():
        files[row.edition_id].append(EditionFileView(row.format, row.layout, file))
    return [_view(sight, edition, files[edition.id], edition.id not in stopped) for edition in editions]


def _view(sight: Sight, edition: Edition, files: list[EditionFileView], is_whole: bool) -> EditionView:
    planned = list(planned_files(sight.forum.languages, without_pdf=edition.without_pdf))
    order = {place: number for number, place in enumerate(planned)}
    files.sort(key=lambda file: order.get((file.format, file.layout), len(order)))
    return EditionView(edition, files, len(planned), is_whole)


def newest_served(views: Sequence[EditionView]) -> EditionView | None:
    """Return the newest edition that everyone may read."""
    return next((view for view in views if view.is_served), None)


def silent_members(sight: Sight, edition: Edition) -> list[Membership]:
    """Return the members whom an edition quotes and who have not said how they want to be quoted."""
    return list(db.session.scalars(silent_authors(sight, edition)))


def threads_to_choose(sight: Sight) -> list[tuple[Thread, Pair]]:
    """Return the threads that an edition can print, with their titles, week by week."""
    numbers = {week.id: week.number for week in sight.weeks}
    threads = list(db.session.scalars(visible_threads(sight.of_participants())))
    named = titles(sight, [thread.title_id for thread in threads])
    listed = sorted(threads, key=lambda thread: (numbers[thread.week_id], thread.created_at, thread.id))
    return [(thread, named[thread.title_id]) for thread in listed]
