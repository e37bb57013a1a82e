"""A translator asks the author to reword a passage; it is open until the passage changes, or the author leaves it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from board.actions import erasing, posting, rewording
from board.actions.wordings import current_number
from board.extensions import db
from board.models import Job, Rewording, Text, User
from board.pages.rewording import rewordings, to_reword
from board.rules.permissions import Refused
from tests.support.cast import START, Cast, segments_of, sight_for, text_of

HOUR = timedelta(hours=1)


@pytest.fixture
def text(cast: Cast) -> Text:
    """Ana's post of two paragraphs."""
    return text_of(cast.post)


def ask(cast: Cast, text: Text, note: str = "Who sold?", person: User | None = None) -> None:
    segment = segments_of(text)[0]
    request = rewording.Request(segment.lineage, segment.digest, note)
    rewording.ask(sight_for(cast, person or cast.tess), text, request)


def answers(cast: Cast, text: Text, person: User | None = None) -> list[str]:
    found = rewordings(sight_for(cast, person or cast.tess, START + 2 * HOUR), text)
    return [line.answer.value for lines in found.values() for line in lines]


def requests() -> list[Rewording]:
    return list(db.session.scalars(select(Rewording)))


def test_a_request_is_made_once_and_mailed_once(cast: Cast, text: Text) -> None:
    ask(cast, text)
    ask(cast, text)
    ask(cast, text, "And when?")
    assert [row.note for row in requests()] == ["Who sold?", "And when?"]
    assert len(db.session.scalars(select(Job).where(Job.kind == "mail.reword")).all()) == 2


def test_only_translators_ask(cast: Cast, text: Text) -> None:
    for person in (cast.ana, cast.jorge, cast.rosa):
        with pytest.raises(Refused):
            ask(cast, text, person=person)


def test_the_author_and_the_translators_see_it_and_nobody_else(cast: Cast, text: Text) -> None:
    ask(cast, text)
    for person, seen in ((cast.ana, ["open"]), (cast.tess, ["open"]), (cast.alma, ["open"]), (cast.jorge, [])):
        assert answers(cast, text, person) == seen
    assert [to_reword(sight_for(cast, person)) for person in (cast.ana, cast.jorge)] == [[text], []]


def test_a_changed_passage_closes_it(cast: Cast, text: Text) -> None:
    ask(cast, text)
    first, second = (segment.source for segment in segments_of(text))
    edit(cast, f"{first}\n\n{second} Siempre.")
    assert answers(cast, text) == ["open"]
    edit(cast, f"La cooperativa de Oruro vendió verduras al municipio.\n\n{second}")
    assert answers(cast, text) == ["changed"]
    assert to_reword(sight_for(cast, cast.ana, START + 2 * HOUR)) == []


def edit(cast: Cast, words: str) -> None:
    text, sight = text_of(cast.post), sight_for(cast, cast.ana, START + HOUR)
    posting.edit_post(sight, cast.thread, cast.post, text, words, current_number(text))


def test_the_author_leaves_it(cast: Cast, text: Text) -> None:
    ask(cast, text)
    [asked] = requests()
    with pytest.raises(Refused):
        rewording.leave(sight_for(cast, cast.jorge), asked, text.author_id)
    for _twice in range(2):
        rewording.leave(sight_for(cast, cast.ana, START + HOUR), asked, text.author_id)
    assert answers(cast, text) == ["left"]
    assert to_reword(sight_for(cast, cast.ana)) == []


def test_it_goes_with_a_hidden_post_and_for_good_with_an_erased_one(cast: Cast, text: Text) -> None:
    ask(cast, text)
    posting.hide_post(sight_for(cast, cast.alma), cast.post, "Because")
    for person in (cast.ana, cast.tess, cast.alma):
        assert answers(cast, text, person) == []
    erasing.erase_post(sight_for(cast, cast.olga), cast.post)
    assert requests() == []
