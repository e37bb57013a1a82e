"""Everything that is kept about one person, as plain values: for them to take along.

Their own words are theirs wherever they stand, also in a week that was locked again; what stands around them, and what
others made of them, is there only as far as they may read it at this moment.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from board.extensions import db
from board.models import (
    Application,
    Forum,
    Post,
    Reading,
    Text,
    User,
)
from board.models.fates import columns_of, columns_that_say
from board.pages.texts import Pair, titles
from board.rules.applications import DECIDED, WITHDRAWN
from board.rules.selection import is_told
from board.visible import Sight, forums, look, my_memberships, viewer_in, visible_texts
from board.visible.own import (
    keys_of_posts,
    keys_of_readings,
    keys_of_texts,
    keys_of_threads,
    mails_to,
    own_applications,
    own_rows,
    own_translations,
    own_words,
    questions_to,
)

Record = dict[str, Any]

PLACES = {
    "thread_id": keys_of_threads, "reading_id": keys_of_readings, "post_id": keys_of_posts,
    "text_id": keys_of_texts,
}  # fmt: skip
"""What a mark may be on, by the column that says so."""


@dataclass(slots=True)
class OwnData:
    """The file to be, and of each text that the person wrote its newest words, by the name of a file."""

    record: Record
    texts: dict[str, str] = field(default_factory=dict)


def own_data(user: User, now: datetime) -> OwnData:
    """What is kept about a person at this moment."""
    sights = _sights(user, now)
    slugs = dict(db.session.execute(forums().with_only_columns(Forum.id, Forum.slug)).all())
    found = OwnData({"account": _told(user), "memberships": _memberships(user, slugs)})
    _add_words(found, user, sights, slugs)
    record = found.record
    record["translations"] = [
        {"forum": slugs[text.forum_id], **_told(row), **_plain(row, ("source", "state", "origin"))}
        for row, text in db.session.execute(own_translations(user))
    ]
    record["case_studies"] = [one for sight in sights for one in _case_studies(sight, user)]
    record["questions_to_you"] = [
        {"forum": sight.forum.slug, **_plain(row, ("key", "created_at", "answered_at"))}
        for sight in sights
        for row in db.session.execute(questions_to(sight, user))
    ]
    record["applications"] = [
        {"forum": slugs[one.forum_id], **_told(one), "decision": _decision(one, now)}
        for one in db.session.scalars(own_applications(user))
    ]
    record["mails"] = [_plain(mail, ("created_at", "sent_at")) for mail in db.session.scalars(mails_to(user))]
    _add_rows(record, user, {by: _keys(sights, names) for by, names in PLACES.items()})
    return found


def _add_rows(record: Record, user: User, keys: Keys) -> None:
    """The sections that nothing else composes: rows of their own, and what of them says nothing of anybody else."""
    for column in columns_that_say("section"):
        name = column.info["section"]
        if name and name not in record:
            rows = [row for row in db.session.scalars(own_rows(column, user)) if _is_seen(row, keys)]
            record[name] = [{**_place(row, keys), **_told(row)} for row in rows]


def _sights(user: User, now: datetime) -> list[Sight]:
    """What they may see in the forums to which they belong."""
    mine = {one.forum_id: one for one in db.session.scalars(my_memberships(user.id))}
    own = [forum for forum in db.session.scalars(forums()) if forum.id in mine]
    return [look(db.session(), forum, viewer_in(user, mine[forum.id]), now) for forum in own]


def _memberships(user: User, slugs: Mapping[int, str]) -> list[Record]:
    return [{"forum": slugs[one.forum_id], **_told(one)} for one in db.session.scalars(my_memberships(user.id))]


def _add_words(found: OwnData, user: User, sights: Iterable[Sight], slugs: Mapping[int, str]) -> None:
    """All that they wrote, each text with its versions; with a translation where they may read it."""
    texts: dict[int, Record] = {}
    for revision, text, post in db.session.execute(own_words(user)):
        entry = texts.setdefault(text.id, _text(text, post, slugs))
        entry["versions"].append(_plain(revision, ("number", "created_at", "source")))
        found.texts[f"{entry['forum']}/{text.created_at:%Y-%m-%d}-{text.key}.md"] = revision.source
    for sight in sights:
        for text_id, pair in _readable(sight, texts).items():
            texts[text_id]["translation"] = _translation(pair)
    found.record["texts"] = list(texts.values())


def _text(text: Text, post: Post | None, slugs: Mapping[int, str]) -> Record:
    removed = post.removed if post else None
    about = {"forum": slugs[text.forum_id], "kind": "post" if post else "title" if text.inline else "text"}
    told = {**about, **_plain(text, ("key", "language", "created_at")), "removed": removed}
    return told | {"translation": None, "versions": []}


def _readable(sight: Sight, texts: Iterable[int]) -> dict[int, Pair]:
    mine = visible_texts(sight).where(Text.id.in_(list(texts)))
    return titles(sight, [text.id for text in db.session.scalars(mine)])


def _translation(pair: Pair) -> Record | None:
    if not pair.is_translated:
        return None
    return {"language": pair.text.target, "state": pair.state, "words": pair.translation_source}


def _case_studies(sight: Sight, user: User) -> list[Record]:
    """Presented by them, whoever typed them in."""
    rows = [row for row in db.session.scalars(own_rows(Reading.respondent_id, user)) if row.forum_id == sight.forum.id]
    seen = dict(db.session.execute(keys_of_readings(sight)).all())
    own = [row for row in rows if row.id in seen]
    words = titles(sight, [text_id for row in own for text_id in (row.title_id, row.body_id)])
    return [
        {
            "forum": sight.forum.slug,
            **_plain(row, ("key", "stage", "created_at")),
            "title": words[row.title_id].source,
            "text": words[row.body_id].source if row.body_id else None,
        }
        for row in own
    ]


Keys = Mapping[str, Mapping[int, str]]
"""Of what may be seen: its key, by the name of the column that refers to it, and by its id."""


def _keys(sights: Iterable[Sight], names: Any) -> dict[int, str]:
    return {row_id: key for sight in sights for row_id, key in db.session.execute(names(sight))}


def _is_seen(row: Any, keys: Keys) -> bool:
    """A mark on something says that it is there: told where that may be seen."""
    return all(getattr(row, by) in seen for by, seen in keys.items() if hasattr(row, by))


def _place(row: Any, keys: Keys) -> Record:
    """Which post, thread or reading a mark is on."""
    return {by.removesuffix("_id"): seen[getattr(row, by)] for by, seen in keys.items() if hasattr(row, by)}


def _decision(application: Application, now: datetime) -> str | None:
    """What applicants are told: who is on the admins' shortlist is theirs to know."""
    if application.state == WITHDRAWN or (application.state in DECIDED and is_told(application.decided_at, now)):
        return application.state
    return None


def _told(row: Any) -> Record:
    """The columns of a person's own row that say they are told."""
    return _plain(row, [column.key for column in columns_of(type(row), told=True)])


def _plain(row: Any, names: Iterable[str]) -> Record:
    return {name: _value(getattr(row, name)) for name in names}


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return sorted(value) if isinstance(value, frozenset) else value
