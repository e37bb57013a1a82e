"""Making and checking backups."""

from __future__ import annotations

import errno
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import ModuleType

from sqlalchemy import Engine

from board.backup import BackupError, archive, postgresql, sqlite
from board.backup.archive import Manifest
from board.config import ROOT

WORKSHOP = ".semana-backup-"
"""The prefix of the folder in which a backup is made, next to its destination."""
SQLITE_FULL = 13


def kind_of(engine: Engine) -> ModuleType:
    """Return the module for this kind of database."""
    return sqlite if engine.dialect.name == "sqlite" else postgresql


@dataclass(frozen=True, slots=True)
class Made:
    """A finished backup."""

    path: Path
    manifest: Manifest
    size: int


def make(engine: Engine, path: Path, now: datetime, *, overwrite: bool = False) -> Made:
    """Make a backup while people write. The file appears only once it is complete and checked. Raise BackupError."""
    path = path.absolute()
    refuse_taken(path, overwrite)
    with _reporting_full_disk(path), workshop(path.parent) as folder:
        packed = folder / "backup.zip"
        manifest = _pack(engine, folder, packed, now)
        verify(engine, packed, folder)
        refuse_taken(path, overwrite)
        size = packed.stat().st_size
        packed.replace(path)
        archive.sync(path.parent)
    return Made(path, manifest, size)


def refuse_taken(path: Path, overwrite: bool) -> None:
    if path.is_dir():
        raise BackupError(f"{path} is a folder. Name a file in it, such as {path / 'semana.zip'}.")
    if path.exists() and not overwrite:
        raise BackupError(f"{path} exists already and was not changed. Choose another name, or say --overwrite.")


def _pack(engine: Engine, folder: Path, packed: Path, now: datetime) -> Manifest:
    kind, dump = kind_of(engine), folder / "dump"
    contents = kind.dump(engine, dump)
    packed.touch(mode=0o600, exist_ok=False)
    with packed.open("r+b") as file:
        manifest = archive.pack(
            file, dump, kind.PART, compressed=kind.COMPRESSED, made_at=now.isoformat(), app_version=app_version(),
            database=engine.dialect.name, made_with=kind.made_with(engine), contents=contents,
        )  # fmt: skip
    dump.unlink()
    return manifest


def app_version() -> str:
    return str(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"])


def verify(engine: Engine, path: Path, folder: Path) -> Path:
    """Check seal and checksums, and that the database in it opens; return its dump, in that folder."""
    manifest, dump = archive.read(path), folder / "unpacked"
    archive.unpack(path, manifest, dump)
    if manifest.database == "sqlite":
        if sqlite.contents(engine, dump) != manifest.contents:
            raise BackupError(f"{path} does not hold what its manifest says. Nothing was changed.")
    else:
        postgresql.check(dump)
    return dump


@contextmanager
def workshop(parent: Path | None) -> Iterator[Path]:
    """Give a folder that only we can read, there or among temporary files; nothing of it remains, whatever happens."""
    if parent is not None and not parent.is_dir():
        raise BackupError(f"There is no folder {parent}.")
    try:
        folder = tempfile.TemporaryDirectory(prefix=WORKSHOP, dir=parent)
    except OSError as error:
        raise BackupError(f"Nothing can be written in {parent} ({error.strerror}).") from None
    with folder as name:
        yield Path(name)


@contextmanager
def _reporting_full_disk(path: Path) -> Iterator[None]:
    """Report a full disk in a sentence, whichever program noticed it."""
    full = f"There is not enough room in {path.parent}. No backup was made."
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise BackupError(full) from None
        raise BackupError(f"The backup could not be written ({error.strerror}).") from None
    except Exception as error:
        code, name = getattr(error, "sqlite_errorcode", 0), getattr(error, "sqlite_errorname", "")
        if code & 0xFF == SQLITE_FULL or "No space left" in str(error):
            raise BackupError(full) from None
        if name:
            raise BackupError(f"The database could not be copied ({name}). No backup was made.") from None
        raise
