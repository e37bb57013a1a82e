"""The command `flask --app wsgi mail-test ADDRESS`."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Iterable
from datetime import datetime
from urllib.parse import urlsplit

import click
from flask import current_app
from flask.cli import with_appcontext

from board.config import Settings
from board.proving import dns_records, mailbox, sending
from board.proving.findings import WRONG, Finding

WIDTH = 9


@click.command("mail-test")
@click.argument("address")
@with_appcontext
def mail_test(address: str) -> None:
    """Send a test to ADDRESS, and say what is right and what is wrong with the way e-mail is set up.

    Ends with 1 if something is wrong.
    """
    if "@" not in address.strip("@") or any(char.isspace() for char in address):
        raise click.BadParameter(f"{address!r} is not an e-mail address.")
    settings: Settings = current_app.extensions["settings"]
    now: datetime = current_app.extensions["clock"].now()
    unique = f"mail-test.{secrets.token_hex(8)}"
    faults = _say(f"Sending to {address} through {_server(settings)}", sending.send(settings, address, unique, now))
    faults += _say(f"The sender {settings.mail_from} in DNS", dns_records.look_up(settings, dns_records.new_resolver()))
    faults += _say("Answers by e-mail", mailbox.look_into(settings))
    click.echo(f"\n{_sum(faults)}")
    sys.exit(1 if faults else 0)


def _server(settings: Settings) -> str:
    """Return the mail server's address without name and password."""
    if settings.mail_url is None:
        return "no server"
    parts = urlsplit(settings.mail_url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _say(heading: str, findings: Iterable[Finding]) -> list[str]:
    """Print each finding as soon as it is there, and return what is wrong."""
    click.echo(f"\n{heading}")
    faults = []
    for state, words in findings:
        click.echo(f"  {state:<{WIDTH}}{words}")
        if state == WRONG:
            faults.append(words)
    return faults


def _sum(faults: list[str]) -> str:
    if not faults:
        return "Nothing wrong was found."
    return "\n".join([f"{len(faults)} wrong:", *(f"  {number}. {words}" for number, words in enumerate(faults, 1))])
