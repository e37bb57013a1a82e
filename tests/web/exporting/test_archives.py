"""Admins download the archive of their forum."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from board.archive.packing import unpacking
from board.extensions import db
from board.models import Act, User
from board.web.exporting import archives
from tests.support.cast import Cast
from tests.support.client import Client
from tests.support.shown import shown

SignIn = Callable[[User], Client]
PAGE = "/f/social-economy/data"
ARCHIVE = "/f/social-economy/admin/archive"


def log() -> list[int | None]:
    return list(db.session.scalars(select(Act.user_id).where(Act.kind == "forum.archived")))


def test_an_admin_downloads_it_and_the_log_says_so(cast: Cast, sign_in: SignIn, tmp_path: Path) -> None:
    alma = sign_in(cast.alma)
    page = shown(alma.get(PAGE))
    assert "It holds private things" in page.words
    answer = page.form(ARCHIVE).send(alma)
    assert answer.headers["Content-Disposition"] == "attachment; filename=social-economy-archive.zip"
    assert answer.headers["Cache-Control"] == "private, no-store"
    (tmp_path / "forum.zip").write_bytes(answer.get_data())
    with unpacking(tmp_path / "forum.zip") as archive:
        assert archive.manifest.forum == "social-economy"
        assert "LOCKED question" in {row["source"] for row in archive.lines("revisions")}
    assert log() == [cast.alma.id]
    assert (
        "Alma downloaded the forum’s archive today at 07:00." in shown(alma.get("/f/social-economy/admin/acts")).words
    )


def test_nobody_else_is_offered_it_or_gets_it(cast: Cast, sign_in: SignIn) -> None:
    for person in (cast.ana, cast.rosa, cast.tess):
        client = sign_in(person)
        assert ARCHIVE not in shown(client.get(PAGE)).actions()
        assert client.post(ARCHIVE).status_code == 403
    for stranger in (cast.olga, cast.omar):
        assert sign_in(stranger).post(ARCHIVE).status_code == 403
    assert log() == []


def test_one_that_is_too_large_is_left_to_the_command_line(
    cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MAX_MB", 0.001)
    alma = sign_in(cast.alma)
    answer = alma.post(ARCHIVE)
    assert answer.status_code == 303
    assert "too large to be sent as one file" in shown(alma.get(answer.location)).words
    assert log() == []
