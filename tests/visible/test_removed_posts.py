"""A removed post keeps its place, and its words go from every door; admins see them with the reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from board.actions import erasing, posting
from board.extensions import db
from board.models import Post, Revision
from board.visible import visible_revisions
from tests.support.cast import SPANISH, Cast, sight_for, text_of
from tests.support.seeing import all_words, rows_seen, source_of, words_of

Removal = Callable[[Cast], None]


def deleted(cast: Cast) -> None:
    posting.delete_post(sight_for(cast, cast.ana), cast.post)


def hidden(cast: Cast) -> None:
    posting.hide_post(sight_for(cast, cast.alma), cast.post, "Names somebody who did not agree")


REMOVALS = pytest.mark.parametrize("remove", [deleted, hidden])


@REMOVALS
def test_its_place_stays_without_the_words(cast: Cast, remove: Removal) -> None:
    remove(cast)
    for person in (cast.ana, cast.jorge, cast.rosa, cast.tess):
        sight = sight_for(cast, person)
        assert {"post", "answer", "thread"} <= rows_seen(cast, sight)
        assert words_of(cast.post, sight) is None
        assert words_of(cast.answer, sight) == "How did they win it?"


@REMOVALS
def test_the_words_are_in_no_list_of_texts_nor_of_versions(cast: Cast, remove: Removal) -> None:
    remove(cast)
    for person in (cast.ana, cast.jorge, cast.tess):
        sight = sight_for(cast, person)
        of_the_post = visible_revisions(sight).where(Revision.text_id == cast.post.text_id)
        assert SPANISH not in all_words(sight)
        assert list(db.session.scalars(of_the_post)) == []


@REMOVALS
def test_admins_see_the_words_and_why(cast: Cast, remove: Removal) -> None:
    remove(cast)
    alma = sight_for(cast, cast.alma)
    assert words_of(cast.post, alma) == SPANISH
    assert SPANISH in all_words(alma)
    assert cast.post.removed_reason == ("Names somebody who did not agree" if remove is hidden else "")


@REMOVALS
def test_the_owner_as_such_does_not_see_the_words(cast: Cast, remove: Removal) -> None:
    remove(cast)
    cast.forum.public_reading = True
    assert words_of(cast.post, sight_for(cast, cast.olga)) is None


def test_an_erased_post_has_no_words_even_for_admins(cast: Cast) -> None:
    hidden(cast)
    erasing.erase_post(sight_for(cast, cast.olga), cast.post)
    alma = sight_for(cast, cast.alma)
    assert "post" in rows_seen(cast, alma)
    assert words_of(cast.post, alma) is None


def test_a_translator_finds_no_removed_post_in_a_locked_week(cast: Cast) -> None:
    assert cast.locked_spanish_post is not None
    posting.delete_post(sight_for(cast, cast.alma), cast.locked_spanish_post)
    seen = rows_seen(cast, sight_for(cast, cast.tess))
    assert not {"locked_spanish_post", "locked_thread"} & seen


def test_a_restored_post_speaks_again(cast: Cast) -> None:
    hidden(cast)
    posting.restore_post(sight_for(cast, cast.alma), cast.post)
    assert words_of(cast.post, sight_for(cast, cast.jorge)) == SPANISH
    assert source_of(text_of(cast.post)) == SPANISH
    assert db.session.get_one(Post, cast.post.id).removed is None
