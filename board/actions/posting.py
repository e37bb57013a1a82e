"""Threads, posts and replies: opening, editing, taking back, hiding. What becomes of questions: answering.py."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from board.actions import answering
from board.actions.following import follow_by_writing
from board.actions.holding import hold, let_go
from board.actions.once import Writing, goes_on, has_said, other_mark, posted_already
from board.actions.readying import ready_index, ready_revision, ready_text
from board.actions.reporting import note_hidden, note_restored
from board.actions.unsent import forget_sent, forget_unsent
from board.actions.wordings import current_number, current_source
from board.actions.writing import (
    EmptyText,
    choose_language,
    lock_text,
    note_progress,
    revise_text,
    set_language,
    write_text,
)
from board.extensions import db
from board.models import Post, Text, Thread, User, Week
from board.rules import permissions
from board.rules.permissions import check
from board.text import clean, is_shown
from board.visible.gate import Sight


class Conflict(Exception):
    """Somebody saved in between; nothing was overwritten."""


def _check_words(source: str) -> None:
    """Raise EmptyText where nothing would be shown: the definition of a link alone is no post."""
    if not is_shown(clean(source)):
        raise EmptyText


def open_thread(sight: Sight, week: Week, author: User, typed: Writing, *, question: bool = False) -> Thread:
    """A thread with its first post. An admin may set it as a question of the week."""
    check(permissions.write(sight.viewer, sight.state(week)))
    if question:
        check(permissions.administer(sight.viewer))
    if earlier := posted_already(author, typed.once):
        thread = db.session.get_one(Thread, earlier.thread_id)
        if has_said(thread.title_id, typed.title) and _says_it_now(sight, thread, earlier, typed):
            forget_sent(author, f"thread:{sight.forum.slug}:{week.number}", typed)
            db.session.commit()
            return thread
        other = other_mark(typed.once, typed.title, typed.body)
        return open_thread(sight, week, author, replace(typed, once=other), question=question)
    _check_words(typed.body)
    language, guessed = choose_language(typed.language, f"{typed.title}\n\n{typed.body}", sight.forum.languages[0])
    ready_text(typed.title, language, inline=True)
    ready_text(typed.body, language)
    title = write_text(sight.forum, typed.title, language, author, sight.now, inline=True, guessed=guessed)
    thread = Thread(
        forum_id=sight.forum.id,
        week_id=week.id,
        kind="question" if question else "thread",
        title_id=title.id,
        author_id=author.id,
        created_at=sight.now,
    )
    db.session.add(thread)
    db.session.flush()
    body = write_text(sight.forum, typed.body, language, author, sight.now, guessed=guessed)
    if not _is_first(_post(sight, thread, author, body, typed.once)):
        return open_thread(sight, week, author, typed, question=question)
    follow_by_writing(sight, thread, author)
    forget_sent(author, f"thread:{sight.forum.slug}:{week.number}", typed)
    db.session.commit()
    return thread


def reply(
    sight: Sight,
    thread: Thread,
    author: User,
    typed: Writing,
    *,
    to: Post | None = None,
    asked: User | None = None,
    asked_roles: frozenset[str] = frozenset(),
    answers: Sequence[Post] = (),
) -> Post:
    """A post in a thread; the same words sent twice with one mark are posted once.

    ``asked`` puts it as a question to a key respondent. A reply by the one who was asked answers the question
    that it replies to, and all of those that it says it ``answers``.
    """
    state = sight.state(sight.week(thread.week_id))
    check(permissions.write(sight.viewer, state))
    if asked is not None:
        check(permissions.ask(sight.viewer, state, asked_roles))
    if earlier := posted_already(author, typed.once):
        if _says_it_now(sight, thread, earlier, typed):
            forget_sent(author, f"reply:{thread.key}", typed)
            db.session.commit()
            return earlier
        typed = replace(typed, once=other_mark(typed.once, typed.body))
        return reply(sight, thread, author, typed, to=to, asked=asked, asked_roles=asked_roles, answers=answers)
    _check_words(typed.body)
    language, guessed = choose_language(typed.language, typed.body, sight.forum.languages[0])
    ready_text(typed.body, language)
    answered = answering.answered_by(sight, to, answers)
    body = write_text(sight.forum, typed.body, language, author, sight.now, guessed=guessed)
    post = _post(sight, thread, author, body, typed.once)
    post.reply_to_id, post.asked_id = (to.id if to else None), (asked.id if asked else None)
    if not _is_first(post):
        return reply(sight, thread, author, typed, to=to, asked=asked, asked_roles=asked_roles, answers=answers)
    answering.note_answer(sight, answered, post)
    if asked is not None:
        answering.put_question(sight, post, asked)
    follow_by_writing(sight, thread, author)
    forget_sent(author, f"reply:{thread.key}", typed)
    db.session.commit()
    return post


def _post(sight: Sight, thread: Thread, author: User, body: Text, once: str) -> Post:
    return Post(
        forum_id=sight.forum.id,
        thread_id=thread.id,
        author_id=author.id,
        text_id=body.id,
        once=once,
        created_at=_moment(thread, sight.now),
    )


def _moment(thread: Thread, now: datetime) -> datetime:
    """Now; but where a clock went back, after the newest post there: it comes last, and is new to anyone who saw it."""
    newest = db.session.scalar(select(func.max(Post.created_at)).where(Post.thread_id == thread.id))
    return now if newest is None or newest <= now else newest + timedelta.resolution


def _says_it_now(sight: Sight, thread: Thread, earlier: Post, typed: Writing) -> bool:
    """Whether a form's first sending said the same. Words added since are added to its post, if it can be changed."""
    if has_said(earlier.text_id, typed.body):
        return True
    text = db.session.get_one(Text, earlier.text_id)
    refusal = permissions.edit_post(sight.viewer, earlier, sight.state(sight.week(thread.week_id)))
    if refusal or current_number(text) != 1 or not goes_on(typed.body, current_source(text)):
        return False
    edit_post(sight, thread, earlier, text, typed.body, 1)
    return True


