"""Restoring a backup: only into an empty database, after everything was checked, and with no work under way."""

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
    """Restore a backup; check everything before changing anything. Raise BackupError if it cannot be restored.

    If its tables are older than this code, they still have to be upgraded.
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
    """Refuse a backup of another kind of database, or with tables that this code does not know yet."""
    if manifest.database != engine.dialect.name:
        raise BackupError(
            f"This is a backup of {NAMES[manifest.database]}, and DATABASE_URL names {NAMES[engine.dialect.name]}. "
            "A backup can be restored only into the kind of database that it was made from. Nothing was changed."
        )
    if manifest.contents.schema not in schema.revisions():
        raise BackupError(
            f"This backup was made by a later version of Semana ({manifest.app_version}, tables "
            f"{manifest.contents.schema}). Install that version, or a later one. Nothing was changed."
        )


def refuse_used(engine: Engine) -> None:
    """Refuse a database that contains anything, even tables without rows."""
    with engine.connect() as connection:
        names = inspect(connection).get_table_names()
    if names:
        raise BackupError(
            f"This database is not empty ({len(names)} tables). A backup can be restored only into an empty "
            "one, before `init` or `db upgrade`. Nothing was changed."
        )


def _beside(engine: Engine) -> Path | None:
    """Return the folder next to SQLite's database, so that the unpacked dump can be moved into place at once."""
    return Path(str(engine.url.database)).absolute().parent if engine.dialect.name == "sqlite" else None
