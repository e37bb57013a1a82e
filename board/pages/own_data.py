"""Everything that is kept about one person, as plain values, for their own download.

All their own words are included, also those in a week that was locked again. What stands around these words, and what
others made of them (such as translations), is included only as far as the person may read it now.
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
from board.pages.own_files import OwnFile, own_files
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
    own_attachments,
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
"""The query for the visible targets of a mark, by the column that refers to them."""


@dataclass(slots=True)
class OwnData:
    """The contents of the download: the record, the newest source of each text of theirs by file name, and files."""

    record: Record
    texts: dict[str, str] = field(default_factory=dict)
    files: list[OwnFile] = field(default_factory=list)


def own_data(user: User, now: datetime) -> OwnData:
    """Collect everything that is kept about a person now."""
    sights = _sights(user, now)
    slugs = dict(db.session.execute(forums().with_only_columns(Forum.id, Forum.slug)).all())
    data = OwnData({"account": _told(user), "memberships": _memberships(user, slugs)})
    _add_words(data, user, sights, slugs)
    record = data.record
    record["translations"] = [
        {"forum": slugs[text.forum_id], **_told(row), **_plain(row, ("source", "state", "origin"))}
        for row, text in db.session.execute(own_translations(user))
    ]
    record["case_studies"] = [study for sight in sights for study in _case_studies(sight, user)]
    record["questions_to_you"] = [
        {"forum": sight.forum.slug, **_plain(row, ("key", "created_at", "answered_at"))}
        for sight in sights
        for row in db.session.execute(questions_to(sight, user))
    ]
    record["applications"] = [
        {"forum": slugs[application.forum_id], **_told(application), "decision": _decision(application, now)}
        for application in db.session.scalars(own_applications(user))
    ]
    record["mails"] = [_plain(mail, ("created_at", "sent_at")) for mail in db.session.scalars(mails_to(user))]
    record["attachments"] = _attachments(user, sights, data)
    _add_rows(record, user, {column: _keys(sights, query) for column, query in PLACES.items()})
    return data


def _add_rows(record: Record, user: User, keys: Keys) -> None:
    """Add the sections that nothing else composes: the person's own rows, without what these say of anybody else."""
    for column in columns_that_say("section"):
        name = column.info["section"]
        if name and name not in record:
            rows = [row for row in db.session.scalars(own_rows(column, user)) if _is_seen(row, keys)]
            record[name] = [{**_place(row, keys), **_told(row)} for row in rows]


def _attachments(user: User, sights: Iterable[Sight], data: OwnData) -> list[Record]:
    """Return the pictures and files that the person attached, wherever that is, and where they are in the download.

    Of a text of somebody else that they may not read now, the key is left out.
    """
    data.files = own_files(user)
    where = {file.key: file for file in data.files}
    own = {text["key"] for text in data.record["texts"]}
    told = own | set(_keys(sights, keys_of_texts).values())
    return [
        {
            "forum": slug,
            "text": text.key if text is not None and text.key in told else None,
            **_told(attachment),
            "file": where[attachment.key].name,
            "download": where[attachment.key].part,
        }
        for attachment, text, slug in db.session.execute(own_attachments(user))
    ]


def _sights(user: User, now: datetime) -> list[Sight]:
    """Return what the person may see in each forum that they belong to."""
    mine = {membership.forum_id: membership for membership in db.session.scalars(my_memberships(user.id))}
    own = [forum for forum in db.session.scalars(forums()) if forum.id in mine]
    return [look(db.session(), forum, viewer_in(user, mine[forum.id]), now) for forum in own]


def _memberships(user: User, slugs: Mapping[int, str]) -> list[Record]:
    rows = db.session.scalars(my_memberships(user.id))
    return [{"forum": slugs[membership.forum_id], **_told(membership)} for membership in rows]


def _add_words(data: OwnData, user: User, sights: Iterable[Sight], slugs: Mapping[int, str]) -> None:
    """Add every text that the person wrote, with its versions, and with its translation if they may read it."""
    texts: dict[int, Record] = {}
    for revision, text, post in db.session.execute(own_words(user)):
        entry = texts.setdefault(text.id, _text(text, post, slugs))
        entry["versions"].append(_plain(revision, ("number", "created_at", "source")))
        data.texts[f"{entry['forum']}/{text.created_at:%Y-%m-%d}-{text.key}.md"] = revision.source
    for sight in sights:
        for text_id, pair in _readable(sight, texts).items():
            texts[text_id]["translation"] = _translation(pair)
    data.record["texts"] = list(texts.values())


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
    """Return the readings that the person presents, no matter who typed them in."""
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
"""The keys of visible rows, by the name of the column that refers to them, then by id."""


def _keys(sights: Iterable[Sight], query: Any) -> dict[int, str]:
    return {row_id: key for sight in sights for row_id, key in db.session.execute(query(sight))}


def _is_seen(row: Any, keys: Keys) -> bool:
    """Return whether the person may see what a mark is on: the mark alone would tell that it exists."""
    return all(getattr(row, column) in seen for column, seen in keys.items() if hasattr(row, column))


def _place(row: Any, keys: Keys) -> Record:
    """Return the key of the post, thread, reading or text that a mark is on."""
    return {
        column.removesuffix("_id"): seen[getattr(row, column)] for column, seen in keys.items() if hasattr(row, column)
    }


def _decision(application: Application, now: datetime) -> str | None:
    """Return the state that the applicant has been told, or None. The shortlist is for admins alone."""
    if application.state == WITHDRAWN or (application.state in DECIDED and is_told(application.decided_at, now)):
        return application.state
    return None


def _told(row: Any) -> Record:
    """Return the columns of a person's row that the models mark as told to that person."""
    return _plain(row, [column.key for column in columns_of(type(row), told=True)])


def _plain(row: Any, names: Iterable[str]) -> Record:
    return {name: _value(getattr(row, name)) for name in names}


def _value(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return sorted(value) if isinstance(value, frozenset) else value
