"""Handing what one account left in a forum to a stand-in, so that nothing leads from the words back to the person.

What becomes of a column that refers to an account is said at the column, in the words of `models/fates.py`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, delete, or_, select, update

from board.actions.unsent import flag_place, translation_place
from board.extensions import db
from board.models import (
    Act,
    Application,
    Forum,
    IncomingMail,
    Mail,
    Membership,
    Post,
    PostTail,
    Reading,
    Revision,
    Segment,
    Text,
    Thread,
    Translation,
    UnsentText,
    User,
)
from board.models.fates import Column, columns_that_say, parent_of
from board.rules.case_studies import DRAFT

HANDED_OVER = columns_that_say(leaving="hand over")
DELETED = columns_that_say(leaving="delete")
KEPT_IF_NAMED = columns_that_say(leaving="keep if named")
ABOUT_SOMEBODY = ("person.", "post.", "case_study.")
"""Prefixes of the kinds of acts whose detail is a member's name. Acts on applications hold the applicant's name."""


def in_forum(model: Any, forum_id: int) -> ColumnElement[bool]:
    """Match the rows of a table that belong to a forum."""
    if (above := parent_of(model)) is None:
        rows: ColumnElement[bool] = model.forum_id == forum_id
        return rows
    link, parent = above
    return link.in_(select(parent.id).where(in_forum(parent, forum_id)))


def hand_over(forum: Forum, user: User, stand_in: User, *, in_full: bool) -> None:
    """Hand everything of this account in the forum to the stand-in, or delete it. Part of the caller's transaction.

    With ``in_full`` the stand-in keeps the person's own name, and what identifies them may stay as well.
    """
    _hold_membership(forum, user)
    _hold_posts(forum, user)
    _forget_mails(forum, user)
    _forget_what_came_in(forum, user, in_full=in_full)
    _destroy_unsubmitted(forum, user)  # locks case studies before any text, in the same order as deciding on one does
    _show_the_new_name(forum, user)
    if not in_full:
        _forget_author_lines(forum, user)
        _rename_in_log(forum, user, stand_in.name)
    _forget_unsent(forum, user)
    for column in (*HANDED_OVER, *(KEPT_IF_NAMED if in_full else ())):
        _run(update(column.class_).where(*of_account(column, user, forum)).values({column.key: stand_in.id}))
    for column in (*DELETED, *(() if in_full else KEPT_IF_NAMED)):
        _run(delete(column.class_).where(*of_account(column, user, forum)))


def forums_of(user: User) -> list[Forum]:
    """List the forums in which somebody is a member or has left something behind."""
    subqueries = [_forum_ids(column).where(column == user.id) for column in (*HANDED_OVER, Membership.user_id)]
    involved = or_(*(Forum.id.in_(ids) for ids in subqueries))
    return list(db.session.scalars(select(Forum).where(involved).order_by(Forum.name, Forum.id)))


def _forum_ids(column: Column) -> Any:
    model: Any = column.class_
    if (above := parent_of(model)) is None:
        return select(model.forum_id)
    link, parent = above
    return select(parent.forum_id).join(model, link == parent.id)


def of_account(column: Column, user: User, forum: Forum) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Match the rows of the forum that refer to this account by a column."""
    return column == user.id, in_forum(column.class_, forum.id)


def _run(statement: Any) -> None:
    db.session.execute(statement, execution_options={"synchronize_session": False})


def _show_the_new_name(forum: Forum, user: User) -> None:
    """Raise the version of texts that the person wrote or translated, so that no rendered copy shows the old name."""
    credited = select(Translation.text_id).where(
        or_(Translation.translator_id == user.id, Translation.approver_id == user.id)
    )
    texts = or_(Text.author_id == user.id, Text.id.in_(credited))
    _run(update(Text).where(Text.forum_id == forum.id, texts).values(version=Text.version + 1))


def _forget_author_lines(forum: Forum, user: User) -> None:
    """Empty the lines about the author under case studies, since they may name the person."""
    _run(update(Reading).where(*of_account(Reading.respondent_id, user, forum)).values(author_line=""))


def _rename_in_log(forum: Forum, user: User, name: str) -> None:
    """Replace the person's name in the details of acts about them: their own, or the one they were added with or
    applied with.

    Nothing but that name says whom an act is about. If two people share a name, acts about the other are changed too,
    since none may go on naming the person who left; but acts from before the account existed are not.
    """
    mine = or_(Application.user_id == user.id, Application.email == user.email)
    applied = set(db.session.scalars(select(Application.name).where(Application.forum_id == forum.id, mine)))
    place = db.session.scalars(select(Membership).where(*of_account(Membership.user_id, user, forum))).first()
    names = {place.added_as} if place and place.is_newcomer else {user.name, place.added_as if place else ""} - {""}
    candidates = or_(*(Act.detail.startswith(candidate, autoescape=True) for candidate in names | applied))
    for act in db.session.scalars(select(Act).where(Act.forum_id == forum.id, candidates)):
        about, rest = _split_detail(act)
        if act.kind.startswith("application."):
            is_theirs = about in applied
        else:
            is_theirs = act.kind.startswith(ABOUT_SOMEBODY) and about in names and act.at >= user.created_at
        if is_theirs:
            act.detail = f"{name}{rest}"


