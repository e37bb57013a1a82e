"""Mails that become posts: an answer to a post, a post in a thread, a new thread, other words for a post."""

from __future__ import annotations

from datetime import datetime

from limits import parse_many
from sqlalchemy import Select

from board.actions.counting import count
from board.actions.mail_in import keep_tail
from board.actions.once import Writing
from board.actions.posting import edit_post, open_thread, reply
from board.actions.welcoming import come_in
from board.actions.wordings import current_number, current_source
from board.extensions import db
from board.faults import Gone
from board.incoming.counting import digest_of
from board.incoming.parsing import Arrived
from board.incoming.taking import AT_HAND, NotTaken, Outcome, note, takes
from board.mail.links import site_settings
from board.mail.readers import Reader, reader
from board.models import Post, Text, Thread
from board.rules import incoming as rule
from board.rules import permissions
from board.rules.mail_tokens import CORRECT, POST, THREAD, WEEK, Token
from board.rules.permissions import Refusal, Refused, check
from board.text import MAX_BLOCKS, block_count, clean, is_shown, plain
from board.text.subjects import bare_subject
from board.text.versions import is_version_of
from board.visible import visible_posts, visible_threads
from board.visible.incoming import forum_of_post, forum_of_thread, forum_of_week, subjects_of

LONGEST_TITLE_OF_WORDS = 90


@takes(POST)
def take_answer(arrived: Arrived, token: Token, now: datetime) -> Outcome:
    """Post an answer to a post. If that was a question to the sender, it is answered."""
    to = writer(token, forum_of_post(token.about), now)
    post, _text, thread = readable_post(to, token.about)
    return post_reply(to, thread, arrived, post)


@takes(THREAD)
def take_post(arrived: Arrived, token: Token, now: datetime) -> Outcome:
    """Post in a thread."""
    to = writer(token, forum_of_thread(token.about), now)
    thread = db.session.scalar(visible_threads(to.sight).where(Thread.id == token.about))
    if thread is None:
        raise Gone
    return post_reply(to, thread, arrived, None)


@takes(WEEK)
def take_thread(arrived: Arrived, token: Token, now: datetime) -> Outcome:
    """Open a thread in a week. Its title is the subject."""
    to = writer(token, forum_of_week(token.about), now)
    week = next((week for week in to.sight.weeks if week.id == token.about), None)
    if week is None:
        raise Gone
    check(permissions.write(to.sight.viewer, to.sight.state(week)))
    typed = Writing(taken_words(arrived.text), "", arrived.once(), title_for(arrived))
    slow_down(to, now)
    made: list[Post] = []

    def noted(post: Post) -> None:
        note(posted(arrived, post))
        made.append(post)

    open_thread(to.sight, week, to.user, typed, then=noted)
    return Outcome(rule.POSTED, post=made[0] if made else None)


@takes(CORRECT)
def take_correction(arrived: Arrived, token: Token, now: datetime) -> Outcome:
    """Put other words in the place of a post's."""
    to = writer(token, forum_of_post(token.about), now)
    post, text, thread = readable_post(to, token.about)
    check(permissions.edit_post(to.sight.viewer, post, to.sight.state(to.sight.week(thread.week_id))))
    if not rule.is_correctable(post.created_at, now):
        raise NotTaken(rule.TOO_LATE)
    words = taken_words(arrived.text)
    if not is_version_of(words, current_source(text)):
        raise NotTaken(rule.NO_VERSION)
    slow_down(to, now)
    outcome = Outcome(rule.CORRECTED, post=post)
    edit_post(to.sight, thread, post, text, words, current_number(text), then=lambda _post: note(outcome))
    return outcome


def writer(token: Token, forum_of: Select[int], now: datetime) -> Reader:
    """Return the sender with their sight of the forum. Raises Refused unless they may write in it."""
    forum_id = db.session.scalar(forum_of)
    to = reader({"user": token.user_id, "forum": forum_id}, now) if forum_id is not None else None
    if to is None:
        raise Gone
    AT_HAND.get().forum = to.forum
    check(permissions.take_part(to.sight.viewer))
    check(Refusal.AGREE_FIRST if to.sight.viewer.must_agree else None)
    return to


def readable_post(to: Reader, post_id: int) -> tuple[Post, Text, Thread]:
    """Return a post that the sender can read, its text and its thread."""
    posts = visible_posts(to.sight).add_columns(Thread)
    row = db.session.execute(posts.where(Post.id == post_id)).first()
    if row is None:
        raise Gone
    if row.Text is None or row.Post.removed:
        raise Refused(Refusal.REMOVED)
    return row.Post, row.Text, row.Thread


def post_reply(to: Reader, thread: Thread, arrived: Arrived, replied_to: Post | None) -> Outcome:
    """Post the words of a mail in a thread."""
    check(permissions.write(to.sight.viewer, to.sight.state(to.sight.week(thread.week_id))))
    typed = Writing(taken_words(arrived.text), "", arrived.once())
    slow_down(to, to.sight.now)
    shared = replied_to is not None
    post = reply(to.sight, thread, to.user, typed, to=replied_to, then=lambda post: note(posted(arrived, post, shared)))
    return Outcome(rule.POSTED, post=post)


def taken_words(text: str) -> str:
    """Return words that are to be posted. Raises NotTaken if there are none, or too many."""
    words = clean(text).strip()
    if not is_shown(words):
        raise NotTaken(rule.EMPTY)
    if len(words) > rule.MAX_CHARACTERS or block_count(words) > MAX_BLOCKS:
        raise NotTaken(rule.TOO_LONG)
    return words


def slow_down(to: Reader, now: datetime) -> None:
    """Count what somebody posts by mail, with the limits of the page. Raises NotTaken if that is too much."""
    come_in(to.sight)
    db.session.commit()
    for limit in parse_many(site_settings().rate_posting):
        counted = count(digest_of(f"posts {to.user.key} {limit}"), 1, limit.get_expiry(), now.timestamp())
        if counted.times > limit.amount:
            raise NotTaken(rule.TOO_OFTEN)


def posted(arrived: Arrived, post: Post, shared: bool = False) -> Outcome:
    """Keep what was cut from a mail beside its post, in the post's transaction."""
    if arrived.tail.strip():
        keep_tail(post, arrived.tail, is_shared=shared)
    return Outcome(rule.POSTED, post=post)


def title_for(arrived: Arrived) -> str:
    """Return the title of a thread: the subject; the first words if that is the subject of the mail answered."""
    subject = bare_subject(arrived.subject)
    answered = db.session.scalars(subjects_of(arrived.references)).all()
    if not is_shown(subject) or subject in map(bare_subject, answered):
        return plain(arrived.text, LONGEST_TITLE_OF_WORDS)
    return plain(subject, rule.MAX_TITLE)
