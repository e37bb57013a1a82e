"""The command line: `flask --app wsgi …`."""

from __future__ import annotations

import os
import secrets
import signal
from collections.abc import Callable
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from flask import Flask, current_app
from flask.cli import ScriptInfo, with_appcontext
from flask_migrate import upgrade
from sqlalchemy import select

from board import demo as the_demo
from board import jobs, schema, sqlite, work_commands
from board.actions.enrolling import create_account, find_account
from board.actions.passwords import MIN_PASSWORD, own_words, weakness
from board.archive.commands import COMMANDS as ARCHIVING
from board.backup import nightly
from board.backup.commands import backup, restore
from board.clock import Clock
from board.config import Settings
from board.demo import accounts, anchoring
from board.demo.calendar import ZONE
from board.extensions import about_to_write, db
from board.incoming.commands import mail_in
from board.incoming.reading import read_if_due, reading
from board.jobs.heartbeats import beating
from board.jobs.sweeping import Sweeper
from board.mail.planning import Planner
from board.mail.question_planning import QuestionPlanner
from board.mail.telling import Opener
from board.models import User
from board.proceedings.renewing import Renewer
from board.proving.commands import mail_test
from board.serving import children
from board.serving.ports import CannotServe
from board.serving.signals import stopping_on

PROCESSES_OF_A_DEMO = 3
"""The server, the worker, and the command that starts both."""


def _clock() -> Clock:
    found: Clock = current_app.extensions["clock"]
    return found


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found


def _host(_context: click.Context, _option: click.Parameter, value: str | None) -> str | None:
    try:
        return None if value is None else str(ip_address(value))
    except ValueError:
        raise click.BadParameter(f"{value!r} is not an address such as 127.0.0.1, 0.0.0.0 or ::.") from None


@click.command("init")
@click.option("--email", prompt=True, help="The owner's address.")
@click.option("--name", prompt=True, help="The owner's name.")
@click.password_option(help="At least 10 characters.")
@with_appcontext
def init(email: str, name: str, password: str) -> None:
    """Set up an empty installation with its owner."""
    if len(password) < MIN_PASSWORD:
        raise click.BadParameter(f"A password has at least {MIN_PASSWORD} characters.")
    if weakness(password, own_words(email, name, _settings().site_name, _settings().site_url)):
        raise click.BadParameter("This password is easy to guess. Take several words that do not belong together.")
    if "@" not in email:
        raise click.BadParameter(f"{email!r} is not an e-mail address.")
    upgrade()
    about_to_write.set(True)
    if db.session.scalar(select(User.id).where(User.is_owner)) is not None:
        raise click.ClickException("This installation already has an owner.")
    if find_account(email):
        raise click.ClickException("This address already has an account.")
    create_account(email, name, _clock().now(), owner=True, password=password)
    db.session.commit()
    click.echo(f"Ready. Start the server and the worker, then sign in as {email}.")


@click.command("serve")
@click.option("--host", callback=_host, help="The address to listen on (SERVE_HOST).")
@click.option("--port", type=click.IntRange(1, 65535), help="The port to listen on (SERVE_PORT).")
@click.option("--workers", type=click.IntRange(1, 64), help="Processes that answer (SERVE_WORKERS).")
@click.option("--threads", type=click.IntRange(1, 64), help="Requests that each answers at one time (SERVE_THREADS).")
@click.pass_context
def serve(context: click.Context, host: str | None, port: int | None, workers: int | None, threads: int | None) -> None:
    """Serve the site until stopped. Options override the settings."""
    from board.serving import master  # loads the server, which no other command needs

    info = context.ensure_object(ScriptInfo)
    app = info.load_app()
    settings: Settings = app.extensions["settings"]
    place = master.Place(
        host or settings.serve_host,
        port or settings.serve_port,
        workers or settings.serve_workers,
        threads or settings.serve_threads,
    )
    try:
        with app.app_context():
            sqlite.check_processes(db.engine, place.workers)
            schema.check_before_serving(app)
            db.engine.dispose()  # the server processes are copies of this one, and must share no connection
        master.serve(info.app_import_path or "wsgi", place)
    except (CannotServe, sqlite.EngineRefused) as reason:
        raise click.ClickException(str(reason)) from None


