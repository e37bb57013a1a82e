"""What comes in with an archive, whose accounts its people get, and what is refused."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from flask import Flask
from sqlalchemy import select

from board.actions import leaving, setting_up
from board.actions.enrolling import create_account, find_account
from board.actions.leaving import Attribution
from board.actions.writing import note_progress
from board.archive import ArchiveError, packing
from board.archive.reading_in import read_archive
from board.extensions import db
from board.models import Forum, Job, Mail, Membership, Post, SearchEntry, Segment, Text, User
from board.rules.leaving import TYPED
from board.rules.searching import forum_token, place_tokens
from tests.support.archives import Row, archived, forged, manifest_of, rows_of, written
from tests.support.cast import START, Cast, forum_settings, sight_for
from tests.support.database import rows

Change = Callable[[Row], None]


@pytest.fixture
def archive(cast: Cast) -> bytes:
    """The archive of the cast's forum, in which somebody has left."""
    leaving.leave_forum(sight_for(cast, cast.jorge), cast.jorge, Attribution(TYPED, "A reader", "Somebody"))
    return archived(cast.forum)


def refused(folder: Path, archive: bytes, slug: str | None = None) -> str:
    """Return why an archive is refused. It leaves nothing behind."""
    before = rows()
    with pytest.raises(ArchiveError) as error:
        read_archive(written(folder, archive), slug)
    assert rows() == before
    return str(error.value)


def test_people_get_accounts_without_credentials(archive: bytes, there: Flask, tmp_path: Path) -> None:
    read_archive(written(tmp_path, archive))
    people = {user.name: user for user in db.session.scalars(select(User))}
    assert {"Ana", "Rosa", "Alma", "Olga", "A reader"} <= people.keys()
    assert [user.name for user in people.values() if user.password_hash or user.is_owner] == []
    assert [user.name for user in people.values() if user.is_stand_in] == ["A reader"]
    assert find_account("jorge@example.org") is None
    assert find_account("ana@example.org") is people["Ana"]


def test_an_account_with_the_same_address_gets_its_place_back_and_stays_as_it_is(
    archive: bytes, there: Flask, tmp_path: Path
) -> None:
    ana = create_account("ana@example.org", "Ana María", START, password="a long enough password")
    other = setting_up.create_forum(forum_settings(slug="other"), "", _owner(), START)
    before = facts_of(ana)
    forum = read_archive(written(tmp_path, archive))
    user = db.session.scalars(select(User).where(User.email == "ana@example.org")).one()
    assert facts_of(user) == before
    [place] = db.session.scalars(select(Membership).where(Membership.user_id == user.id))
    assert (place.forum_id, place.roles, place.region) == (forum.id, {"participant"}, "Brazil")
    assert forum.id != other.id


def facts_of(user: User) -> dict[str, Any]:
    columns = User.__table__.columns
    return dict(db.session.execute(select(*columns).where(columns.id == user.id)).mappings().one())


def _owner() -> User:
    return create_account("owner@example.org", "Owner", START, owner=True)


def test_no_archive_makes_an_owner_or_brings_a_password(archive: bytes, there: Flask, tmp_path: Path) -> None:
    for column, value in (("is_owner", True), ("password_hash", "x"), ("session_stamp", "x" * 14)):

        def change(row: Row, column: str = column, value: Any = value) -> None:
            row[column] = value

        assert f"users.{column}" in refused(tmp_path, forged(archive, "users", change))


def test_a_stand_in_is_nobody_whatever_the_archive_says(archive: bytes, there: Flask, tmp_path: Path) -> None:
    create_account("ana@example.org", "Ana", START, owner=True)

    def change(row: Row) -> None:
        if row["name"] == "A reader":
            row["email"] = "ana@example.org"

    read_archive(written(tmp_path, forged(archive, "users", change)))
    stand_in = db.session.scalars(select(User).where(User.is_stand_in)).one()
    assert stand_in.email.endswith(".invalid")


@pytest.fixture
def index(cast: Cast) -> dict[str, tuple[str, str]]:
    return indexed(cast.forum)


