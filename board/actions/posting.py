"""Open threads, write, edit, delete and hide posts. What becomes of questions is in answering.py."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select

from board.actions import answering
from board.actions.arranging import next_place
from board.actions.following import follow_by_writing
from board.actions.holding import hold, hold_member, hold_week, let_go
from board.actions.once import Writing, goes_on, has_said, post_once
from board.actions.readying import ready_index, ready_revision, ready_text
from board.actions.reporting import note_hidden, note_restored
from board.actions.telling import members_called, tell_newly_mentioned, tell_post
from board.actions.titled import Titled, ready_titled
from board.actions.unsent import forget_sent, forget_unsent
from board.actions.wordings import current_number, current_source
from board.actions.writing import (
    EmptyText,
    choose_language,
    lock_text,
    note_progress,
    revise_text,
    write_text,
)
from board.extensions import db
from board.models import Post, Text, Thread, User, Week
from board.rules import permissions
from board.rules.permissions import check
from board.rules.unsent import UnsentPlace
from board.text import clean, is_shown
from board.visible.gate import Sight

Then = Callable[[Post], None]


class Conflict(Exception):
    """Somebody saved in between; nothing was overwritten."""


def _check_words(source: str) -> None:
    """Raise EmptyText if nothing would be shown: the definition of a link alone is no post."""
    if not is_shown(clean(source)):
        raise EmptyText


def open_thread(
    sight: Sight, week: Week, author: User, typed: Writing, *, question: bool = False, asked: User | None = None,
    asked_roles: frozenset[str] = frozenset(), then: Then | None = None,
) -> Thread:  # fmt: skip
    """Open a thread with its first post. An admin may set it as a question of the week.

    ``asked``, ``asked_roles`` and ``then`` are those of `reply`.
    """
    state = sight.state(week)
    check(permissions.write(sight.viewer, state))
    if question:
        check(permissions.administer(sight.viewer))
    if asked is not None:
        check(permissions.ask(sight.viewer, state, asked_roles))
    _check_words(typed.body)
    language, guessed = choose_language(typed.language, f"{typed.title}\n\n{typed.body}", sight.forum.languages[0])
    ready_titled(Titled(typed.title, typed.body, language))
    called = members_called(sight, author.id, typed.body)

    def make(once: str) -> Post:
        hold_week(week)
        hold_member(sight, author)
        title = write_text(sight.forum, typed.title, language, author, sight.now, inline=True, guessed=guessed)
        thread = Thread(
            forum_id=sight.forum.id, week_id=week.id, kind="question" if question else "thread", title_id=title.id,
            author_id=author.id, created_at=sight.now, position=next_place(week) if question else 0,
        )  # fmt: skip
        db.session.add(thread)
        db.session.flush()
        body = write_text(sight.forum, typed.body, language, author, sight.now, guessed=guessed)
        return _put_post(sight, thread, author, body, once, sight.now, called, asked=asked, then=then)

    def says_it(post: Post) -> bool:
        thread = db.session.get_one(Thread, post.thread_id)
        return has_said(thread.title_id, typed.title) and _says_it_now(sight, thread, post, typed)

    post = post_once(author, typed, make, says_it)
    forget_sent(author, UnsentPlace.THREAD.at(sight.forum.slug, week.number), typed)
    db.session.commit()
    return db.session.get_one(Thread, post.thread_id)


def reply(
    sight: Sight, thread: Thread, author: User, typed: Writing, *, to: Post | None = None, asked: User | None = None,
    asked_roles: frozenset[str] = frozenset(), answers: Sequence[Post] = (), then: Then | None = None,
) -> Post:  # fmt: skip
    """Post in a thread. The same words, sent twice with one mark, are posted once.

    ``asked`` makes the post a question to a key respondent. A reply by the person who was asked answers the question
    that it replies to, and all questions that it says it ``answers``. ``then`` is called with a post that is new, in
    its transaction.
    """
    if asked is not None:
        check(permissions.ask(sight.viewer, sight.state(sight.week(thread.week_id)), asked_roles))
    post = write_reply(sight, thread, author, typed, to=to, asked=asked, answers=answers, then=then)
    forget_sent(author, UnsentPlace.REPLY.at(thread.key), typed)
    db.session.commit()
    return post


def ready_reply(sight: Sight, thread: Thread, typed: Writing) -> tuple[str, bool]:
    """Prepare `write_reply`, and return the reply's language and whether it is guessed. Raises Refused or EmptyText."""
    check(permissions.write(sight.viewer, sight.state(sight.week(thread.week_id))))
    _check_words(typed.body)
    language, guessed = choose_language(typed.language, typed.body, sight.forum.languages[0])
    ready_text(typed.body, language)
    return language, guessed


