"""The commands of the demo: `flask --app wsgi demo` loads it, `run-demo` serves it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from board import demo as the_demo
from board import sqlite
from board.clock import Clock
from board.config import Settings
from board.demo import accounts
from board.extensions import db
from board.serving import children
from board.serving.ports import CannotServe

PROCESSES_OF_A_DEMO = 3
"""The server, the worker, and the command that starts both."""


def _clock() -> Clock:
    found: Clock = current_app.extensions["clock"]
    return found


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found


@click.command("demo")
@click.option("--dates", type=click.Choice(["2009"]), help="The true dates, as a closed archive. Without: around now.")
@with_appcontext
def demo(dates: str | None) -> None:
    """Load the demo forum into an empty database."""
    upgrade()
    now = _clock().now()
    calendar = the_demo.archived(now) if dates else the_demo.redated(now)
    if not _load(calendar, _settings().site_url):
        if the_demo.is_archive() != calendar.archive:
            raise click.ClickException("This database holds the demo with other dates. Nothing was changed.")
        click.echo("This database holds the demo already. Nothing was changed.")
    _show_accounts(accounts.read(_accounts_file()))
    click.echo(f"\n{the_demo.opening_words(now)}")


def _load(calendar: the_demo.Calendar, site: str) -> bool:
    """Load the demo and store its accounts; return False if it was loaded before. ``site`` is where it will be."""
    try:
        listed = the_demo.load(calendar)
    except the_demo.AlreadyLoaded:
        return False
    except the_demo.ForeignData as content:
        raise _foreign(content) from None
    accounts.write(_accounts_file(), listed)
    the_demo.publish_edition(calendar, site)
    return True


def _accounts_file() -> Path:
    return _settings().instance / accounts.FILE_NAME


def _show_accounts(listed: list[accounts.Account]) -> None:
    if not listed:
        click.echo(f"Its accounts are not in {accounts.FILE_NAME} any more; run-demo gives them new passwords.")
        return
    click.echo(f"\n{accounts.table(listed)}\n\nThe same is in {_accounts_file()}")


@click.command("run-demo")
@click.option("--port", type=click.IntRange(1, 65535), default=5000, envvar="PORT", show_envvar=True)
@click.option("--again", is_flag=True, help="Make the demo anew: what was done in it is gone.")
@with_appcontext
def run_demo(port: int, again: bool) -> None:
    """Serve the demo on 127.0.0.1 until stopped: what `make run` calls."""
    if not _settings().demo:
        raise click.ClickException("run-demo serves with public passwords, so it needs DEMO=1. `make run` sets it.")
    try:
        children.check_free(port)
        sqlite.check_processes(db.engine, PROCESSES_OF_A_DEMO)
        upgrade()
        if again:
            _clear()
        environ = _environment(port)
        listed = _demo_accounts(Settings.from_env(environ).site_url)
        db.session.rollback()  # while it serves, this process must not keep a transaction open
        children.serve(port, environ, lambda: _welcome(port, listed))
    except (CannotServe, sqlite.EngineRefused) as reason:
        raise click.ClickException(str(reason)) from None
    click.echo("Stopped.")


def _foreign(content: the_demo.ForeignData) -> click.ClickException:
    words = f"This database holds something else ({content}), and the demo does not mix with it. Nothing was changed."
    return click.ClickException(words)


def _clear() -> None:
    """Empty the database, if it holds nothing but the demo."""
    try:
        the_demo.clear()
    except the_demo.ForeignData as content:
        raise _foreign(content) from None
    _accounts_file().unlink(missing_ok=True)


def _demo_accounts(site: str) -> list[accounts.Account]:
    """Return the accounts of the demo, which is loaded first if the database is empty."""
    if not the_demo.is_loaded():
        _load(the_demo.redated(_clock().now(), awaits_anchor=True), site)
    elif not accounts.read(_accounts_file()):
        accounts.write(_accounts_file(), the_demo.renew_passwords())
    return accounts.read(_accounts_file())


def _environment(port: int) -> dict[str, str]:
    """Return the environment of server and worker: ours, with this address and a key of its own where it has none."""
    return {"SITE_URL": f"http://{children.HOST}:{port}", "SECRET_KEY": _secret_key(), **os.environ}


def _secret_key() -> str:
    """Return the session key of this installation's demo, created once."""
    path = _settings().instance / "demo-secret"
    if not path.exists():
        accounts.write_private(path, secrets.token_urlsafe(48))
    return path.read_text().strip()


def _welcome(port: int, listed: list[accounts.Account]) -> None:
    the_demo.anchor(now := _clock().now())
    _show_accounts(listed)
    site = f"http://{children.HOST}:{port}"
    tried = the_demo.can_be_tried(now, site, {account.email: account.name for account in listed})
    click.echo("\nWhat can be tried now:\n" + "\n".join(f"  * {line}" for line in tried))
    db.session.rollback()
    click.echo(f"\nSemana is on {site}   (Ctrl-C stops it)")


COMMANDS = (demo, run_demo)