def indexed(forum: Forum) -> dict[str, tuple[str, str]]:
    """Return what the search knows of each text of a forum, by the text's key; without the forum, whose number the
    other site gives anew.
    """
    forum_alone = set(place_tokens(forum.id, inline=True))
    entries = select(Text.key, SearchEntry.words, SearchEntry.wording).join(SearchEntry, SearchEntry.text_id == Text.id)
    return {
        key: (" ".join(word for word in words.split() if word not in forum_alone), wording)
        for key, words, wording in db.session.execute(entries.where(Text.forum_id == forum.id))
    }


def test_the_search_finds_what_came_in_under_its_new_forum(archive: bytes, there: Flask, tmp_path: Path) -> None:
    setting_up.create_forum(forum_settings(slug="other"), "", _owner(), START)
    forum = read_archive(written(tmp_path, archive))
    entries = select(SearchEntry.words).join(Text, SearchEntry.text_id == Text.id).where(Text.forum_id == forum.id)
    words = list(db.session.scalars(entries))
    assert words
    assert {entry.split()[0] for entry in words} == {forum_token(forum.id)}


def test_nothing_is_mailed_and_the_search_finds_everything(
    archive: bytes, index: dict[str, tuple[str, str]], there: Flask, tmp_path: Path
) -> None:
    forum = read_archive(written(tmp_path, archive))
    assert [db.session.scalars(select(table)).all() for table in (Job, Mail)] == [[], []]
    assert len(index) > 10
    assert indexed(forum) == index


def test_how_far_translations_have_come_is_right(archive: bytes, there: Flask, tmp_path: Path) -> None:
    read_archive(written(tmp_path, archive))
    texts = db.session.scalars(select(Text)).all()
    before = {text.id: (text.progress, text.waits_since, text.approved_at) for text in texts}
    assert {progress for progress, *_ in before.values()} >= {"approved", "missing"}
    for text in texts:
        note_progress(text, START)
    assert {text.id: (text.progress, text.waits_since, text.approved_at) for text in texts} == before


def test_a_taken_short_name_asks_for_another(archive: bytes, there: Flask, tmp_path: Path) -> None:
    setting_up.create_forum(forum_settings(), "", _owner(), START)
    assert "--as" in refused(tmp_path, archive)
    assert "lowercase" in refused(tmp_path, archive, "Another One")
    assert read_archive(written(tmp_path, archive), "another-one").slug == "another-one"


def test_a_forum_comes_in_once(archive: bytes, there: Flask, tmp_path: Path) -> None:
    read_archive(written(tmp_path, archive))
    assert "in this installation already" in refused(tmp_path, archive, "a-copy")


def test_a_newer_format_and_columns_that_are_not_known_are_refused(
    archive: bytes, there: Flask, tmp_path: Path
) -> None:
    assert "later version" in refused(tmp_path, forged(archive, format=packing.FORMAT + 1))
    assert "posts.mood" in refused(tmp_path, forged(archive, "posts", lambda row: row.update(mood="calm")))
    assert "lacks posts.author_id" in refused(tmp_path, forged(archive, "posts", lambda row: row.pop("author_id")))


def test_an_older_archive_gets_the_default_of_newer_columns(archive: bytes, there: Flask, tmp_path: Path) -> None:
    read_archive(written(tmp_path, forged(archive, "memberships", lambda row: row.pop("codes"))))
    assert {place.codes for place in db.session.scalars(select(Membership))} == {False}