def write_reply(
    sight: Sight, thread: Thread, author: User, typed: Writing, *, to: Post | None = None, asked: User | None = None,
    answers: Sequence[Post] = (), then: Then | None = None,
) -> Post:  # fmt: skip
    """Do as `reply` does, as part of the caller's transaction. Several replies are all prepared before the first."""
    language, guessed = ready_reply(sight, thread, typed)
    called = members_called(sight, author.id, typed.body)

    def make(once: str) -> Post:
        moment = _moment(sight, thread, author)
        answered = answering.answered_by(sight, to, answers)
        body = write_text(sight.forum, typed.body, language, author, sight.now, guessed=guessed)
        post = _put_post(sight, thread, author, body, once, moment, called, to=to, asked=asked, then=then)
        answering.note_answer(sight, answered, post)
        return post

    return post_once(author, typed, make, lambda earlier: _says_it_now(sight, thread, earlier, typed))


def _put_post(
    sight: Sight, thread: Thread, author: User, body: Text, once: str, moment: datetime, called: Sequence[int], *,
    to: Post | None = None, asked: User | None = None, then: Then | None = None,
) -> Post:  # fmt: skip
    """Put a post into its thread. Another request with the same mark waits here until this one is committed."""
    post = Post(
        forum_id=sight.forum.id, thread_id=thread.id, author_id=author.id, text_id=body.id, once=once,
        reply_to_id=to.id if to else None, asked_id=asked.id if asked else None, created_at=moment,
    )  # fmt: skip
    db.session.add(post)
    db.session.flush()
    if asked is not None:
        answering.put_question(sight, post, asked)
    if then is not None:
        then(post)
    tell_post(sight, post, called)
    follow_by_writing(sight, thread, author)
    return post


def _moment(sight: Sight, thread: Thread, author: User) -> datetime:
    """Hold the author's membership, and return the time of a new post, which comes last even if the clock went back."""
    newest = select(func.max(Post.created_at)).where(Post.thread_id == thread.id).scalar_subquery()
    (before,) = hold_member(sight, author, newest)
    return sight.now if before is None or before <= sight.now else before + timedelta.resolution


def _says_it_now(sight: Sight, thread: Thread, earlier: Post, typed: Writing) -> bool:
    """Return whether the post of a form's first sending says the same words.

    If words were added since, add them to that post, as long as its author may still change it.
    """
    if has_said(earlier.text_id, typed.body):
        return True
    text = db.session.get_one(Text, earlier.text_id)
    refusal = permissions.edit_post(sight.viewer, earlier, sight.state(sight.week(thread.week_id)))
    if refusal or current_number(text) != 1 or not goes_on(typed.body, current_source(text)):
        return False
    edit_post(sight, thread, earlier, text, typed.body, 1)
    return True


def edit_post(
    sight: Sight, thread: Thread, post: Post, text: Text, source: str, base_revision: int, then: Then | None = None
) -> None:
    """Change the words of a post. Raises Conflict if other words were saved from elsewhere in the meantime."""
    says_something, week = is_shown(clean(source)), sight.week(thread.week_id)
    ready_revision(text, source)
    called = members_called(sight, post.author_id, source)
    _hold(post)
    check(permissions.edit_post(sight.viewer, post, sight.state(week)))
    lock_text(text)
    if current_number(text) != base_revision and clean(source).strip() != current_source(text):
        let_go()
        raise Conflict
    if not says_something:
        raise EmptyText
    author = db.session.get_one(User, post.author_id)
    if revise_text(text, source, author, sight.now):
        post.edited_at = sight.now
        tell_newly_mentioned(sight, week, post, called)
    forget_unsent(author, UnsentPlace.EDIT.at(post.key))
    if then is not None:
        then(post)
    db.session.commit()


def delete_post(sight: Sight, post: Post) -> None:
    """Delete one's own post; a placeholder stays in its place."""
    _hold(post)
    check(permissions.delete_post(sight.viewer, post))
    _remove(sight, post, "deleted", "")


def hide_post(sight: Sight, post: Post, reason: str) -> None:
    """Hide a post, with the reason, from everyone except admins."""
    _hold(post)
    check(permissions.hide_post(sight.viewer, post))
    note_hidden(sight, post)
    _remove(sight, post, "hidden", reason)


def _hold(post: Post) -> None:
    """Hold a post. If its author and an admin decide on it at once, the second one finds what the first one did."""
    hold(post, ["removed", "author_id"])


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