def _is_first(post: Post) -> bool:
    """Put a post into its thread, unless another request with the same mark was faster."""
    same = select(Post.id).where(Post.author_id == post.author_id, Post.once == post.once)
    db.session.add(post)
    try:
        db.session.flush()  # a second one waits here until the first is committed
    except IntegrityError:
        db.session.rollback()
        if db.session.scalar(same) is None:
            raise
        return False
    return True


def edit_post(sight: Sight, thread: Thread, post: Post, text: Text, source: str, base_revision: int) -> None:
    """Change one's words. Raises Conflict when others were saved meanwhile from elsewhere."""
    says_something = is_shown(clean(source))
    ready_revision(text, source)
    _hold(post)
    check(permissions.edit_post(sight.viewer, post, sight.state(sight.week(thread.week_id))))
    lock_text(text)
    if current_number(text) != base_revision and clean(source).strip() != current_source(text):
        let_go()
        raise Conflict
    if not says_something:
        raise EmptyText
    author = db.session.get_one(User, post.author_id)
    if revise_text(text, source, author, sight.now):
        post.edited_at = sight.now
    forget_unsent(author, f"edit:{post.key}")
    db.session.commit()


def correct_language(sight: Sight, post: Post, text: Text, language: str) -> None:
    """Say in which language a post is written."""
    ready_index(text, language)
    _hold(post)
    check(permissions.correct_language(sight.viewer, post))
    lock_text(text)
    set_language(text, sight.forum, language, sight.now)
    db.session.commit()


def delete_post(sight: Sight, post: Post) -> None:
    """Take back one's own words; a placeholder keeps the place."""
    _hold(post)
    check(permissions.delete_post(sight.viewer, post))
    _remove(sight, post, "deleted", "")


def hide_post(sight: Sight, post: Post, reason: str) -> None:
    """Hide a post from all but admins, with the reason."""
    _hold(post)
    check(permissions.hide_post(sight.viewer, post))
    note_hidden(sight, post)
    _remove(sight, post, "hidden", reason)


def _hold(post: Post) -> None:
    """Its author and admins may decide on it at once: the second finds what the first did."""
    hold(post, ["removed"])


def _remove(sight: Sight, post: Post, how: str, reason: str) -> None:
    post.removed, post.removed_at, post.removed_by_id = how, sight.now, sight.viewer.user_id
    post.removed_reason = reason
    answering.reopen(post, for_good=how == "deleted")
    db.session.commit()


def restore_post(sight: Sight, post: Post) -> None:
    """Show a hidden post again."""
    text = db.session.get_one(Text, post.text_id)
    ready_index(text)
    _hold(post)
    check(permissions.restore_post(sight.viewer, post))
    lock_text(text)
    post.removed = post.removed_at = post.removed_by_id = None
    post.removed_reason = ""
    answering.count_again(post)
    note_progress(text, sight.now, anew=True)
    note_restored(sight, post)
    db.session.commit()


def pin_thread(sight: Sight, thread: Thread, pinned: bool) -> None:
    """Keep a thread at the top of its week, or let it go."""
    check(permissions.administer(sight.viewer))
    thread.pinned_at = sight.now if pinned else None
    db.session.commit()
