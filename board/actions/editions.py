"""Editions of the proceedings: admins have them made, publish them and delete them. The worker makes them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Select, delete, func, select

from board.actions.acts import note_act
from board.actions.edition_files import ask_for_files, discard_files, is_whole
from board.actions.holding import check_held, hold, hold_forum
from board.extensions import db
from board.models import Edition, User
from board.models.base import new_key
from board.rules import proceedings
from board.rules.permissions import Refusal, check
from board.visible import published_editions
from board.visible.gate import Sight


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an edition is to hold: how much of the discussion, the keys of selected threads, and what is new in it."""

    discussion: str = proceedings.NO_DISCUSSION
    threads: tuple[str, ...] = ()
    note: str = ""


def begin_edition(sight: Sight, wanted: Wanted, admin: User, once: str | None = None) -> Edition:
    """Ask for an edition, which the worker makes. ``once`` becomes its key: the same form sent twice asks once."""
    check(proceedings.make_edition(sight.viewer))
    hold_forum(sight.forum)
    earlier = db.session.scalar(_editions(sight).where(Edition.key == once))
    if earlier is not None:
        return earlier
    check_held(proceedings.make_edition(sight.viewer, _unfinished(sight)))
    edition = _add(sight, wanted, admin.id, key=once or new_key())
    note_act(sight, "edition.begun", str(edition.number))
    db.session.commit()
    return edition


def renew_edition(sight: Sight, stopped: Edition, note: str) -> Edition | None:
    """Ask for the edition that replaces one which is not served any more, unless somebody has asked already."""
    hold_forum(sight.forum)
    newest = db.session.scalar(published_editions(sight).limit(1))
    begun = db.session.scalar(_editions(sight).where(Edition.replaces == stopped.number).limit(1))
    if newest is None or newest.id != stopped.id or begun is not None:
        db.session.rollback()
        return None
    wanted = Wanted(stopped.discussion, stopped.threads, note)
    edition = _add(sight, wanted, stopped.made_by_id, replaces=stopped.number)
    note_act(sight, "edition.renewed", str(edition.number))
    db.session.commit()
    return edition


def publish_edition(sight: Sight, edition: Edition) -> None:
    """Publish an edition: from now on everyone may read it."""
    hold_forum(sight.forum)
    hold(edition)
    check_held(_may_publish(sight, edition))
    edition.published_at = sight.now
    note_act(sight, "edition.published", str(edition.number))
    db.session.commit()


def make_again(sight: Sight, edition: Edition) -> None:
    """Have the worker try at once what is missing of an edition; all of it, if something in it was withdrawn."""
    hold(edition)
    check_held(proceedings.change_edition(sight.viewer, edition))
    if not is_whole(sight, edition):
        discard_files(edition)
    edition.error, edition.without_pdf = "", False
    if ask_for_files(sight, edition):
        edition.finished_at = None
    db.session.commit()


def delete_edition(sight: Sight, edition: Edition) -> None:
    """Delete an edition that was never published, with its files."""
    hold(edition)
    check_held(proceedings.change_edition(sight.viewer, edition))
    discard_files(edition)
    note_act(sight, "edition.deleted", str(edition.number))
    db.session.execute(delete(Edition).where(Edition.id == edition.id))
    db.session.commit()


def _may_publish(sight: Sight, edition: Edition) -> Refusal | None:
    latest = db.session.scalar(published_editions(sight).limit(1))
    whole, published = is_whole(sight, edition), latest.number if latest else 0
    return proceedings.publish_edition(sight.viewer, edition, is_whole=whole, published=published)


def _editions(sight: Sight) -> Select[Edition]:
    return select(Edition).where(Edition.forum_id == sight.forum.id)


def _unfinished(sight: Sight) -> list[Edition]:
    return list(db.session.scalars(_editions(sight).where(Edition.finished_at.is_(None))))


def _add(sight: Sight, wanted: Wanted, admin_id: int, **further: object) -> Edition:
    numbers = select(func.max(Edition.number)).where(Edition.forum_id == sight.forum.id)
    edition = Edition(
        forum_id=sight.forum.id,
        number=(db.session.scalar(numbers) or 0) + 1,
        discussion=wanted.discussion,
        threads=wanted.threads,
        note=wanted.note,
        made_by_id=admin_id,
        created_at=sight.now,
        **further,
    )
    db.session.add(edition)
    db.session.flush()
    ask_for_files(sight, edition)
    return edition
