"""Who may make, change and publish an edition, and which files it has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from board.rules.permissions import Refusal
from board.rules.proceedings import (
    FORMATS,
    PDF,
    change_edition,
    file_name,
    layouts,
    make_edition,
    planned_files,
    publish_edition,
)
from board.rules.roles import ADMIN, PARTICIPANT, TRANSLATOR, Viewer

ALMA, ANA, TESS = (Viewer(n, roles=frozenset({role})) for n, role in enumerate((ADMIN, PARTICIPANT, TRANSLATOR), 1))
OLGA = Viewer(9, is_owner=True)
NOW = datetime(2026, 3, 4, tzinfo=UTC)


@dataclass(frozen=True)
class Facts:
    number: int = 3
    finished_at: datetime | None = NOW
    published_at: datetime | None = None


@pytest.mark.parametrize("viewer", [ANA, TESS, OLGA, Viewer()])
def test_only_admins_of_the_forum_make_and_publish_editions(viewer: Viewer) -> None:
    refused = [
        make_edition(viewer),
        change_edition(viewer, Facts()),
        publish_edition(viewer, Facts(), is_whole=True, published=0),
    ]
    assert refused == [Refusal.ADMINS_ONLY] * 3


def test_admins_make_one_edition_at_a_time() -> None:
    assert make_edition(ALMA) is None
    assert make_edition(ALMA, [Facts(finished_at=None)]) is Refusal.EDITION_UNFINISHED


@pytest.mark.parametrize(
    ("facts", "is_whole", "published", "expected"),
    [
        (Facts(finished_at=None), True, 2, Refusal.EDITION_UNFINISHED),
        (Facts(), True, 2, None),
        (Facts(), False, 2, Refusal.EDITION_OUTDATED),
        (Facts(), True, 4, Refusal.NEWER_EDITION),
        (Facts(published_at=NOW), True, 3, Refusal.EDITION_PUBLISHED),
    ],
)
def test_an_edition_is_published_finished_whole_and_in_order(
    facts: Facts, is_whole: bool, published: int, expected: Refusal | None
) -> None:
    assert publish_edition(ALMA, facts, is_whole=is_whole, published=published) is expected


def test_what_is_published_stays() -> None:
    assert change_edition(ALMA, Facts()) is None
    assert change_edition(ALMA, Facts(finished_at=None)) is None
    assert change_edition(ALMA, Facts(published_at=NOW)) is Refusal.EDITION_PUBLISHED


def test_there_is_a_file_for_each_format_and_layout() -> None:
    assert (layouts(("es", "en")), layouts(("es",))) == (("both", "es", "en"), ("es",))
    assert len(list(planned_files(("es", "en"), without_pdf=False))) == 3 * len(FORMATS)
    assert list(planned_files(("es",), without_pdf=True)) == [(kind, "es") for kind in FORMATS if kind != PDF]
    assert file_name("social-economy", 2, "pdf", "both") == "social-economy-edition-2-both.pdf"
