"""What was cut from an e-mail stands folded below its post, for those who may read it, and goes with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from board.actions import erasing, posting
from board.actions.leaving import Attribution, leave_forum
from board.clock import FixedClock
from board.extensions import db
from board.models import IncomingMail, Post, PostTail, User
from board.rules.leaving import ANONYMOUS, NAME, TYPED
from board.visible.tails import visible_tails
from tests.support.cast import BEFORE, OPENING, START, Cast, sight_for, typed
from tests.support.client import Client

CUT = "Quoted TAIL of <somebody>"
SignIn = Callable[[User], Client]


@pytest.fixture
def post(cast: Cast) -> Post:
    """Ana's answer to Jorge's reply, which came by mail."""

    def cut(post: Post) -> None:
        db.session.add(PostTail(post_id=post.id, source=CUT, is_shared=True))
        db.session.add(
            IncomingMail(
                digest="d", recipient="r", received_at=START, raw=b"words", post_id=post.id, sender="ana@example.org"
            )
        )

    return posting.reply(
        sight_for(cast, cast.ana), cast.thread, cast.ana, typed("Gracias."), to=cast.answer, then=cut
    )  # fmt: skip


def share(post: Post, *, shared: bool) -> None:
    db.session.get_one(PostTail, post.id).is_shared = shared
    db.session.commit()


def seen(cast: Cast, person: User | None) -> list[str]:
    return [source for _id, source in db.session.execute(visible_tails(sight_for(cast, person)))]


def test_members_see_a_shared_one(cast: Cast, post: Post) -> None:
    assert seen(cast, cast.jorge) == seen(cast, cast.ana) == seen(cast, cast.alma) == [CUT]
    assert seen(cast, cast.nina) == seen(cast, None) == []


def test_one_that_is_not_shared_is_for_its_author_and_the_admins(cast: Cast, post: Post) -> None:
    share(post, shared=False)
    assert seen(cast, cast.ana) == seen(cast, cast.alma) == [CUT]
    assert seen(cast, cast.jorge) == []


def test_it_goes_with_what_it_quotes(cast: Cast, post: Post) -> None:
    posting.hide_post(sight_for(cast, cast.alma), cast.answer, "A reason")
    assert seen(cast, cast.rosa) == []
    assert seen(cast, cast.ana) == [CUT]


def test_it_goes_with_its_post(cast: Cast, post: Post) -> None:
    posting.hide_post(sight_for(cast, cast.alma), post, "A reason")
    assert seen(cast, cast.jorge) == seen(cast, cast.ana) == []


def test_it_is_erased_with_its_post_and_the_mail(cast: Cast, post: Post) -> None:
    posting.delete_post(sight_for(cast, cast.ana), post)
    erasing.erase_post(sight_for(cast, cast.olga), post)
    assert db.session.scalar(select(func.count()).select_from(PostTail)) == 0
    assert db.session.scalar(select(IncomingMail.raw)) is None


@pytest.mark.parametrize(("instant", "number"), [(-1, 0), (0, 1), (1, 1)], ids=["before", "at", "after"])
def test_it_opens_with_its_week(cast: Cast, instant: int, number: int) -> None:
    assert cast.locked_thread is not None
    alma = sight_for(cast, cast.alma, BEFORE)
    post = posting.reply(alma, cast.locked_thread, cast.alma, typed("LOCKED", "en"), to=cast.locked_post)
    db.session.add(PostTail(post_id=post.id, source="LOCKED", is_shared=True))
    db.session.commit()
    now = OPENING + timedelta(seconds=instant)
    for person in (cast.jorge, cast.tess):
        assert len(db.session.execute(visible_tails(sight_for(cast, person, now))).all()) == number


def test_the_page_of_the_thread_shows_it_folded(cast: Cast, post: Post, sign_in: SignIn, clock: FixedClock) -> None:
    page = sign_in(cast.jorge).get(f"/f/social-economy/thread/{cast.thread.key}").text
    assert '<details class="rest"><summary>The rest of the e-mail</summary>' in page
    assert "Quoted TAIL of &lt;somebody&gt;" in page


@pytest.mark.parametrize(("how", "left"), [(NAME, 1), (TYPED, 0), (ANONYMOUS, 0)])
def test_it_leads_nobody_back_to_who_has_left(cast: Cast, post: Post, how: str, left: int) -> None:
    """The signature of the author, and in answers to their posts, who wrote these."""
    for person in (cast.ana, cast.jorge):
        leave_forum(sight_for(cast, person), person, Attribution(how, "Another", "Somebody who left"))
        assert db.session.scalar(select(func.count()).select_from(PostTail)) == left
    mail = db.session.scalars(select(IncomingMail).options(undefer(IncomingMail.raw))).one()
    assert (mail.raw, mail.sender) == (None, "")


def test_it_goes_when_the_author_of_what_it_quotes_leaves(cast: Cast, post: Post) -> None:
    leave_forum(sight_for(cast, cast.jorge), cast.jorge, Attribution(ANONYMOUS, "", "Somebody who left"))
    assert db.session.scalar(select(func.count()).select_from(PostTail)) == 0
