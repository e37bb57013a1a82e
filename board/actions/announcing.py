"""Announcements: what admins tell all members of a forum."""

from __future__ import annotations

from sqlalchemy import select

from board.actions.acts import note_act
from board.actions.holding import hold_member
from board.actions.once import made_once
from board.actions.telling import tell_announcement
from board.actions.titled import Titled, has_said_both, ready_new_words, ready_titled, revise_titled
from board.actions.unsent import forget_unsent
from board.actions.writing import write_text
from board.extensions import db
from board.models import Announcement, Text, User
from board.models.base import new_key
from board.rules import permissions
from board.rules.permissions import check
from board.rules.unsent import NEW, UnsentPlace
from board.visible.gate import Sight


def unsent_place(sight: Sight, what: str) -> str:
    """Return the place of the unsent words for an announcement: ``what`` is its key, or ``NEW``."""
    return UnsentPlace.ANNOUNCEMENT.at(sight.forum.slug, what)


def announce(sight: Sight, typed: Titled, author: User, once: str | None = None) -> Announcement:
    """Publish an announcement to the members. Raises EmptyText.

    ``once`` becomes its key: the same form sent twice makes one announcement; with other words in it, it makes another.
    """
    check(permissions.administer(sight.viewer))
    ready_titled(typed)

    def find(key: str) -> Announcement | None:
        return db.session.scalar(select(Announcement).where(Announcement.key == key))

    def make(key: str) -> Announcement:
        hold_member(sight, author)
        title = write_text(sight.forum, typed.title, typed.language, author, sight.now, inline=True)
        announcement = Announcement(
            key=key,
            forum_id=sight.forum.id,
            title_id=title.id,
            body_id=write_text(sight.forum, typed.body, typed.language, author, sight.now).id,
            author_id=author.id,
            created_at=sight.now,
        )
        db.session.add(announcement)
        tell_announcement(sight, announcement)
        return announcement

    def says_it(announcement: Announcement) -> bool:
        is_here = announcement.forum_id == sight.forum.id
        return is_here and has_said_both(announcement.title_id, announcement.body_id, typed)

    words = sight.forum.slug, typed.title, typed.body
    announcement, is_new = made_once(once or new_key(), words, find, make, says_it)
    if is_new:
        _done(sight, "announcement.added", author, NEW)
    return announcement


def edit_announcement(sight: Sight, told: Announcement, typed: Titled, editor: User) -> None:
    """Change an announcement; paragraphs that stay the same keep their translations. Raises EmptyText."""
    check(permissions.administer(sight.viewer))
    title, body = db.session.get_one(Text, told.title_id), db.session.get_one(Text, told.body_id)
    ready_new_words(title, body, typed)
    revise_titled(sight, title, body, typed, editor)
    _done(sight, "announcement.edited", editor, told.key)


def remove_announcement(sight: Sight, told: Announcement, editor: User) -> None:
    """Remove an announcement: nobody can read it any more, and it leaves the translation queue."""
    check(permissions.administer(sight.viewer))
    told.removed_at = sight.now
    _done(sight, "announcement.removed", editor, told.key)


def _done(sight: Sight, kind: str, editor: User, what: str) -> None:
    note_act(sight, kind)
    forget_unsent(editor, unsent_place(sight, what))
    db.session.commit()
