"""Bringing a backup back: into an empty place only, after everything was checked, and with nothing on its way."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, inspect

from board import schema
from board.actions.backups import settle
from board.backup import BackupError, archive
from board.backup.archive import Manifest
from board.backup.making import kind_of, verify, workshop

NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def restore(engine: Engine, path: Path, now: datetime, *, send_mail: bool = False) -> Manifest:
    """Bring a backup back; nothing is touched before it was checked. Raises BackupError.

    Where its tables are older than this code, they still have to be brought up to date.
    """
    manifest = archive.read(path)
    refuse_foreign(engine, manifest)
    refuse_used(engine)
    with workshop(_beside(engine)) as folder:
        dump = verify(engine, path, folder)
        kind_of(engine).restore(
            engine, dump, manifest.contents, lambda connection: settle(connection, now, send_mail=send_mail)
        )
    return manifest


def refuse_foreign(engine: Engine, manifest: Manifest) -> None:
    """Another kind of database, or tables that this code does not know yet."""
    if manifest.database != engine.dialect.name:
        raise BackupError(
            f"This is a backup of {NAMES[manifest.database]}, and DATABASE_URL names {NAMES[engine.dialect.name]}. "
            "A backup goes back only into the kind of database that it was made of. Nothing was changed."
        )
    if manifest.contents.schema not in schema.revisions():
        raise BackupError(
            f"This backup was made by a later version of Semana ({manifest.app_version}, tables "
            f"{manifest.contents.schema}). Install that version, or a later one. Nothing was changed."
        )


def refuse_used(engine: Engine) -> None:
    """A place where anything stands, if only tables without rows."""
    with engine.connect() as connection:
        names = inspect(connection).get_table_names()
    if names:
        raise BackupError(
            f"There is something in this database already ({len(names)} tables). A backup is restored into an empty "
            "one only, before `init` or `db upgrade`. Nothing was changed."
        )


def _beside(engine: Engine) -> Path | None:
    """Where SQLite's dump is unpacked, so that it can be moved into its place at once."""
    return Path(str(engine.url.database)).absolute().parent if engine.dialect.name == "sqlite" else None
