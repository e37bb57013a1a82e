"""The command to which a mail server pipes a mail: `flask --app wsgi mail-in`."""

from __future__ import annotations

import os
import sys
from datetime import datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from board.incoming.arriving import MAX_BYTES, keep

NO_INPUT, TRY_AGAIN = 66, 75
"""Exit codes of sysexits.h. Python has names for them on Unix alone, and other systems read this module, too."""
NAMED_BY = ("ORIGINAL_RECIPIENT", "RECIPIENT")
"""The variables in which mail servers name the recipient of a mail that they hand over."""


@click.command("mail-in")
@click.option("--recipient", help="The address to which the mail was delivered, in place of the variables.")
@with_appcontext
def mail_in(recipient: str | None) -> None:
    """Take one mail from standard input: for the pipe of a mail server.

    The recipient's address is an option, the variable ORIGINAL_RECIPIENT or RECIPIENT, or is found in the headers.
    Ends with 0 once the mail is kept; with 75 if the mail server should try again later.
    """
    now: datetime = current_app.extensions["clock"].now()
    whose = recipient or next(filter(None, map(os.environ.get, NAMED_BY)), None)
    raw = sys.stdin.buffer.read(MAX_BYTES + 1)
    while sys.stdin.buffer.read(1024 * 1024):
        pass  # a mail server that cannot write all of a mail would try for days
    if not raw.strip():
        click.echo("There is no mail on standard input.", err=True)
        sys.exit(NO_INPUT)
    try:
        keep(raw, whose, now)
    except Exception as error:  # of any kind: another code would make the mail server give the mail back
        click.echo(f"The mail cannot be kept now: {type(error).__name__}", err=True)
        sys.exit(TRY_AGAIN)