def test_any_damage_is_noticed(archive: bytes, there: Flask, tmp_path: Path) -> None:
    """Each byte that is changed either changes nothing that is read, or the archive is refused before anything is."""
    assert "damaged" in refused(tmp_path, archive[: len(archive) // 2])
    assert "damaged" in refused(tmp_path, b"no zip")
    sound, noticed = ZipFile(io.BytesIO(archive)), 0
    for place in range(0, len(archive), len(archive) // 60):
        damaged = archive[:place] + bytes([archive[place] ^ 0x55]) + archive[place + 1 :]
        try:
            with packing.unpacking(written(tmp_path, damaged)) as file:
                assert all(file.zip.read(name) == sound.read(name) for name in sound.namelist())
        except ArchiveError:
            noticed += 1
    assert noticed > 40
    with pytest.raises(ArchiveError, match="No such file"):
        read_archive(tmp_path / "nothing.zip")


@pytest.mark.parametrize("place", range(-10, -2))
@pytest.mark.parametrize("flip", [0x55, 0x01, 0xFF])
def test_a_directory_said_to_be_elsewhere_is_damage(archive: bytes, tmp_path: Path, place: int, flip: int) -> None:
    """The last bytes say how long the directory is and where it begins; a wrong place can lie before the file."""
    damaged = bytearray(archive)
    damaged[place] ^= flip
    assert "damaged" in refused(tmp_path, bytes(damaged))


def test_what_is_too_large_is_refused_before_it_is_read(archive: bytes, there: Flask, tmp_path: Path) -> None:
    """A bomb of a few kilobytes says how large it is; what lies about that is damaged."""
    bomb = io.BytesIO()
    with ZipFile(bomb, "w", ZIP_DEFLATED) as file, file.open("files/" + "0" * 64, "w") as out:
        for _ in range(65):
            out.write(bytes(1024**2))
    assert len(bomb.getvalue()) < 100_000
    assert "larger than a forum can be" in refused(tmp_path, bomb.getvalue())

    def change(row: Row) -> None:
        row["removed_reason"] = "x" * packing.MAX_LINE

    assert "too long" in refused(tmp_path, forged(archive, "posts", change))


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("posts", "author_id", 10**6),
        ("posts", "author_id", -1),
        ("posts", "author_id", "0"),
        ("posts", "author_id", True),
        ("posts", "author_id", None),
        ("posts", "reply_to_id", 10**6),
        ("posts", "created_at", "yesterday"),
        ("posts", "created_at", "2026-03-04T12:00:00"),
        ("posts", "key", "x" * 15),
        ("posts", "removed_reason", "\0"),
        ("posts", "removed_reason", "\ud800"),
        ("weeks", "number", 2**31),
        ("weeks", "number", 1.5),
        ("forums", "zone", "Mars/Olympus"),
        ("texts", "language", "in verse"),
        ("forums", "languages", "en"),
        ("forums", "languages", ["en\nes"]),
        ("memberships", "roles", ["participant admin"]),
        ("users", "email", "nobody@example.invalid"),
        ("users", "email", ""),
        ("users", "key", "../../etc"),
        ("readings", "url", "javascript:alert(1)//a/b"),
        ("readings", "url", "https:"),
    ],
)
def test_what_fits_no_column_is_refused(
    archive: bytes, there: Flask, tmp_path: Path, table: str, column: str, value: object
) -> None:
    def change(row: Row) -> None:
        if not row.get("is_stand_in"):
            row[column] = value

    assert refused(tmp_path, forged(archive, table, change))


def test_markup_that_we_would_not_make_is_sanitised(archive: bytes, there: Flask, tmp_path: Path) -> None:
    wild = '<p onclick="x()">Words<script>alert(1)</script> <a href="javascript:x()">here</a></p>'
    read_archive(written(tmp_path, forged(archive, "segments", lambda row: row.update(html=wild))))
    made = set(db.session.scalars(select(Segment.html)))
    assert [html for html in made if "script>" in html or "onclick" in html or "javascript" in html] == []


def test_an_archive_says_nothing_secret(archive: bytes, cast: Cast) -> None:
    words = b"".join(ZipFile(io.BytesIO(archive)).read(name) for name in ZipFile(io.BytesIO(archive)).namelist())
    secrets = [(user.password_hash, user.session_stamp) for user in db.session.scalars(select(User))]
    assert len(secrets) > 5
    assert [secret for pair in secrets for secret in pair if secret and secret.encode() in words] == []
    assert {"memberships", "applications", "visits"} <= manifest_of(archive)["rows"].keys()
    assert len(rows_of(archive, "posts")) == len(db.session.scalars(select(Post)).all())
    assert db.session.get_one(Forum, cast.forum.id).slug == "social-economy"