def _split_detail(act: Act) -> tuple[str, str]:
    """Split the detail of an act into the name and what follows it."""
    if act.kind != "person.roles":
        return act.detail, ""
    name, colon, roles = act.detail.rpartition(": ")
    return name, f"{colon}{roles}"


def _forget_mails(forum: Forum, user: User) -> None:
    """Delete the records of mails about their posts and case studies, whose subjects hold their name."""
    posts = select(Post.key).where(*of_account(Post.author_id, user, forum))
    readings = select(Reading.key).where(*of_account(Reading.respondent_id, user, forum))
    keys = {*db.session.scalars(posts), *db.session.scalars(readings)}
    kept = db.session.execute(select(Mail.id, Mail.message_id)).all()
    about = [
        mail_id for mail_id, message_id in kept if keys.intersection(message_id.split("@")[0].strip("<").split("."))
    ]
    _run(delete(Mail).where(Mail.id.in_(about)))


def _forget_what_came_in(forum: Forum, user: User, *, in_full: bool) -> None:
    """Delete the mails that became their posts, and, unless they keep their name, what was cut from these and from the
    answers to them: signatures, and who wrote what.
    """
    posts = select(Post.id).where(*of_account(Post.author_id, user, forum))
    mine = IncomingMail.post_id.in_(posts)
    _run(update(IncomingMail).where(mine).values(raw=None, sender="", subject=""))
    if not in_full:
        answers = select(Post.id).where(Post.reply_to_id.in_(posts))
        _run(delete(PostTail).where(or_(PostTail.post_id.in_(posts), PostTail.post_id.in_(answers))))


def _forget_unsent(forum: Forum, user: User) -> None:
    """Delete what they were still writing in the forum."""
    kept = db.session.execute(select(UnsentText.id, UnsentText.place).where(UnsentText.user_id == user.id)).all()
    named = {row_id: place.split(":")[1] for row_id, place in kept if ":" in place}
    here = {forum.slug, *_keys_in(forum, set(named.values()))}
    _run(delete(UnsentText).where(UnsentText.id.in_([row_id for row_id, name in named.items() if name in here])))


def _hold_membership(forum: Forum, user: User) -> None:
    """Wait for a post that the person sends from another window; refuse it if it comes after this (`posting.py`)."""
    theirs = select(Membership.id).where(Membership.forum_id == forum.id, Membership.user_id == user.id)
    db.session.execute(theirs.with_for_update()).all()


def _hold_posts(forum: Forum, user: User) -> None:
    """Hold their posts before any text, as everyone does who decides on a post."""
    theirs = select(Post.id).where(*of_account(Post.author_id, user, forum)).order_by(Post.id)
    db.session.execute(theirs.with_for_update(key_share=True)).all()


def _destroy_unsubmitted(forum: Forum, user: User) -> None:
    """Delete case studies that they had not submitted, with everything made of their words.

    All their case studies are held first, since an admin may be sending one back at this moment.
    """
    theirs = select(Reading.id, Reading.stage, Reading.title_id, Reading.body_id)
    held = db.session.execute(theirs.where(*of_account(Reading.respondent_id, user, forum)).with_for_update()).all()
    unsubmitted = [row for row in held if row.stage == DRAFT]
    texts = [text_id for row in unsubmitted for text_id in (row.title_id, row.body_id)]
    revisions = select(Revision.id).where(Revision.text_id.in_(texts))
    lineages = set(db.session.scalars(select(Segment.lineage).where(Segment.revision_id.in_(revisions))))
    places = [*map(translation_place, lineages), *map(flag_place, lineages)]
    _run(delete(UnsentText).where(UnsentText.place.in_(places)))
    _run(delete(Reading).where(Reading.id.in_([row.id for row in unsubmitted])))
    _run(update(Text).where(Text.id.in_(texts)).values(revision_id=None))
    _run(delete(Text).where(Text.id.in_(texts)))  # with their revisions, segments, translations, flags and claims


def _keys_in(forum: Forum, names: set[str]) -> Iterable[str]:
    """Yield those of the names that are keys of threads, posts, readings or paragraphs of the forum."""
    keys: tuple[tuple[Column, ColumnElement[bool]], ...] = (
        (Thread.key, Thread.forum_id == forum.id),
        (Post.key, Post.forum_id == forum.id),
        (Reading.key, Reading.forum_id == forum.id),
        (Segment.lineage, in_forum(Segment, forum.id)),
    )
    for key, here in keys:
        yield from db.session.scalars(select(key).where(here, key.in_(names)))
