"""The commands that show jobs and retry them, and that rebuild the search index: `flask --app wsgi jobs`, `reindex`."""

from __future__ import annotations

from datetime import datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from board.actions.indexing import index_everything
from board.actions.work import put_away, try_again
from board.extensions import about_to_write, db, writing
from board.models import Job
from board.pages.work import LATEST, WorkOnHand, work_on_hand, worker_seen_at
from board.rules.work import ASIDE


@click.command("jobs")
@click.option("--retry", type=int, help="Try the job with this number at once.")
@click.option("--retry-all", is_flag=True, help="Try at once every job that was given up or waits to be tried again.")
@click.option("--forget", type=int, help="Remove the job with this number, which was given up.")
@with_appcontext
def jobs(retry: int | None, retry_all: bool, forget: int | None) -> None:
    """Show the jobs that wait, those that were given up, and why."""
    now: datetime = current_app.extensions["clock"].now()
    if retry is not None or retry_all:
        with writing():
            _say_or_fail(try_again(now, retry), "tried as soon as the worker comes to it", alone=not retry_all)
    elif forget is not None:
        with writing():
            _say_or_fail(put_away(forget), "removed", alone=True)
    else:
        _show(work_on_hand(now), worker_seen_at())


@click.command("reindex")
@with_appcontext
def reindex() -> None:
    """Rebuild the search index, after an update that splits words differently."""
    about_to_write.set(True)
    for made in index_everything():
        click.echo(f"{made} texts")


def _say_or_fail(number: int, what: str, *, alone: bool) -> None:
    if alone and not number:
        raise click.ClickException("There is no such job. `flask --app wsgi jobs` shows the numbers.")
    click.echo(f"{number} {what}.")


def _show(work: WorkOnHand, seen: datetime | None) -> None:
    click.echo(f"A worker was last seen at {_when(seen)}." if seen else "No worker was ever seen.")
    for line in work.lines.values():
        details = f": {line.error}" if line.error else ""
        click.echo(f"The {line.name} server is out of use since {_when(line.down_since)} ({line.reason}{details}).")
        click.echo(f"It was tried {line.tries} times, and is tried again at {_when(line.next_try_at)}.")
    for name, shown, number in (
        ("given up", work.failed, work.failed_count),
        ("waiting", work.waiting, work.waiting_count),
    ):
        click.echo(f"\n{number} {name}" + (f" (the first {LATEST}):" if number > LATEST else ":" if number else "."))
        for job in shown:
            click.echo(_row(job))
    db.session.rollback()


def _row(job: Job) -> str:
    """Return a line about a job, without the content of its mail."""
    why = " ".join(part for part in (job.reason, job.error if job.reason != ASIDE else "") if part)
    words = [f"{job.id:>6}", f"{job.kind:<20}", f"due {_when(job.due_at)}", f"tried {job.attempts}", job.recipient, why]
    return "  ".join(filter(None, words))


def _when(instant: datetime | None) -> str:
    return f"{instant:%Y-%m-%d %H:%M} UTC" if instant else "once"
