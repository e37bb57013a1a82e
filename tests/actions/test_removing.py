"""Taking back, hiding, restoring, erasing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from board import jobs
from board.actions import erasing, posting
from board.actions.translating import unsent_place
from board.actions.unsent import UnsentWords, keep_unsent
from board.actions.wordings import current_source
from board.clock import FixedClock
from board.extensions import db
from board.models import Post, Revision, Segment, Text, Translation
from board.rules.permissions import Refusal, Refused
from tests.support.cast import SPANISH, START, Cast, segments_of, sight_for, text_of, translate, typed
from tests.support.seeing import source_of

LATER = START + timedelta(hours=1)


def test_an_author_takes_their_words_back(cast: Cast) -> None:
    posting.delete_post(sight_for(cast, cast.ana), cast.post)
    assert (cast.post.removed, cast.post.removed_at, cast.post.removed_by_id) == ("deleted", START, cast.ana.id)


def test_an_admin_hides_a_post_with_the_reason(cast: Cast) -> None:
    posting.hide_post(sight_for(cast, cast.alma), cast.post, "Names a person")
    assert (cast.post.removed, cast.post.removed_by_id) == ("hidden", cast.alma.id)
    assert cast.post.removed_reason == "Names a person"


def test_a_hidden_post_is_restored_as_it_was(cast: Cast) -> None:
    posting.hide_post(sight_for(cast, cast.alma), cast.post, "Names a person")
    posting.restore_post(sight_for(cast, cast.alma, LATER), cast.post)
    post = cast.post
    assert (post.removed, post.removed_at, post.removed_by_id, post.removed_reason) == (None, None, None, "")
    assert source_of(text_of(post)) == SPANISH


def test_what_its_author_deleted_no_admin_brings_back(cast: Cast) -> None:
    posting.delete_post(sight_for(cast, cast.ana), cast.post)
    with pytest.raises(Refused) as refused:
        posting.restore_post(sight_for(cast, cast.alma), cast.post)
    assert refused.value.reason is Refusal.ALREADY_SO
    assert cast.post.removed == "deleted"


def test_an_author_does_not_bring_back_what_an_admin_hid(cast: Cast) -> None:
    posting.hide_post(sight_for(cast, cast.alma), cast.post, "Names a person")
    for act in (posting.restore_post, posting.delete_post):
        with pytest.raises(Refused):
            act(sight_for(cast, cast.ana), cast.post)
    assert cast.post.removed == "hidden"


def test_removing_keeps_every_word_for_the_admins(cast: Cast) -> None:
    posting.delete_post(sight_for(cast, cast.ana), cast.post)
    text = text_of(cast.post)
    assert source_of(text) == SPANISH
    assert len(segments_of(text)) == 2


def test_only_what_is_removed_can_be_erased_and_only_by_the_owner(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        erasing.erase_post(sight_for(cast, cast.olga), cast.post)
    assert refused.value.reason is Refusal.ALREADY_SO
    posting.delete_post(sight_for(cast, cast.ana), cast.post)
    with pytest.raises(Refused) as refused:
        erasing.erase_post(sight_for(cast, cast.alma), cast.post)
    assert refused.value.reason is Refusal.OWNER_ONLY


def tables_with(word: str) -> set[str]:
    """The tables in which a word is found, in any column."""
    found = set()
    for table in db.metadata.sorted_tables:
        rows = db.session.execute(select(*table.columns)).all()
        if any(word.casefold() in str(value).casefold() for row in rows for value in row):
            found.add(table.name)
    return found


def a_post_that_left_traces(cast: Cast) -> Post:
    """A question that was mailed, edited, translated and is being edited again. Each of its words is zanahoria."""
    sight = sight_for(cast, cast.ana)
    roles = frozenset({"key_respondent"})
    words = typed("zanahoria\n\nzanahoria zanahoria")
    post = posting.reply(sight, cast.question_thread, cast.ana, words, asked=cast.rosa, asked_roles=roles)
    jobs.run_due(FixedClock(START))
    posting.edit_post(sight, cast.question_thread, post, text_of(post), "zanahoria\n\nzanahoria zanahorias", 1)
    translate(sight_for(cast, cast.tess), text_of(post), "zanahoria (carrot)", state="draft")
    keep_unsent(cast.ana, UnsentWords(f"edit:{post.key}", "zanahoria y", "", "es"), START)
    second = segments_of(text_of(post))[1]
    keep_unsent(cast.tess, UnsentWords(unsent_place(second), "zanahoria or carrot", "", "en"), START)
    return post


def test_erasing_leaves_no_word_of_a_post_in_any_table(cast: Cast) -> None:
    post = a_post_that_left_traces(cast)
    kept = {"revisions", "segments", "translations", "search_entries", "mails", "unsent_texts"}
    assert tables_with("zanahoria") == kept
    posting.delete_post(sight_for(cast, cast.ana), post)
    assert tables_with("zanahoria") == kept
    erasing.erase_post(sight_for(cast, cast.olga, LATER), post)
    assert tables_with("zanahoria") == set()


def test_erasing_keeps_the_place_and_touches_nothing_else(cast: Cast) -> None:
    others = select(Revision.id).where(Revision.text_id.not_in((cast.post.text_id, cast.thread.title_id)))
    before = set(db.session.scalars(others))
    posting.delete_post(sight_for(cast, cast.ana), cast.post)
    erasing.erase_post(sight_for(cast, cast.olga, LATER), cast.post)
    assert set(db.session.scalars(others)) == before
    assert (cast.post.removed, cast.post.removed_at, cast.post.removed_by_id) == ("erased", LATER, cast.olga.id)
    assert cast.answer.reply_to_id == cast.post.id
    of_nothing = select(Segment.id).where(Segment.revision_id.not_in(select(Revision.id)))
    assert list(db.session.scalars(of_nothing)) == []
    assert list(db.session.scalars(select(Translation).where(Translation.text_id == cast.post.text_id))) == []


def test_an_erased_post_can_neither_be_restored_nor_edited_nor_erased_again(cast: Cast) -> None:
    posting.delete_post(sight_for(cast, cast.ana), cast.post)
    erasing.erase_post(sight_for(cast, cast.olga), cast.post)
    with pytest.raises(Refused):
        posting.restore_post(sight_for(cast, cast.alma), cast.post)
    with pytest.raises(Refused):
        posting.edit_post(sight_for(cast, cast.ana), cast.thread, cast.post, text_of(cast.post), "Otra vez", 0)
    with pytest.raises(Refused):
        erasing.erase_post(sight_for(cast, cast.olga), cast.post)


def test_erasing_the_post_that_opened_a_thread_takes_its_title_along(cast: Cast) -> None:
    title = db.session.get_one(Text, cast.thread.title_id)
    posting.delete_post(sight_for(cast, cast.ana), cast.post)
    erasing.erase_post(sight_for(cast, cast.olga), cast.post)
    assert current_source(title) == erasing.NO_TITLE
    assert title.target is None
