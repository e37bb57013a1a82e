"""What waits for a viewer in each thread is found by indexes, and is what counting all visible posts finds."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Select, select

from board.extensions import db
from board.models import Post, User, Visit
from board.rules.roles import KEY_RESPONDENT
from board.visible import Sight, visible_posts, waiting_by_thread
from board.visible.listing import first_unseen_posts
from tests.support.cast import Cast, sight_for


@pytest.fixture(name="is_sqlite")
def _is_sqlite(cast: Cast) -> None:
    """Only SQLite always takes this way; PostgreSQL decides by its statistics."""
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL decides by its statistics")


def plan(query: Select[Any], person: User) -> str:
    compiled = query.params(viewer_id=person.id).compile(db.engine, compile_kwargs={"literal_binds": True})
    rows = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}")
    return "\n".join(str(row[-1]) for row in rows)


@pytest.mark.usefixtures("is_sqlite")
def test_unseen_posts_are_read_from_where_the_visit_ended(cast: Cast) -> None:
    for statement in (waiting_by_thread, first_unseen_posts):
        told = plan(statement(sight_for(cast, cast.ana)), cast.ana)
        assert "SEARCH posts USING INDEX ix_posts_thread_created (thread_id=? AND created_at>?)" in told
        assert not re.search(r"SCAN posts|posts USING INDEX ix_posts_forum_id", told)


@pytest.mark.usefixtures("is_sqlite")
def test_questions_are_found_by_whom_they_ask(cast: Cast) -> None:
    told = plan(waiting_by_thread(sight_for(cast, cast.rosa)), cast.rosa)
    assert "ix_posts_asked_id" in told


def counted(sight: Sight) -> Counter[tuple[int, str]]:
    """Count unseen posts and open questions by thread, from all posts that the viewer may see."""
    me, found = sight.viewer.user_id, Counter[tuple[int, str]]()
    visits = select(Visit.thread_id, Visit.seen_to).where(Visit.user_id == me)
    seen = {row.thread_id: row.seen_to for row in db.session.execute(visits)}
    for post in db.session.scalars(visible_posts(sight)):
        if post.removed is None and post.author_id != me and sight.viewer.is_member:
            seen_to = seen.get(post.thread_id)
            found[post.thread_id, "unseen"] += seen_to is None or post.created_at > seen_to
        if post.removed is None and post.asked_id == me and KEY_RESPONDENT in sight.viewer.roles:
            found[post.thread_id, "asked"] += post.answered_at is None
    return +found


def told(sight: Sight) -> Counter[tuple[int, str]]:
    found = Counter[tuple[int, str]]()
    for _week, thread_id, unseen, asked in db.session.execute(waiting_by_thread(sight), sight.me):
        found[thread_id, "unseen"], found[thread_id, "asked"] = unseen, asked
    return +found


@pytest.mark.parametrize("removed", [None, "hidden"])
@pytest.mark.parametrize("seconds", [None, -1, 0, 1])
def test_it_is_what_counting_finds(cast: Cast, seconds: int | None, removed: str | None) -> None:
    everybody = (cast.ana, cast.jorge, cast.rosa, cast.bento, cast.tess, cast.alma, cast.omar, cast.olga, cast.nina)
    posts: list[Post] = [cast.post, cast.answer, cast.question]
    cast.answer.removed = removed
    for person in everybody:
        for post in {post.thread_id: post for post in posts}.values() if seconds is not None else ():
            seen_to = post.created_at + timedelta(seconds=seconds or 0)
            db.session.merge(Visit(user_id=person.id, thread_id=post.thread_id, seen_to=seen_to, visited_at=seen_to))
    db.session.flush()
    for person in everybody:
        sight = sight_for(cast, person)
        assert told(sight) == counted(sight)
    if seconds is None:
        assert told(sight_for(cast, cast.rosa))[cast.question.thread_id, "asked"] == 1
