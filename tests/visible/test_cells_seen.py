"""What stands beside the matrix counts nothing that its reader may not see."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from board.actions import posting, scheduling, speaking
from board.extensions import db
from board.models import QuoteAnswer, User
from board.pages.matrix import voice_totals
from board.pages.together import together
from board.rules.proceedings import WITHDRAWN
from tests.support.cast import START, Cast, sight_for, text_of
from tests.support.synthesis import add_theme, let_code, place


def placed(cast: Cast) -> None:
    """Place passages of Ana's post under two themes, and let Jorge, Rosa and Bento say something to it."""
    place(cast, add_theme(cast), "verduras")
    place(cast, add_theme(cast, "Legislation"), "contratos")
    for person, kind in ((cast.jorge, "tried"), (cast.rosa, "true_here"), (cast.bento, "tried")):
        speaking.speak(sight_for(cast, person), cast.thread, cast.post, kind, on=True)


def counted(cast: Cast, person: User | None = None) -> tuple[dict[str, dict[str, int]], list[int]]:
    """Return the voices, and the numbers of texts of the pairs of themes."""
    sight = sight_for(cast, person or cast.tess)
    return voice_totals(sight), [pair.number for pair in together(sight).pairs]


def hide(cast: Cast) -> None:
    posting.hide_post(sight_for(cast, cast.alma), cast.post, "A reason")


def lock_again(cast: Cast) -> None:
    sight = sight_for(cast, cast.alma)
    scheduling.override_week(sight, sight.weeks[0], "locked")


def withdraw(cast: Cast) -> None:
    words = {"text_id": text_of(cast.post).id, "user_id": cast.ana.id, "kind": WITHDRAWN, "at": START}
    db.session.add(QuoteAnswer(forum_id=cast.forum.id, **words))
    db.session.flush()


@pytest.mark.parametrize("take_away", [hide, lock_again, withdraw])
def test_voices_and_pairs_go_with_the_text(cast: Cast, take_away: Callable[[Cast], None]) -> None:
    placed(cast)
    assert counted(cast) == ({"tried": {"": 1, "Brazil": 1}, "true_here": {"Quebec": 1}}, [1])
    take_away(cast)
    assert counted(cast) == ({}, [])


def test_voices_on_posts_that_nobody_quotes_do_not_count(cast: Cast) -> None:
    placed(cast)
    before = counted(cast)
    speaking.speak(sight_for(cast, cast.rosa), cast.thread, cast.answer, "tried", on=True)
    assert counted(cast) == before


def test_a_reader_with_two_quoted_posts_is_one_reader(cast: Cast) -> None:
    placed(cast)
    place(cast, add_theme(cast, "Savings"), "win it", cast.answer)
    speaking.speak(sight_for(cast, cast.rosa), cast.thread, cast.answer, "true_here", on=True)
    assert counted(cast)[0]["true_here"] == {"Quebec": 1}


def test_a_text_counts_once_for_two_themes_however_many_passages_it_has(cast: Cast) -> None:
    capital, law = add_theme(cast), add_theme(cast, "Legislation")
    for theme, words in ((capital, "verduras"), (capital, "municipio"), (law, "contratos"), (law, "ayudan")):
        place(cast, theme, words)
    assert counted(cast)[1] == [1]
    place(cast, capital, "win", cast.answer)
    assert counted(cast)[1] == [1]
    place(cast, law, "it", cast.answer)
    assert counted(cast)[1] == [2]


def test_people_who_code_count_only_what_they_may_see(cast: Cast) -> None:
    placed(cast)
    let_code(cast, cast.tess)
    assert counted(cast) == ({}, [])
    assert counted(cast, cast.ana)[1] == [1]
