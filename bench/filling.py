"""A site with very many posts, quickly: one forum is written by the actions, and its rows are copied by the database.

    python -m bench.filling sqlite:////tmp/large.db --posts 1000000
    python -m bench.filling postgresql:///large --posts 1000000 --same-forum

The forum *Bench* has 1,000 posts in 40 threads: translated, approved, indexed for the search and read by ten people,
but for some that wait for their translation. Copies of them stand in ten other forums, or in this one. A million posts
take some minutes. On PostgreSQL the user has to be a superuser, and the database to be empty.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Table, func, select, text

from bench.long_thread import translated_posts
from bench.site import NOW, new_site, new_thread, people, sight_of
from board.actions import posting, scheduling, setting_up
from board.actions.posting import Writing
from board.actions.setting_up import ForumSettings
from board.demo.translations import translate
from board.extensions import db, writing
from board.models import (
    Membership,
    Post,
    Revision,
    SearchEntry,
    Segment,
    Text,
    Thread,
    Translation,
    User,
    Visit,
)
from board.models.base import new_key
from board.rules.roles import PARTICIPANT, ROLES, Viewer
from board.visible import look

THREADS, IN_A_THREAD = 40, 25
POSTS = THREADS * IN_A_THREAD
"""The posts that the actions write."""
FORUMS = 10
"""Other forums, among which copies are spread."""
WAITING_THREADS, WAITING_COPIES = 5, 5
"""In threads, every how many-th has posts that wait for a translation; of its copies, every how many-th still does."""
SEGMENT = "(SELECT min(id) FROM segments AS g WHERE g.lineage = o.lineage)"
"""The segment that a translation belongs to."""
SEED = (Text, Revision, Segment, Translation, SearchEntry, Thread, Post, Visit)


class Span(NamedTuple):
    """The rows of a table that are copied: their first and last id."""

    first: int
    last: int

    @property
    def step(self) -> int:
        """How far apart the ids of a row and of its next copy are; other rows have some room between."""
        return self.last - self.first + 1_000


def fill(posts: int, *, same_forum: bool = False) -> None:
    """Fill an empty database with at least this many posts."""
    everybody = people()
    _write(everybody)
    grow(posts, everybody, same_forum=same_forum)


def grow(posts: int, everybody: Sequence[User], *, same_forum: bool) -> None:
    """Copy the posts that the actions wrote until there are this many."""
    copies, forums = -(-posts // POSTS) - 1, 1 if same_forum else FORUMS
    if copies < 1:
        return
    spans = {model: _span(model) for model in SEED}
    first_forum, first_week = (1, 1) if same_forum else _other_forums(everybody[0])
    db.session.commit()
    with writing(), _in_bulk() as connection:
        members = _members(connection, everybody, max(10, posts // 200), first_forum, forums)
        _copy_all(connection, copies, spans, members, (first_forum, first_week, forums))


def _write(everybody: Sequence[User]) -> None:
    """Write the first posts, as people would."""
    entries, translator = translated_posts(), everybody[0]
    for number in range(THREADS):
        thread = new_thread(everybody[number % len(everybody)], f"Conversation {number}")
        opening = db.session.scalars(select(Post.text_id).where(Post.thread_id == thread.id)).one()
        for text_id in (thread.title_id, opening):
            translate(sight_of(translator), db.session.get_one(Text, text_id), "Welcome, all.")
        for place in range(1, IN_A_THREAD):
            post_number = number * IN_A_THREAD + place
            entry, author = entries[post_number % len(entries)], everybody[post_number % len(everybody)]
            body = entry.body.partition("\n\n")[0] + f" ({post_number})"
            post = posting.reply(sight_of(author), thread, author, Writing(body, "es", new_key()))
            post.created_at += timedelta(seconds=post_number)
            if place % 2 or number % WAITING_THREADS:
                written = db.session.get_one(Text, post.text_id)
                translate(sight_of(translator), written, entry.translation.partition("\n\n")[0])
        db.session.commit()
    _read(everybody)


def _read(everybody: Sequence[User]) -> None:
    """Note that everybody has read all threads but the last."""
    threads = list(db.session.scalars(select(Thread.id).order_by(Thread.id)))[:-1]
    with writing():
        db.session.execute(Visit.__table__.delete())
        seen = {"seen_to": NOW + timedelta(hours=1), "new_since": None, "visited_at": NOW}
        rows = [{"user_id": person.id, "thread_id": thread, **seen} for person in everybody for thread in threads]
        db.session.execute(Visit.__table__.insert(), rows)
        db.session.commit()


def _other_forums(owner: User) -> tuple[int, int]:
    """Create the other forums with an open week each; return the ids of the first of both."""
    first = (0, 0)
    for number in range(FORUMS):
        settings = ForumSettings(
            name=f"Elsewhere {number}", slug=f"elsewhere-{number}", zone="America/Toronto", starts_on=None,
            ends_on=None, languages=("en", "es"), policy=("es>en",), regions=(), public_reading=False,
            shows_machine_drafts=False, hours_min=2, hours_max=5,
        )  # fmt: skip
        forum = setting_up.create_forum(settings, "", owner, NOW)
        db.session.add(Membership(forum_id=forum.id, user_id=owner.id, roles=frozenset(ROLES), created_at=NOW))
        sight = look(db.session(), forum, Viewer(owner.id, True, frozenset(ROLES)), NOW)
        week = scheduling.add_week(sight, "Week", "", "en", None, owner)
        sight = look(db.session(), forum, Viewer(owner.id, True, frozenset(ROLES)), NOW)
        scheduling.override_week(sight, sight.weeks[0], "open")
        first = first if number else (forum.id, week.id)
    return first


def _span(model: Any) -> Span:
    column = _table(model).primary_key.columns[0] if model is not Visit else Visit.thread_id
    start = {Text: select(func.min(Thread.title_id)), SearchEntry: select(func.min(Thread.title_id))}
    start |= {
        each: select(func.min(each.id)).where(each.text_id >= start[Text].scalar_subquery())
        for each in (Revision, Translation)
    }
    if model is Segment:
        start[Segment] = select(func.min(Segment.id)).where(Segment.revision_id >= _span(Revision).first)
    first = db.session.scalar(start.get(model, select(func.min(column)))) or 1
    last = db.session.scalar(select(func.max(column))) or first
    return Span(first, last)


def _table(model: Any) -> Table:
    table: Table = model.__table__
    return table


# ---- the database copies


@contextmanager
def _in_bulk() -> Iterator[Connection]:
    """Let a transaction insert rows without checking what they refer to, and index their words all at once."""
    with db.engine.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        raw: Any = connection.connection.driver_connection
        if is_sqlite:
            raw.execute("PRAGMA foreign_keys = OFF")  # has no effect once the transaction has begun
        index_again = (_without_triggers if is_sqlite else _without_index)(connection)
        yield connection
        for statement in index_again:
            connection.exec_driver_sql(statement)
        _finish(connection)
        connection.commit()
        if is_sqlite:
            raw.execute("PRAGMA foreign_keys = ON")
    if not is_sqlite:  # PostgreSQL does so by itself in time; SQLite never does
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))


def _without_triggers(connection: Connection) -> list[str]:
    """Drop the triggers of SQLite's index of words; return the statements that make up for it."""
    query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'search_entries'"
    triggers = {row.name: row.sql for row in connection.execute(text(query))}
    for name in triggers:
        connection.execute(text(f'DROP TRIGGER "{name}"'))
    return ["INSERT INTO search_words (search_words) VALUES ('rebuild')", *triggers.values()]


