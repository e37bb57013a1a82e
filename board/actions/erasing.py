"""Destroying words for good, with every copy of them."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Select, delete, select, update

from board.actions.answering import reopen
from board.actions.edition_files import destroy_editions
from board.actions.holding import hold
from board.actions.unsent import flag_place, translation_place
from board.actions.writing import queue_by_hand, revise_text
from board.extensions import db
from board.models import (
    IncomingMail,
    Mail,
    Post,
    PostTail,
    Revision,
    Segment,
    Text,
    Thread,
    UnsentText,
)
from board.models.fates import parts_of
from board.rules import permissions
from board.rules.permissions import check
from board.rules.unsent import UnsentPlace
from board.visible.gate import Sight

NO_TITLE = "…"
LISTS = ("mail.digest", "mail.questions")
"""Kinds of mail with many posts, and without an address for each."""


def erase_post(sight: Sight, post: Post) -> None:
    """Destroy the words of a removed post: its revisions, segments and translations, reports and flags about them, and
    copies in unsent texts, mails (in and out) and editions of the proceedings.

    If the post opened its thread, the title goes as well, since the same author wrote it.
    """
    hold(post, ["removed"])
    check(permissions.erase_post(sight.viewer, post))
    destroy(db.session.get_one(Text, post.text_id), [UnsentPlace.EDIT.at(post.key)])
    _destroy_mails(sight, post)
    _destroy_arrived(post)
    _destroy_tails(post)
    _destroy_parts(post)
    thread = db.session.get_one(Thread, post.thread_id)
    names_thread = thread.reading_id is None and _opens(post)
    destroy_editions(("post", post.key), *([("thread", thread.key)] if names_thread else []))
    if names_thread:
        title = db.session.get_one(Text, thread.title_id)
        destroy(title, [])
        revise_text(title, NO_TITLE, None, sight.now)
        queue_by_hand(title, None, sight.now)
    reopen(post, for_good=True)
    post.removed, post.removed_at, post.removed_by_id = "erased", sight.now, sight.viewer.user_id
    db.session.commit()


def _destroy_mails(sight: Sight, post: Post) -> None:
    """Delete what is kept of mails about the post, and held mails that have its words among others.

    Of a list of many posts only the numbers are known, so all held lists that were made since are deleted.
    """
    about = Mail.message_id.contains(post.key) | Mail.body.contains(post.key)
    of_forum = Mail.kind.in_(LISTS) & Mail.message_id.contains(f".{sight.forum.slug}.")
    db.session.execute(
        delete(Mail).where(about | (of_forum & (Mail.body != "") & (Mail.created_at >= post.created_at)))
    )


def _destroy_arrived(post: Post) -> None:
    """Destroy the mail that became the post, among others perhaps, and those that were written since and may quote it.

    The beginning of such a mail's digest is in the post's mark (`Arrived.once`).
    """
    its_own = IncomingMail.post_id == post.id
    if post.once.startswith("mail."):
        its_own |= IncomingMail.digest.startswith(post.once.split(".")[1])
    db.session.execute(update(IncomingMail).where(its_own).values(raw=None, subject=""))
    db.session.execute(update(IncomingMail).where(IncomingMail.post_id.in_(_later(post))).values(raw=None))


def _later(post: Post) -> Select[int]:
    written_since = (Post.forum_id == post.forum_id, Post.created_at >= post.created_at, Post.id != post.id)
    return select(Post.id).where(*written_since)


def _destroy_tails(post: Post) -> None:
    """Destroy the words where they were cut from mails that quoted them: from answers to the post, and from answers to
    a mail with several posts, of which those lose what they quote.
    """
    answers = select(Post.id).where(Post.reply_to_id == post.id)
    db.session.execute(delete(PostTail).where(PostTail.post_id.in_(answers) | PostTail.source.contains(post.key)))
    for tail in db.session.scalars(select(PostTail).where(PostTail.post_id.in_(_later(post)))):
        tail.source = "\n".join(line for line in tail.source.split("\n") if not line.lstrip().startswith(">"))


def _opens(post: Post) -> bool:
    first = select(Post.id).where(Post.thread_id == post.thread_id).order_by(Post.created_at, Post.id).limit(1)
    return db.session.scalar(first) == post.id


def destroy(text: Text, places: Iterable[str]) -> None:
    """Destroy the words of a text, with the unsent texts at ``places``. The row stays. Commits nothing itself."""
    revisions = select(Revision.id).where(Revision.text_id == text.id)
    lineages = set(db.session.scalars(select(Segment.lineage).where(Segment.revision_id.in_(revisions))))
    places = [*places, *map(translation_place, lineages), *map(flag_place, lineages)]
    text.revision_id = None
    db.session.flush()
    db.session.execute(delete(UnsentText).where(UnsentText.place.in_(places)))
    db.session.execute(delete(Segment).where(Segment.revision_id.in_(revisions)))
    _destroy_parts(text)


def _destroy_parts(row: Post | Text) -> None:
    """Delete the rows that belong to this row, but keep the row itself."""
    for link in parts_of(type(row)):
        db.session.execute(delete(link.class_).where(link == row.id))
