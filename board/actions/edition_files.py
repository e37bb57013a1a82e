"""The files of an edition, one step at a time: first its contents are taken, then each file is made from them.

Each step is a job of its own, so a worker that is killed loses one step, and mail goes out between two of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, exists, or_, select, update

from board import jobs
from board.actions.acts import note_act
from board.actions.files import Upload, keep_file
from board.actions.holding import hold
from board.extensions import db
from board.models import Edition, EditionFile, EditionPart, File, Job
from board.rules.proceedings import file_name, planned_files
from board.visible import contents_of, parts_out_of_sight
from board.visible.gate import Sight

CONTENTS, FILE = "edition.contents", "edition.file"
"""The kinds of job."""
ERASED = "erased"
"""The kind of a part that nobody sees: of words that were in the edition, and that do not exist any more."""
Part = tuple[str, str]
"""Something that an edition prints: its kind and its key."""


class ContentsChanged(Exception):
    """Something that an edition is to print was withdrawn while its contents were taken."""


def is_whole(sight: Sight, edition: Edition) -> bool:
    """Return whether participants may read everything that an edition prints."""
    return db.session.scalar(parts_out_of_sight(sight, edition).limit(1)) is None


def ask_for_files(sight: Sight, edition: Edition) -> bool:
    """Ask the worker for everything that is missing of an edition; return whether anything is. Part of the caller's
    transaction.
    """
    which = {"forum": sight.forum.id, "edition": edition.key}
    if edition.contents_id is None:
        _ask(sight, CONTENTS, f"edition:{edition.key}", which)
        return True
    digest = db.session.execute(contents_of(edition).with_only_columns(File.digest)).scalar_one()
    missing = _missing_files(sight, edition)
    for kind, layout in missing:
        key = f"edition:{edition.key}:{digest[:16]}:{kind}:{layout}"
        _ask(sight, FILE, key, {**which, "contents": digest, "format": kind, "layout": layout})
    return bool(missing)


def _ask(sight: Sight, kind: str, key: str, payload: dict[str, Any]) -> None:
    """Ask for a step, or have it done at once if it waits to be tried again."""
    jobs.enqueue(kind, key, payload, sight.now, anew=True)
    db.session.flush()
    unleased = or_(Job.leased_until.is_(None), Job.leased_until <= sight.now)
    waiting = Job.unique_key == key, Job.done_at.is_(None), Job.run_at > sight.now, unleased
    db.session.execute(update(Job).where(*waiting).values(run_at=sight.now, failures=0))


def _missing_files(sight: Sight, edition: Edition) -> list[tuple[str, str]]:
    made = select(EditionFile.format, EditionFile.layout).where(EditionFile.edition_id == edition.id)
    there = {(row.format, row.layout) for row in db.session.execute(made)}
    planned = planned_files(sight.forum.languages, without_pdf=edition.without_pdf)
    return [planned_file for planned_file in planned if planned_file not in there]


def keep_contents(sight: Sight, edition: Edition, data: bytes, parts: Iterable[Part]) -> None:
    """Store what an edition says, and ask for its files, unless another worker was quicker.

    Raise ContentsChanged if something in it was withdrawn while it was taken: it has to be taken again.
    """
    hold(edition)
    if edition.contents_id is None:
        edition.contents_id = keep_file(Upload(f"{sight.forum.slug}-edition-{edition.number}.json", data)).id
        db.session.add_all(EditionPart(edition_id=edition.id, kind=kind, key=key) for kind, key in sorted(parts))
        db.session.flush()
        if not is_whole(sight, edition):
            raise ContentsChanged("something in the edition was withdrawn or removed while it was made")
        edition.error = ""
        ask_for_files(sight, edition)
    db.session.commit()


def start_over(sight: Sight, edition: Edition) -> None:
    """Have an edition made anew from the beginning, since something in it was withdrawn before it was published."""
    hold(edition)
    if edition.published_at is None and not is_whole(sight, edition):
        discard_files(edition)
        ask_for_files(sight, edition)
    db.session.commit()


def discard_files(edition: Edition) -> None:
    """Delete the contents and files of an unpublished edition. Part of the caller's transaction."""
    _delete_files(edition)
    edition.finished_at = None
    db.session.execute(delete(EditionPart).where(EditionPart.edition_id == edition.id))


def destroy_editions(*parts: Part) -> None:
    """Destroy the contents and files of all editions that print one of these parts: the words in it are erased.

    The editions stay, and none of them is served again. Part of the caller's transaction.
    """
    printed = or_(*((EditionPart.kind == kind) & (EditionPart.key == key) for kind, key in parts))
    ids = select(EditionPart.edition_id).where(printed)
    for edition in db.session.scalars(select(Edition).where(Edition.id.in_(ids)).order_by(Edition.id)).all():
        hold(edition)
        _delete_files(edition)
        db.session.add(EditionPart(edition_id=edition.id, kind=ERASED, key=parts[0][1]))


def _delete_files(edition: Edition) -> None:
    files = select(EditionFile.file_id).where(EditionFile.edition_id == edition.id)
    ids = [*db.session.scalars(files), edition.contents_id]
    edition.contents_id = None
    db.session.flush()
    db.session.execute(delete(EditionFile).where(EditionFile.edition_id == edition.id))
    db.session.execute(delete(File).where(File.id.in_([file_id for file_id in ids if file_id is not None])))


def lacks_file(edition: Edition, contents: str, kind: str, layout: str) -> bool:
    """Return whether an edition lacks a file that is to be made from the contents with this digest."""
    there = exists().where(
        EditionFile.edition_id == edition.id, EditionFile.format == kind, EditionFile.layout == layout
    )
    row = db.session.execute(contents_of(edition).with_only_columns(File.digest, there)).first()
    return row is not None and tuple(row) == (contents, False)


def keep_edition_file(sight: Sight, edition: Edition, contents: str, kind: str, layout: str, data: bytes) -> None:
    """Store a file that was made from the contents with this digest, unless it is there or these were discarded."""
    hold(edition)
    if lacks_file(edition, contents, kind, layout):
        name = file_name(sight.forum.slug, edition.number, kind, layout)
        file = keep_file(Upload(name, data))
        db.session.add(EditionFile(edition_id=edition.id, format=kind, layout=layout, file_id=file.id))
        db.session.flush()
        if edition.error.startswith(f"{kind} {layout} "):
            edition.error = ""
        _finish(sight, edition)
    db.session.commit()


def go_without_pdf(sight: Sight, edition: Edition) -> None:
    """Note that this machine makes no PDFs: the edition is finished without them."""
    hold(edition)
    edition.without_pdf = True
    _finish(sight, edition)
    db.session.commit()


def _finish(sight: Sight, edition: Edition) -> None:
    """Finish an edition whose last file is there, and publish it if it replaces another by itself."""
    if edition.published_at is not None or _missing_files(sight, edition):
        return
    edition.finished_at, edition.error = sight.now, ""
    if edition.replaces is None:
        return
    if is_whole(sight, edition):
        edition.published_at = sight.now
        note_act(sight, "edition.published", str(edition.number))
    else:
        discard_files(edition)
        ask_for_files(sight, edition)


def note_failure(edition: Edition, what: str, reason: str) -> None:
    """Note what of an edition could not be made, and why, for its admins. The worker tries it again."""
    hold(edition)
    edition.error = f"{what} {reason}"
    db.session.commit()