def _without_index(connection: Connection) -> list[str]:
    """Drop PostgreSQL's index of words; return the statement that makes it again."""
    for setting in ("session_replication_role = replica", "statement_timeout = 0"):
        connection.execute(text(f"SET LOCAL {setting}"))
    made: str | None = connection.scalar(
        text("SELECT indexdef FROM pg_indexes WHERE indexname = 'ix_search_entries_words'")
    )
    connection.execute(text("DROP INDEX ix_search_entries_words"))
    return [made] if made else []


def _finish(connection: Connection) -> None:
    """Let PostgreSQL give the next rows numbers after those that were copied."""
    if connection.dialect.name == "postgresql":
        for table in (_table(model) for model in (User, Membership, *SEED) if model not in (SearchEntry, Visit)):
            sequence = func.pg_get_serial_sequence(table.name, "id")
            connection.execute(select(func.setval(sequence, select(func.max(table.c.id)).scalar_subquery())))


def _members(
    connection: Connection, everybody: Sequence[User], count: int, first_forum: int, forums: int
) -> tuple[int, int]:
    """Create this many accounts, members of the forums; return the first id, and how many there are."""
    person = everybody[-1].id
    word = "'member' || n.s"
    _copy(connection, User, count, f"o.id = {person}", id=f"{person} + n.s", key=_key(f"{person} + n.s"),
          email=f"{word} || '@example.org'", name="'Member ' || n.s", session_stamp=_key("n.s"))  # fmt: skip
    first = connection.scalar(select(func.max(Membership.id))) or 0
    _copy(connection, Membership, count, f"o.id = (SELECT max(id) FROM memberships WHERE user_id = {person})",
          id=f"{first} + n.s", user_id=f"{person} + n.s", forum_id=f"{first_forum} + n.s % {forums}",
          roles=f"'{PARTICIPANT}'")  # fmt: skip
    return person + 1, count


