"""`flask --app wsgi archive` and `import-archive`."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from board.extensions import db
from board.models import Forum
from tests.support.archives import archived, written
from tests.support.cast import Cast


def run(app: Flask, *words: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=list(words))
    return result.exit_code, result.output


@pytest.fixture
def archive(cast: Cast) -> bytes:
    return archived(cast.forum)


def test_a_forum_is_written_for_nobody_else_to_read(app: Flask, archive: bytes, tmp_path: Path) -> None:
    file, other = tmp_path / "forum.zip", tmp_path / "other.zip"
    code, said = run(app, "archive", "social-economy", str(file))
    assert (code, "posts" in said) == (0, True)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_bytes() == archive
    assert "File exists" in run(app, "archive", "social-economy", str(file))[1]
    assert run(app, "archive", "nothing", str(other)) == (1, "Error: There is no forum nothing.\n")
    assert not other.exists()


def test_a_forum_is_read_in_elsewhere(archive: bytes, there: Flask, tmp_path: Path) -> None:
    file = str(written(tmp_path, archive))
    assert run(there, "import-archive", file, "--as", "here") == (
        0,
        "The forum “Social economy” is here now, at /f/here/.\n",
    )
    assert db.session.scalars(select(Forum.slug)).all() == ["here"]
    code, said = run(there, "import-archive", file)
    assert (code, "in this installation already" in said) == (1, True)
    assert db.session.scalars(select(Forum.slug)).all() == ["here"]
