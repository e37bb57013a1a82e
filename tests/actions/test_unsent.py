"""What somebody is still writing is kept until it is sent or thrown away."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from board.actions import unsent
from board.actions.unsent import OtherVersion, UnsentWords, discard_unsent, keep_unsent, unsent_at
from board.extensions import db
from board.models import UnsentText, User
from tests.support.cast import START, Cast

PLACE = "reply:somewhere"
MINUTE = timedelta(minutes=1)


def keep(
    person: User, body: str, *, title: str = "", place: str = PLACE, now: datetime = START, since: str | None = None
) -> UnsentText | None:
    return keep_unsent(person, UnsentWords(place, body, title, "es", since), now)


def bodies(person: User) -> list[str]:
    query = select(UnsentText.body).where(UnsentText.user_id == person.id).order_by(UnsentText.kept_at)
    return list(db.session.scalars(query))


def test_it_is_kept_by_person_and_place(cast: Cast) -> None:
    keep(cast.ana, "Una cosa")
    keep(cast.ana, "Otra", place="reply:elsewhere", now=START + MINUTE)
    keep(cast.jorge, "His own")
    assert bodies(cast.ana) == ["Una cosa", "Otra"]
    assert bodies(cast.jorge) == ["His own"]


def test_the_latest_words_replace_the_earlier(cast: Cast) -> None:
    keep(cast.ana, "Una")
    kept = keep(cast.ana, "Una cosa", now=START + MINUTE)
    assert kept is not None
    assert (bodies(cast.ana), kept.kept_at) == (["Una cosa"], START + MINUTE)


@pytest.mark.parametrize("body", ["", "  \n\t "])
def test_emptied_fields_forget_it(cast: Cast, body: str) -> None:
    keep(cast.ana, "Una cosa")
    assert keep(cast.ana, body) is None
    assert bodies(cast.ana) == []


def test_a_title_alone_is_kept(cast: Cast) -> None:
    assert keep(cast.ana, "", title="Pan") is not None


def test_its_author_throws_it_away(cast: Cast) -> None:
    kept = keep(cast.ana, "Una cosa")
    assert kept is not None
    discard_unsent(cast.ana, kept.key)
    assert unsent_at(cast.ana, PLACE) is None


def test_nobody_else_throws_it_away(cast: Cast) -> None:
    kept = keep(cast.ana, "Una cosa")
    assert kept is not None
    discard_unsent(cast.jorge, kept.key)
    assert bodies(cast.ana) == ["Una cosa"]


def test_beyond_the_limit_the_oldest_goes(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unsent, "MAX_UNSENT", 3)
    keep(cast.jorge, "His own")
    for n in range(5):
        keep(cast.ana, f"Texto {n}", place=f"reply:{n}", now=START + n * MINUTE)
    assert bodies(cast.ana) == ["Texto 2", "Texto 3", "Texto 4"]
    assert bodies(cast.jorge) == ["His own"]


# Two windows, or two devices


def test_a_window_that_knows_of_no_later_words_overwrites_none(cast: Cast) -> None:
    first = keep(cast.ana, "Una")
    assert first is not None
    since = first.kept_at.isoformat()
    keep(cast.ana, "Una cosa, en el teléfono", now=START + MINUTE, since=since)
    with pytest.raises(OtherVersion) as other:
        keep(cast.ana, "Una casa", now=START + 2 * MINUTE, since=since)
    assert other.value.kept.body == "Una cosa, en el teléfono"
    assert bodies(cast.ana) == ["Una cosa, en el teléfono"]


def test_nor_does_it_forget_them_by_being_emptied(cast: Cast) -> None:
    first = keep(cast.ana, "Una")
    assert first is not None
    since = first.kept_at.isoformat()
    keep(cast.ana, "Una cosa", now=START + MINUTE, since=since)
    with pytest.raises(OtherVersion):
        keep(cast.ana, "", since=since)
    assert bodies(cast.ana) == ["Una cosa"]


def test_the_same_words_from_both_are_no_conflict(cast: Cast) -> None:
    keep(cast.ana, "Una cosa", now=START + MINUTE)
    assert keep(cast.ana, "Una cosa", now=START + 2 * MINUTE, since="long ago") is not None
