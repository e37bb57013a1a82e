"""Readings: texts, links and files that admins add to a week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from board.actions.acts import note_act
from board.actions.files import Upload, keep_file
from board.actions.holding import hold
from board.actions.once import other_mark
from board.actions.readying import ready_revision, ready_text
from board.actions.refused_files import KeptFile
from board.actions.titled import Titled, has_said_both, ready_titled
from board.actions.unsent import forget_unsent
from board.actions.writing import revise_text, set_language, write_text
from board.extensions import db
from board.models import File, Reading, Revision, Text, Thread, User, Week
from board.models.base import new_key
from board.rules import case_studies, permissions
from board.rules.permissions import check
from board.rules.unsent import UnsentPlace
from board.text import reading_minutes
from board.visible.gate import Sight

TEXT, LINK, LISTEN, WATCH, FILE = "text", "link", "listen", "watch", "file"
LINKS = (LINK, LISTEN, WATCH)
"""Kinds of readings that stand on another site: to be read, heard or watched there."""


@dataclass(frozen=True, slots=True)
class ReadingForm(Titled):
    """What a reading's form holds, after it was checked. ``minutes`` counts for links and files only: for texts, it is
    computed, and for a file without it, from the file.
    """

    kind: str
    author_line: str
    url: str | None
    minutes: int
    respondent: User | None
    upload: Upload | None
    kept: KeptFile | None = None
    """The file that was sent with this form before, when the form was refused."""

    @property
    def file(self) -> Upload | KeptFile | None:
        """The file that the form brings."""
        return self.upload or self.kept

    @property
    def link(self) -> str | None:
        """The address, if it is a link."""
        return self.url if self.kind in LINKS else None


def add_reading(sight: Sight, week: Week, form: ReadingForm, editor: User, once: str | None = None) -> Reading:
    """Add a reading at the end of a week's list, with its thread. Raises EmptyText.

    ``once`` becomes its key: the same form sent twice adds one reading; sent again with other words, it adds another.
    """
    check(permissions.administer(sight.viewer))
    ready_titled(form)
    hold(week, ["number"])  # so that the second of two requests at once sees what the first one added
    earlier = db.session.scalar(select(Reading).where(Reading.key == once))
    if earlier is not None and earlier.forum_id == sight.forum.id:
        if _says_the_same(earlier, form):
            return earlier
        words = form.title, form.body, form.kind, form.url, _digest(form)
        return add_reading(sight, week, form, editor, other_mark(once, *words))
    last = db.session.scalar(
        select(Reading.position).where(Reading.week_id == week.id).order_by(Reading.position.desc()).limit(1)
    )
    author = form.respondent or editor
    title = write_text(sight.forum, form.title, form.language, author, sight.now, inline=True)
    reading = Reading(
        key=once if once and earlier is None else new_key(),
        forum_id=sight.forum.id,
        week_id=week.id,
        position=(last or 0) + 1,
        kind=form.kind,
        title_id=title.id,
        created_at=sight.now,
    )
    db.session.add(reading)
    _apply(sight, reading, form, author)
    db.session.flush()
    reading_thread(sight, reading, editor)
    note_act(sight, "reading.added", week=week)
    forget_unsent(editor, UnsentPlace.READING.at(sight.forum.slug, week.number))
    db.session.commit()
    return reading


def add_readings(
    sight: Sight, week: Week, forms: Sequence[ReadingForm], editor: User, once: str | None = None
) -> list[Reading]:
    """Add a reading for each of these. A form that is sent twice adds each once."""
    if len(forms) == 1:
        return [add_reading(sight, week, forms[0], editor, once)]
    marks = (other_mark(once, str(place), _digest(form)) for place, form in enumerate(forms))
    return [add_reading(sight, week, form, editor, mark) for form, mark in zip(forms, marks, strict=True)]


def reading_thread(sight: Sight, reading: Reading, author: User) -> Thread:
    """Add the thread below a reading. Part of the caller's transaction."""
    thread = Thread(
        forum_id=sight.forum.id,
        week_id=reading.week_id,
        kind="reading",
        reading_id=reading.id,
        title_id=reading.title_id,
        author_id=author.id,
        created_at=sight.now,
    )
    db.session.add(thread)
    return thread


def _says_the_same(reading: Reading, form: ReadingForm) -> bool:
    url = form.link or ""
    kept = db.session.scalar(select(File.digest).where(File.id == reading.file_id)) or ""
    digest = _digest(form) if form.kind == FILE else ""
    same_kind = (reading.kind, reading.url or "", kept) == (form.kind, url, digest)
    return same_kind and has_said_both(reading.title_id, reading.body_id, form)


def edit_reading(sight: Sight, reading: Reading, form: ReadingForm, editor: User) -> None:
    """Change a reading; paragraphs that stay the same keep their translations. Raises EmptyText."""
    check(case_studies.prepare(sight.viewer, reading))
    title = db.session.get_one(Text, reading.title_id)
    ready_revision(title, form.title, form.language)
    if reading.body_id is None:
        ready_text(form.body, form.language)
    else:
        ready_revision(db.session.get_one(Text, reading.body_id), form.body, form.language)
    revise_text(title, form.title, editor, sight.now)
    reading.kind = form.kind
    _apply(sight, reading, form, editor)
    for text_id in filter(None, (reading.title_id, reading.body_id)):
        _correct_language(sight, text_id, form.language)
    note_act(sight, "reading.edited", week=sight.week(reading.week_id))
    forget_unsent(editor, UnsentPlace.READING.at(sight.forum.slug, reading.key))
    db.session.commit()


def remove_reading(sight: Sight, reading: Reading) -> None:
    """Remove a reading from its week; it stays in the database, as does its thread."""
    check(case_studies.prepare(sight.viewer, reading))
    reading.deleted_at = sight.now
    note_act(sight, "reading.removed", week=sight.week(reading.week_id))
    db.session.commit()


def _correct_language(sight: Sight, text_id: int, language: str) -> None:
    text = db.session.get_one(Text, text_id)
    if text.language != language:
        set_language(text, sight.forum, language, sight.now)


def _apply(sight: Sight, reading: Reading, form: ReadingForm, editor: User) -> None:
    reading.respondent_id = form.respondent.id if form.respondent else None
    reading.author_line, reading.url = form.author_line, form.link
    _set_body(sight, reading, form, editor)
    if form.kind != FILE:
        reading.file_id = None
    elif form.upload is not None:
        reading.file_id = keep_file(form.upload).id
    elif form.kept is not None:
        reading.file_id = form.kept.file.id
    reading.minutes = _minutes(reading, form)


def _set_body(sight: Sight, reading: Reading, form: ReadingForm, editor: User) -> None:
    if reading.body_id is not None and form.body.strip():
        revise_text(db.session.get_one(Text, reading.body_id), form.body, editor, sight.now)
    elif form.body.strip() or form.kind == TEXT:
        reading.body_id = write_text(sight.forum, form.body, form.language, editor, sight.now).id
    else:
        reading.body_id = None


def _minutes(reading: Reading, form: ReadingForm) -> int:
    if form.kind != TEXT:
        return form.minutes or (form.file.minutes if form.kind == FILE and form.file else reading.minutes)
    words = db.session.scalar(
        select(Revision.words).join(Text, Text.revision_id == Revision.id).where(Text.id == reading.body_id)
    )
    return reading_minutes(words or 0)


def _digest(form: ReadingForm) -> str:
    return form.file.digest if form.file is not None else ""