def _copy_all(
    connection: Connection,
    copies: int,
    spans: Mapping[Any, Span],
    members: tuple[int, int],
    place: tuple[int, int, int],
) -> None:
    forum, week, forums = place
    ids = {model: lambda name, span=span: f"o.{name} + n.s * {span.step}" for model, span in spans.items()}
    there = {"forum_id": f"{forum} + n.s % {forums}"}
    author = f"{members[0]} + (o.id * 7 + n.s * 13) % {members[1]}"
    earlier = _earlier(connection, "created_at")
    still = f"n.s % {WAITING_COPIES} = 0 OR o.waits_since IS NULL"
    chosen = {model: f"o.id BETWEEN {span.first} AND {span.last}" for model, span in spans.items()}
    chosen |= {SearchEntry: f"o.text_id BETWEEN {spans[Text].first} AND {spans[Text].last}", Visit: "1 = 1"}
    changed: dict[Any, dict[str, str]] = {
        Text: there
        | {"author_id": author, "revision_id": ids[Revision]("revision_id"), "created_at": earlier}
        | {"approved_at": _earlier(connection, "approved_at"), "target": f"CASE WHEN {still} THEN o.target END"}
        | {"waits_since": f"CASE WHEN {still} THEN {_earlier(connection, 'waits_since')} END"},
        Revision: {"text_id": ids[Text]("text_id"), "created_at": earlier},
        Segment: {"revision_id": ids[Revision]("revision_id"), "lineage": _key(ids[Segment]("id"))},
        Translation: {"text_id": ids[Text]("text_id"), "lineage": _key(ids[Segment]("segment")), "created_at": earlier},
        SearchEntry: {"text_id": ids[Text]("text_id"), "words": "o.words || ' copy' || n.s"},
        Thread: there | {"week_id": f"{week} + n.s % {forums}", "title_id": ids[Text]("title_id"), "author_id": author}
        | {"created_at": earlier},
        Post: there | {"thread_id": ids[Thread]("thread_id"), "text_id": ids[Text]("text_id"), "author_id": author}
        | {"once": _key(ids[Post]("id")), "created_at": earlier},
        Visit: {"user_id": f"{members[0]} + (o.user_id + o.thread_id + n.s * 11) % {members[1]}"}
        | {"thread_id": ids[Thread]("thread_id")},
    }  # fmt: skip
    for model in SEED:
        own = {"id": ids[model]("id")} if "id" in _table(model).c else {}
        keyed = {"key": _key(ids[model]("id"))} if "key" in _table(model).c else {}
        _copy(connection, model, copies, chosen[model], **own, **keyed, **changed[model])
        print(f"  {_table(model).name}: done", flush=True)


def _copy(connection: Connection, model: Any, times: int, chosen: str, **changed: str) -> None:
    """Insert each chosen row so many times, as number ``n.s``, with some columns changed."""
    table = _table(model)
    values = ", ".join(changed.get(column.name, f'o."{column.name}"') for column in table.columns)
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    numbered = f"n (s) AS (SELECT 1 UNION ALL SELECT s + 1 FROM n WHERE s < {times})"
    also = f", {SEGMENT} AS segment" if model is Translation else ""
    copied = f'c AS MATERIALIZED (SELECT o.*{also} FROM "{table.name}" AS o WHERE {chosen})'
    source = f"WITH RECURSIVE {numbered}, {copied} SELECT {values} FROM n CROSS JOIN c AS o"
    connection.execute(text(f'INSERT INTO "{table.name}" ({names}) {source}'))


def _key(number: str) -> str:
    """Return an expression for a key that no other row has."""
    digits = f"replace(replace(CAST({number} AS VARCHAR), '0', 'x'), '1', 'y')"
    return f"substr('zzzzzzzzzzzzzz' || {digits}, length({digits}) + 1)"


def _earlier(connection: Connection, column: str) -> str:
    """Return an expression for an instant that lies an hour earlier in each copy."""
    if connection.dialect.name == "postgresql":
        return f"o.{column} - n.s * interval '1 hour'"
    return f"strftime('%Y-%m-%d %H:%M:%f000', o.{column}, '-' || n.s || ' hours')"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument("database", help="the address of an empty database")
    parser.add_argument("--posts", type=int, default=1_000_000)
    parser.add_argument("--same-forum", action="store_true", help="put all posts into the forum that is measured")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, new_site(Path(folder), given.database) as app, app.app_context():
        fill(given.posts, same_forum=given.same_forum)
        print(f"{db.session.scalar(select(func.count(Post.id)))} posts")


if __name__ == "__main__":
    main()
