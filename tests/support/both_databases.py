"""Which tests also run on PostgreSQL, and why.

A test is chosen by its file. Everything that reads or writes rows runs on both databases: the actions, what each person
sees, the lines of work, the schema, and one visit to every page. The other tests ask what Python and the templates make
of these rows. That is the same on either database, so they run on SQLite alone.
"""

from __future__ import annotations

import re

CHOSEN = {
    "tests/actions/": "every write: locks, savepoints, unique rows, the limits of columns",
    "tests/archive/": "every read and every write of an archive",
    "tests/engines/test_drafting.py": "the line of drafts, and what a draft may replace",
    "tests/incoming/": "every write that a mail causes, and mails that arrive twice at once",
    "tests/mail/test_digest_mail.py": "what many members were told, have seen and are owed",
    "tests/mail/test_digest_planning.py": "memberships that a worker holds, and passes by if another does",
    "tests/mail/test_every_mail.py": "what each kind of mail reads and writes",
    "tests/mail/test_digest_workers.py": "rows that several workers hold",
    "tests/mail/test_question_mail.py": "whom a mail reaches",
    "tests/mail/test_opening_mail.py": "whom an opening reaches, among many",
    "tests/mail/test_post_mail.py": "whom a post reaches, and what it told them",
    "tests/mail/test_queue_mail.py": "the queue by pair of languages, and who is found by a word in a column",
    "tests/mail/test_weekly_mail.py": "counts in groups, and addresses that are compared",
    "tests/mail/test_decision_mail.py": "mails to many people at once",
    "tests/test_backup.py": "each database has its own way of making and restoring a backup",
    "tests/test_backup_nightly.py": "the same, by the worker",
    "tests/test_cli.py": "an empty installation; the demo, which writes rows of nearly every table",
    "tests/test_connecting.py": "each database has its own driver",
    "tests/test_heartbeats.py": "rows that may be there already",
    "tests/test_house.py": "the application starts",
    "tests/test_jobs.py": "locks, leases, and columns of JSON",
    "tests/test_migrations.py": "migrations",
    "tests/test_schema.py": "the schema that the migrations make",
    "tests/test_sharing_work.py": "several workers that take the next job at the same moment",
    "tests/test_sweeping.py": "deletes of many rows",
    "tests/visible/": "every read: the largest queries, and the search",
    "tests/web/account/test_sessions.py": "locks on a session",
    "tests/web/organising/test_cockpit.py": "counts in groups, and times that are compared",
    "tests/web/test_counts.py": "counters that many raise at once",
    "tests/web/test_health.py": "what each database says about itself",
    "tests/web/test_leaks.py": "the queries of every page, as members, a translator, an admin and the owner",
    "tests/web/test_nobody_overwritten.py": "what another connection has committed meanwhile",
    "tests/web/test_nothing_can_be_written.py": "a database that refuses to write",
    "tests/web/test_outage.py": "a database that is away",
    "tests/web/test_saved_at_once.py": "rows that two requests make at once",
    "tests/web/test_sent_again.py": "rows that come twice",
    "tests/web/test_taken_at_once.py": "locks",
    "tests/web/test_waiting_for_each_other.py": "locks: no two wait for each other",
}
"""Folders and files of tests, and what in them depends on the database."""

SPECIFIC = re.compile(
    r"with_for_update|on_conflict|dialect|begin_nested|IntegrityError|import .*\bJSON\b|\.returning\(|\btext\(\"|"
    r"\.i?like\(|\.over\(|\.group_by\(|\.distinct\(|\bdistinct\(|\.cte\(|\.union"
)
"""What each database does in a way of its own, as our modules write it."""

PROVEN = {
    "board/actions/": ["tests/actions/"],
    "board/actions/counting.py": ["tests/web/test_counts.py"],
    "board/actions/sessions.py": ["tests/web/account/test_sessions.py"],
    "board/archive/": ["tests/archive/"],
    "board/backup/": ["tests/test_backup.py", "tests/test_backup_nightly.py"],
    "board/demo/": ["tests/test_cli.py"],
    "board/extensions.py": ["tests/web/test_nothing_can_be_written.py"],
    "board/jobs/": ["tests/test_jobs.py", "tests/test_heartbeats.py", "tests/test_sharing_work.py"],
    "board/migrating.py": ["tests/test_migrations.py"],
    "board/models/": ["tests/test_schema.py", "tests/test_jobs.py"],
    "board/pages/": ["tests/web/test_leaks.py", "tests/web/organising/test_cockpit.py"],
    "board/visible/": ["tests/visible/"],
    "board/web/readiness.py": ["tests/web/test_health.py"],
}
"""Which chosen tests run the modules that have something SPECIFIC: by the name of a module, or else by its folder."""

SQLITE_ALONE = {"board/sqlite.py"}
"""Modules that have something SPECIFIC, and that PostgreSQL never reaches."""


def is_chosen(path: str) -> bool:
    """Return whether the tests of a file, such as `tests/test_jobs.py`, run on both databases."""
    return path in CHOSEN or any(path.startswith(folder) for folder in CHOSEN if folder.endswith("/"))


def proof_of(module: str) -> list[str]:
    """Return the tests on both databases that run a module, such as `board/jobs/lines.py`."""
    return PROVEN.get(module) or PROVEN.get(module.rpartition("/")[0] + "/", [])
