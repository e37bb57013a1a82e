"""The command line: `flask --app wsgi …`."""

from __future__ import annotations

import signal
from types import FrameType

import click
from flask import Flask, current_app
from flask_migrate import upgrade
from sqlalchemy import select

from board import jobs
from board.actions.enrolling import MIN_PASSWORD, create_account, find_account
from board.clock import Clock
from board.extensions import about_to_write, db
from board.models import User


def _clock() -> Clock:
    found: Clock = current_app.extensions["clock"]
    return found


@click.command("init")
@click.option("--email", prompt=True, help="The owner's address.")
@click.option("--name", prompt=True, help="The owner's name.")
@click.password_option(help="At least 10 characters.")
def init(email: str, name: str, password: str) -> None:
    """Set up an empty installation with its owner."""
    if len(password) < MIN_PASSWORD:
        raise click.BadParameter(f"A password has at least {MIN_PASSWORD} characters.")
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


@click.command("worker")
@click.option("--once", is_flag=True, help="Do what is due now, then stop.")
def worker(once: bool) -> None:
    """Do due work (mail …) until stopped. Opening a week does not need it."""
    if once:
        click.echo(f"{jobs.run_due(_clock())} jobs tried")
        return
    stopping = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal stopping
        stopping = True

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    jobs.work(_clock(), lambda: stopping)


def connect(app: Flask) -> None:
    """Add the commands."""
    for command in (init, worker):
        app.cli.add_command(command)
