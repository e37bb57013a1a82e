"""The command line: `flask --app wsgi …`."""

from __future__ import annotations

import signal
from collections.abc import Callable
from ipaddress import ip_address

import click
from flask import Flask, current_app
from flask.cli import ScriptInfo, with_appcontext
from flask_migrate import upgrade
from sqlalchemy import select

from board import jobs, schema, sqlite, work_commands
from board.actions.enrolling import create_account, find_account
from board.actions.passwords import MIN_PASSWORD, own_words, weakness
from board.archive.commands import COMMANDS as ARCHIVING
from board.backup import nightly
from board.backup.commands import backup, restore
from board.clock import Clock
from board.config import Settings
from board.demo_commands import COMMANDS as DEMO
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
from board.serving.ports import CannotServe
from board.serving.signals import stopping_on


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


def connect(app: Flask) -> None:
    """Add the commands."""
    work = (work_commands.jobs, work_commands.reindex)
    for command in (init, serve, worker, *work, mail_in, mail_test, backup, restore, *ARCHIVING, *DEMO):
        app.cli.add_command(command)