@click.command("worker")
@click.option("--once", is_flag=True, help="Do what is due now, then stop.")
@with_appcontext
def worker(once: bool) -> None:
    """Do due jobs (mail, machine drafts …) until stopped. Opening a week does not need it."""
    if once:
        someone = jobs.Worker(_clock())
        for chore in (Opener(), Planner(), QuestionPlanner(), Renewer()):
            chore(_clock().now())
        read_if_due(_clock())
        with beating(someone):
            click.echo(f"{jobs.do_due(someone)} jobs tried")
        return
    with stopping_on(signal.SIGTERM, signal.SIGINT) as stopping:
        try:
            _work_until(stopping)
        except schema.SchemaMismatch as wrong:
            raise click.ClickException(str(wrong)) from None


def _work_until(stopping: Callable[[], bool]) -> None:
    if schema.wait_until_there(db.engine, stopping):
        nightly.plan(_settings(), _clock().now())
        someone = jobs.Worker(_clock(), stopping)
        with beating(someone), reading(_clock()):
            jobs.work(someone, [Sweeper(_settings().work_kept_days), Opener(), Planner(), QuestionPlanner(), Renewer()])


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
    _show_opening(now)


def _load(calendar: the_demo.Calendar, site: str) -> bool:
    """Load the demo and store its accounts; return False if it was loaded before. ``site`` is where it will be."""
    try:
        listed = the_demo.load(calendar)
    except the_demo.AlreadyLoaded:
        return False
    except the_demo.ForeignData as content:
        message = (
            f"This database holds something else ({content}), and the demo does not mix with it. Nothing was changed."
        )
        raise click.ClickException(message) from None
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
@with_appcontext
def run_demo(port: int) -> None:
    """Serve the demo on 127.0.0.1 until stopped: what `make run` calls."""
    if not _settings().demo:
        raise click.ClickException("run-demo serves with public passwords, so it needs DEMO=1. `make run` sets it.")
    try:
        children.check_free(port)
        sqlite.check_processes(db.engine, PROCESSES_OF_A_DEMO)
        upgrade()
        listed = _demo_accounts(_environment(port)["SITE_URL"])
        db.session.rollback()  # while it serves, this process must not keep a transaction open
        children.serve(port, _environment(port), lambda: _welcome(port, listed))
    except (CannotServe, sqlite.EngineRefused) as reason:
        raise click.ClickException(str(reason)) from None
    click.echo("Stopped.")


def _demo_accounts(site: str) -> list[accounts.Account]:
    """Return the accounts of the demo, which is loaded first if the database is empty."""
    if not the_demo.is_loaded():
        _load(the_demo.redated(_clock().now(), awaits_anchor=True), site)
    elif not accounts.read(_accounts_file()):
        accounts.write(_accounts_file(), the_demo.renew_passwords())
    return accounts.read(_accounts_file())


def _environment(port: int) -> dict[str, str]:
    """Return the environment of server and worker: this address, and a key that other demos do not know."""
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
    _show_opening(now)
    db.session.rollback()
    click.echo(f"\nSemana is on http://{children.HOST}:{port}   (Ctrl-C stops it)")


def _show_opening(now: datetime) -> None:
    if opening := anchoring.next_opening(now):
        there, here = opening.astimezone(ZoneInfo(ZONE)), opening.astimezone()
        click.echo(f"\nWeek 4 opens by itself on {there:%A %d %B at %H:%M} in {ZONE}, {here:%H:%M} here.")


def connect(app: Flask) -> None:
    """Add the commands."""
    work = (work_commands.jobs, work_commands.reindex)
    for command in (init, serve, worker, *work, mail_in, mail_test, backup, restore, *ARCHIVING, demo, run_demo):
        app.cli.add_command(command)
