"""`flask --app wsgi backup` and `restore`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from board import schema
from board.actions.backups import note_backup, set_aside
from board.backup import BackupError, archive, making, restoring
from board.backup.archive import Manifest
from board.extensions import db, writing
from board.faults import is_database_away, kind
from board.setting_values import ConfigError


def _now() -> datetime:
    now: datetime = current_app.extensions["clock"].now()
    return now


@contextmanager
def _errors_as_sentences() -> Iterator[None]:
    """Turn expected errors into a sentence and an exit code that is not 0."""
    try:
        yield
    except (BackupError, ConfigError) as reason:  # ConfigError: no process may open this database beside another
        raise click.ClickException(str(reason)) from None
    except SQLAlchemyError as error:
        if not is_database_away(error):
            raise
        raise click.ClickException(f"The database does not answer ({kind(error)}).") from None


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--verify", is_flag=True, help="Check whether FILE is a sound backup; make none.")
@click.option("--overwrite", is_flag=True, help="Replace FILE if it exists.")
@with_appcontext
def backup(file: Path, verify: bool, overwrite: bool) -> None:
    """Write everything into FILE, while people go on writing."""
    with _errors_as_sentences():
        if verify:
            with making.workshop(None) as folder:
                making.verify(db.engine, file, folder)
            click.echo(f"{file} is sound: {_described(archive.read(file))}")
            return
        made = making.make(db.engine, file, _now(), overwrite=overwrite)
    click.echo(f"{file} ({made.size / 1e6:.1f} MB) is written and checked: {_described(made.manifest)}")
    if _is_current(made.manifest):  # older tables, before an upgrade, may lack what the note needs
        _note()


def _note() -> None:
    """Record the backup for the owner's page. A read-only database was backed up all the same."""
    try:
        with writing():
            note_backup(_now())
    except DBAPIError as error:
        click.echo(f"It could not be noted for the owner's page ({kind(error)}).", err=True)


def _is_current(manifest: Manifest) -> bool:
    return manifest.contents.schema == schema.revisions()[0]


def _described(manifest: Manifest) -> str:
    rows = sum(manifest.contents.rows.values())
    return f"{rows} rows in {len(manifest.contents.rows)} tables, of {manifest.made_at[:16].replace('T', ' ')} UTC."


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--send-mail", is_flag=True, help="Send what was waiting, though it may have left since the backup.")
@with_appcontext
def restore(file: Path, send_mail: bool) -> None:
    """Restore the backup FILE into an empty database. Stop the server and the worker first."""
    with _errors_as_sentences():
        manifest = restoring.restore(db.engine, file, _now(), send_mail=send_mail)
    click.echo(f"Restored and checked: {_described(manifest)}")
    if not _is_current(manifest):
        click.echo("Its tables are older than this code; they are brought up to date (db upgrade).")
        upgrade()
    with db.engine.connect() as connection:
        aside = set_aside(connection)
    click.echo("Everybody has to sign in again.")
    if aside:
        click.echo(
            f"{aside} mails that were waiting are set aside, since they may have left after the backup was made; "
            "the owner’s pages show them."
        )
