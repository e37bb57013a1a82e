"""`flask --app wsgi archive` and `import-archive`, for whoever runs the site."""

from __future__ import annotations

import os
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy import select

from board.archive import ArchiveError
from board.archive.making import write_archive
from board.archive.reading_in import read_archive
from board.extensions import db, writing
from board.models import Forum


@click.command("archive")
@click.argument("slug")
@click.argument("file", type=click.Path(path_type=Path))
@with_appcontext
def archive(slug: str, file: Path) -> None:
    """Write everything of the forum SLUG into FILE, but credentials and sessions.

    FILE holds e-mail addresses and applications: nobody but the user who runs this can read it.
    """
    forum = db.session.scalar(select(Forum).where(Forum.slug == slug))
    if forum is None:
        raise click.ClickException(f"There is no forum {slug}.")
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written: {error.strerror}.") from None
    try:
        with os.fdopen(descriptor, "wb") as to:
            manifest = write_archive(forum, to)
    except BaseException:
        file.unlink()
        raise
    click.echo(f"{file} ({file.stat().st_size / 1e6:.1f} MB) holds {_counted(manifest.rows)}.")


def _counted(rows: dict[str, int]) -> str:
    names = ("users", "posts", "texts", "translations", "files")
    return ", ".join(f"{rows[name]} {name}" for name in names)


@click.command("import-archive")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--as", "slug", help="Another short name for the forum.")
@with_appcontext
def import_archive(file: Path, slug: str | None) -> None:
    """Make the forum of the archive FILE in this installation. Take archives only from people whom you trust.

    No mail goes out. People whose address has an account here are members with it; others get an account without a
    password, and ask for a link on the page to sign in.
    """
    try:
        with writing():
            forum = read_archive(file, slug)
    except ArchiveError as reason:
        raise click.ClickException(str(reason)) from None
    click.echo(f"The forum “{forum.name}” is here now, at /f/{forum.slug}/.")


COMMANDS = (archive, import_archive)
