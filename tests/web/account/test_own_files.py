"""Somebody's own pictures and files go with the rest of their data, as bytes; nobody else's do."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

from board.actions import posting, scheduling
from board.extensions import db
from board.models import Attachment, User
from board.pages import own_files
from tests.support.attached import in_markdown, kept_file, kept_picture
from tests.support.cast import START, Cast, sight_for, typed
from tests.support.client import Client
from tests.support.shown import shown

SignIn = Callable[[User], Client]


def download(client: Client, address: str = "/profile/data") -> dict[str, bytes]:
    answer = client.get(address)
    assert answer.status_code == 200
    with ZipFile(BytesIO(answer.data)) as file:
        assert file.testzip() is None
        contents = {name: file.read(name) for name in file.namelist()}
    answer.close()
    return contents


def record(contents: dict[str, bytes]) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = json.loads(contents["data.json"])["attachments"]
    return told


def sent(cast: Cast, *attached: Attachment) -> None:
    body = " ".join(in_markdown(kept, "words") for kept in attached)
    posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed(body, "es"))


def test_pictures_and_files_are_in_the_download(cast: Cast, sign_in: SignIn) -> None:
    picture, file, waiting = kept_picture(cast.ana), kept_file(cast.ana), kept_picture(cast.ana, seed=1)
    sent(cast, picture, file)
    kept_picture(cast.jorge)
    names = [
        f"files/social-economy/{START:%Y-%m-%d}-{picture.key}.webp",
        f"files/social-economy/{START:%Y-%m-%d}-{file.key}.pdf",
        f"files/not-sent/{START:%Y-%m-%d}-{waiting.key}.webp",
    ]
    larger, pdf = b"large small " + cast.ana.key.encode() + b" 0", b"%PDF-1.7 of " + cast.ana.key.encode()
    contents = download(sign_in(cast.ana))
    assert [name for name in contents if name.startswith("files/")] == names
    assert (contents[names[0]], contents[names[1]]) == (larger, pdf)
    told = record(contents)
    assert [each["file"] for each in told] == names
    assert [(each["kind"], each["name"], each["forum"]) for each in told] == [
        ("image", "", "social-economy"), ("pdf", "report.pdf", "social-economy"), ("image", "", None),
    ]  # fmt: skip


def test_from_a_week_that_was_locked_again_ones_own_pictures_are_in_it(cast: Cast, sign_in: SignIn) -> None:
    kept = kept_picture(cast.ana)
    sent(cast, kept)
    key = kept.key
    scheduling.override_week(sight_for(cast, cast.alma), cast.week(1), "locked")
    assert any(key in name for name in download(sign_in(cast.ana)))
    assert not any(key in name for name in download(sign_in(cast.jorge)))


def test_the_picture_of_the_profile_is_in_it(cast: Cast, sign_in: SignIn) -> None:
    assert "picture.webp" not in download(sign_in(cast.ana))
    cast.ana.picture, cast.ana.picture_key = b"RIFF", "a" * 14
    db.session.commit()
    assert download(sign_in(cast.ana))["picture.webp"] == b"RIFF"


@pytest.mark.parametrize(("more", "parts"), [(-1, [1, 2, 3]), (0, [1, 1, 2]), (1, [1, 1, 2])])
def test_many_files_come_in_several_downloads(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch, more: int, parts: list[int]
) -> None:
    kept = [kept_picture(cast.ana, seed=seed) for seed in range(3)]
    keys = [each.key for each in kept]
    monkeypatch.setattr(own_files, "MOST_BYTES", 2 * kept[0].large_size + more)
    client = sign_in(cast.ana)
    assert [each["download"] for each in record(download(client))] == parts
    page = shown(client.get("/profile"))
    for part in sorted({*parts} - {1}):
        assert f"part {part}" in page.words
        assert [name[-19:-5] for name in download(client, f"/profile/data/{part}")] == [
            key for key, where in zip(keys, parts, strict=True) if where == part
        ]
    for missing in (0, 1, max(parts) + 1):
        assert client.get(f"/profile/data/{missing}").status_code == 404
    assert client.get("/profile/close").get_data(as_text=True).count("/profile/data/") == max(parts) - 1


def test_nobody_else_gets_them(cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(2):
        kept_picture(cast.ana, seed=seed)
    monkeypatch.setattr(own_files, "MOST_BYTES", 1)
    assert len(download(sign_in(cast.ana), "/profile/data/2")) == 1
    assert sign_in(cast.jorge).get("/profile/data/2").status_code == 404
