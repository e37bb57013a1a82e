"""Editions of the cast's forum, made by the worker with files of a few words instead of real documents."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import pytest

from board import jobs
from board.actions import editions
from board.actions.editions import Wanted
from board.actions.preparing import Upload, keep_file
from board.clock import FixedClock
from board.extensions import db
from board.models import Edition, EditionFile, EditionPart, Excerpt, Post, QuoteAnswer
from board.proceedings import producing
from board.proceedings.document import Document
from board.proceedings.figures import Pictures
from board.rules.proceedings import WITHDRAWN, planned_files
from board.visible import visible_editions
from tests.support.cast import START, Cast, sight_for, text_of
from tests.support.synthesis import add_theme, place


@dataclass(slots=True)
class Press:
    """Makes files that name their format, layout and sources, and counts them. It breaks where it is told to."""

    made: Counter[tuple[str, str]] = field(default_factory=Counter)
    breaks_at: dict[tuple[str, str], BaseException] = field(default_factory=dict)
    makes_pdf: bool = True

    def __call__(self, document: Document, kind: str, layout: str, _bytes_of: Pictures) -> bytes:
        if error := self.breaks_at.pop((kind, layout), None):
            raise error
        if kind == "pdf" and not self.makes_pdf:
            raise producing.CannotMakePdf
        self.made[kind, layout] += 1
        return f"{kind} {layout} {document.note} {[source.key for source in document.sources]}".encode()


def new_press(monkeypatch: pytest.MonkeyPatch) -> Press:
    """Put a press in the place of the one that makes real documents."""
    press = Press()
    monkeypatch.setattr(producing, "make", press)
    return press


FILES = list(planned_files(("en", "es"), without_pdf=False))
"""The files of an edition of the cast's forum, in the order in which they are made."""


def begin(cast: Cast, wanted: Wanted | None = None) -> Edition:
    return editions.begin_edition(sight_for(cast, cast.alma), wanted or Wanted(), cast.alma)


def publish(cast: Cast, edition: Edition) -> None:
    editions.publish_edition(sight_for(cast, cast.alma), edition)


def published_edition(cast: Cast, clock: FixedClock, wanted: Wanted | None = None) -> Edition:
    """Have an edition made, and publish it."""
    edition = begin(cast, wanted)
    jobs.run_due(clock)
    publish(cast, edition)
    return edition


def standing_edition(cast: Cast) -> Edition:
    """Publish an edition without the worker: a web page of a few words, which prints the cast's first post."""
    edition = Edition(
        forum_id=cast.forum.id, number=1, made_by_id=cast.alma.id, created_at=START, finished_at=START,
        published_at=START,
    )  # fmt: skip
    file = keep_file(Upload("edition.html", b"<p>verduras</p>"))
    db.session.add(edition)
    db.session.flush()
    db.session.add(EditionPart(edition_id=edition.id, kind="post", key=cast.post.key))
    db.session.add(EditionFile(edition_id=edition.id, format="html", layout="both", file_id=file.id))
    db.session.commit()
    return edition


def editions_of(cast: Cast) -> list[Edition]:
    """Return all editions, the newest first."""
    db.session.expire_all()
    return list(db.session.scalars(visible_editions(sight_for(cast, cast.alma))))


def quoted_passage(cast: Cast) -> Excerpt:
    """Place a passage of the cast's first post."""
    return place(cast, add_theme(cast), "verduras")


def withdraw(cast: Cast, post: Post | None = None, excerpt: Excerpt | None = None) -> None:
    """Withdraw a text of the cast, or one passage of it, as its author does."""
    text = text_of(post or cast.post)
    answer = QuoteAnswer(forum_id=cast.forum.id, text_id=text.id, user_id=cast.ana.id, kind=WITHDRAWN, at=START)
    answer.excerpt_id = excerpt.id if excerpt else None
    db.session.add(answer)
    db.session.commit()
