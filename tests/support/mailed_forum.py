"""A forum whose members are mailed while things happen in it, and a model that says which digest is due, and of what.

The model shares no code with the program: it keeps plain facts of what was done, and derives from them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from board.actions import announcing, closing, enrolling, mail_choices, marks, posting, scheduling, suspending
from board.actions.mail_choices import MailChoices
from board.actions.titled import Titled
from board.actions.translating import newest_translation, save_translation
from board.actions.wordings import current_number
from board.clock import FixedClock
from board.extensions import db
from board.jobs import run_due
from board.mail.planning import plan_digests
from board.models import Job, Mail, Mailing, Membership, Post, Reading, Thread, User
from board.rules.mailing import DAYS, EACH, NEVER
from board.rules.translations import APPROVED
from board.visible import Sight
from tests.support.cast import BEFORE, START, Cast, membership_of, segments_of, sight_for, text_of, typed

HOUR = timedelta(hours=1)
TUESDAY, FRIDAY, SEVEN = 1, 4, 7
KEPT = ("posts", "translated", "announcements", "weeks", "readings")


@dataclass
class Fact:
    """A post, as the model knows it."""

    id: int
    author: int
    thread: int
    week: int
    written: datetime
    mark: str
    removed: str = ""
    approved_at: datetime | None = None
    """When the translation of what it says now was approved."""
    has_translation: bool = False
    to_translate: bool = False
    edits: int = 0


@dataclass
class Reader:
    """A member, as the model knows them."""

    user: User
    since: datetime = BEFORE
    digests_since: datetime = BEFORE
    rhythm: str = DAYS
    mode: str = "both"
    stopped: bool = False
    suspended: bool = False
    is_member: bool = True
    due: datetime | None = None
    seen: dict[int, tuple[datetime, datetime]] = field(default_factory=dict)
    told: dict[str, set[int]] = field(default_factory=lambda: {kind: set() for kind in (*KEPT, "pending")})

    @property
    def gets_mail(self) -> bool:
        return self.is_member and not self.stopped and not self.suspended


def next_slot(after: datetime) -> datetime:
    """Find seven o'clock (UTC) on the next Tuesday or Friday, hour by hour."""
    moment = after.replace(minute=0, second=0, microsecond=0) + HOUR
    while moment.hour != SEVEN or moment.weekday() not in (TUESDAY, FRIDAY):
        moment += HOUR
    return moment


class MailedForum:
    """The forum of the cast: two readers with digests, an admin, a translator, and others who write."""

    def __init__(self, cast: Cast, clock: FixedClock) -> None:
        self.cast, self.clock, self.now = cast, clock, START
        self.closed_at: datetime | None = None
        self.override: dict[int, datetime | None] = {}
        self.posts: dict[int, Fact] = {}
        self.readers = [Reader(cast.jorge), Reader(cast.ana)]
        self.announced: dict[int, tuple[datetime, int]] = {}
        self.mails = 0
        self.digests = 0
        self._prepare()

    def _prepare(self) -> None:
        self.cast.forum.closed_at = None
        db.session.execute(delete(Job))
        for member in db.session.scalars(select(Membership)):
            member.mail_rhythm, member.mail_since = NEVER, BEFORE
        for reader in self.readers:
            reader.user.zone, reader.user.interface = "UTC", "en"
            member = self.membership(reader)
            member.mail_rhythm, member.digest_at = DAYS, None
        db.session.commit()
        for post, thread in db.session.execute(select(Post, Thread).join(Thread, Thread.id == Post.thread_id)):
            self._know(post, thread, "")
        translated = self.posts[self.cast.post.id]
        translated.approved_at, translated.has_translation = text_of(self.cast.post).approved_at, True
        self.work()

    def membership(self, reader: Reader) -> Membership:
        member = membership_of(reader.user, self.cast.forum)
        assert member is not None
        return member

    def sight(self, person: User) -> Sight:
        return sight_for(self.cast, person, self.now)

    def _know(self, post: Post, thread: Thread, mark: str) -> Fact:
        target = text_of(post).target is not None
        fact = Fact(post.id, post.author_id, thread.id, thread.week_id, post.created_at, mark, to_translate=target)
        self.posts[post.id] = fact
        return fact

    # What happens

    def wait(self, hours: int) -> None:
        self.now += HOUR * hours

    def reader(self, which: int) -> Reader:
        return self.readers[which % len(self.readers)]

    def post_of(self, which: int) -> Fact | None:
        return self.posts[sorted(self.posts)[which % len(self.posts)]] if self.posts else None

    def write(self, which: int, how: int) -> None:
        """Write in a thread of an open week, or let the admin prepare something in a locked one."""
        thread = db.session.get_one(Thread, [self.cast.thread.id, self.cast.question_thread.id][which % 2])
        if which % 5 == 4 and self.cast.locked_thread is not None:
            thread = self.cast.locked_thread
        author = [self.cast.jorge, self.cast.ana, self.cast.rosa, self.cast.alma][how % 4]
        member = membership_of(author, self.cast.forum)
        may = member is not None and member.suspended_at is None and not self._is_closed()
        if not may or (self.opening(thread.week_id) is None and author is not self.cast.alma):
            return
        earlier = [fact for fact in self.posts.values() if fact.thread == thread.id and not fact.removed]
        to = db.session.get_one(Post, earlier[how % len(earlier)].id) if earlier and how % 3 == 0 else None
        mark = f"zq{len(self.posts)}zq"
        words = typed(f"Palabras de {mark} aquí.", "es" if how % 2 else "en")
        post = posting.reply(self.sight(author), thread, author, words, to=to)
        self._know(post, thread, mark)

    def _is_closed(self) -> bool:
        return self.closed_at is not None and self.closed_at <= self.now

    def edit(self, which: int, _how: int) -> None:
        fact = self.post_of(which)
        author = db.session.get(User, fact.author) if fact else None
        if fact is None or author is None or fact.removed or not fact.mark or not self._may_write(fact, author):
            return
        fact.edits += 1
        post, thread = db.session.get_one(Post, fact.id), db.session.get_one(Thread, fact.thread)
        text, words = text_of(post), f"Palabras de {fact.mark} aquí, corregidas {fact.edits} veces."
        posting.edit_post(self.sight(author), thread, post, text, words, current_number(text))
        fact.approved_at = None

    def _may_write(self, fact: Fact, author: User) -> bool:
        member = membership_of(author, self.cast.forum)
        is_open = self.opening(fact.week) is not None or author.id == self.cast.alma.id
        return member is not None and member.suspended_at is None and is_open and not self._is_closed()

    def remove(self, which: int, how: int) -> None:
        """Hide a post, show a hidden one again, or let its author delete it."""
        fact = self.post_of(which)
        if fact is None or fact.removed == "deleted":
            return
        post, alma = db.session.get_one(Post, fact.id), self.sight(self.cast.alma)
        if fact.removed == "hidden":
            posting.restore_post(alma, post)
            fact.removed = ""
        elif how % 3 == 0 and membership_of(db.session.get_one(User, fact.author), self.cast.forum):
            posting.delete_post(self.sight(db.session.get_one(User, fact.author)), post)
            fact.removed = "deleted"
        else:
            posting.hide_post(alma, post, "Not fit")
            fact.removed = "hidden"

    def turn_week(self, which: int, how: int) -> None:
        """Lock a week, open it by hand, or let it follow its schedule again."""
        week = self.cast.weeks[1 + which % 2]
        wanted = ["locked", "open", None][how % 3]
        if wanted == week.override or (wanted == "open" and self.opening(week.id) is not None):
            return
        scheduling.override_week(self.sight(self.cast.alma), week, wanted)
        if wanted is None:
            self.override.pop(week.id, None)
        else:
            self.override[week.id] = self.now if wanted == "open" else None

    def approve(self, which: int, _how: int) -> None:
        fact = self.post_of(which)
        if fact is None or not fact.to_translate or fact.approved_at is not None or fact.removed:
            return
        text = text_of(db.session.get_one(Post, fact.id))
        tess = self.sight(self.cast.tess)
        for segment in segments_of(text):
            newest = newest_translation(text, segment.lineage)
            base, words = newest.id if newest else 0, f"Words of {fact.mark} {fact.edits}"
            save_translation(tess, text, segment, words, APPROVED, base=base, digest=segment.digest)
        fact.approved_at, fact.has_translation = self.now, True

    def visit(self, which: int, how: int) -> None:
        """Let a reader open a thread and see all of it."""
        reader = self.reader(which)
        thread = db.session.get_one(Thread, [self.cast.thread.id, self.cast.question_thread.id][how % 2])
        if not reader.is_member or self.opening(thread.week_id) is None:
            return
        newest = max(fact.written for fact in self.posts.values() if fact.thread == thread.id)
        before = reader.seen.get(thread.id)
        marks.note_visit(self.sight(reader.user), thread, newest)
        if before is None or before[0] < newest or abs(self.now - before[1]) > HOUR / 2:
            reader.seen[thread.id] = (max(newest, before[0] if before else newest), self.now)

    def choose(self, which: int, how: int) -> None:
        reader, wanted = self.reader(which), [DAYS, EACH, NEVER][how % 3]
        if not reader.is_member:
            return
        choices = MailChoices(wanted, frozenset({"tue", "fri"}), SEVEN, frozenset({"reply", "mention"}))
        mail_choices.choose(self.membership(reader), "UTC", choices, self.now)
        if reader.rhythm == NEVER != wanted:
            reader.since = self.now
        if reader.rhythm == EACH and wanted == DAYS:
            reader.digests_since = self.now
        is_last = reader.rhythm == DAYS and wanted == EACH and reader.gets_mail
        reader.rhythm = wanted
        usual = next_slot(self.now) if wanted == DAYS and reader.gets_mail else None
        reader.due = self.now if is_last else usual

    def stop(self, which: int, how: int) -> None:
        reader = self.reader(which)
        if not reader.is_member:
            return
        if how % 2:
            mail_choices.stop(self.membership(reader), self.now)
            reader.stopped, reader.due = True, None
        else:
            mail_choices.start_again(self.membership(reader), "UTC", self.now)
            if reader.stopped:
                reader.since, reader.stopped = self.now, False
                reader.due = next_slot(self.now) if reader.rhythm == DAYS and not reader.suspended else None

    def suspend(self, which: int, _how: int) -> None:
        reader = self.reader(which)
        if not reader.is_member:
            return
        alma = self.sight(self.cast.alma)
        if reader.suspended:
            suspending.lift(alma, self.membership(reader))
        else:
            suspending.suspend(alma, self.membership(reader), "Rude")
        reader.suspended, reader.due = not reader.suspended, None if reader.suspended else reader.due

    def leave(self, which: int, _how: int) -> None:
        """Let an admin remove a reader, or add them again."""
        reader, alma = self.reader(which), self.sight(self.cast.alma)
        if reader.is_member:
            enrolling.remove_person(alma, self.membership(reader))
            reader.is_member = False
            return
        enrolling.add_person(alma, reader.user.email, reader.user.name, frozenset({"participant"}), "")
        reader.is_member, reader.suspended, reader.stopped, reader.rhythm = True, False, False, DAYS
        reader.since = reader.digests_since = self.now
        reader.due = None

    def read_in(self, which: int, how: int) -> None:
        reader = self.reader(which)
        reader.mode = reader.user.reading_mode = ["both", "original", "translation"][how % 3]
        db.session.commit()

    def announce(self, which: int, _how: int) -> None:
        author = [self.cast.alma, self.cast.alma][which % 2]
        words = Titled(f"News {len(self.announced)}", "Come.", "en")
        told = announcing.announce(self.sight(author), words, author)
        self.announced[told.id] = (self.now, author.id)

    def close(self, which: int, _how: int) -> None:
        if which % 4 == 0 and not self._is_closed():
            closing.close_forum(self.sight(self.cast.alma))
            self.closed_at = self.now

    # What the model says

    def opening(self, week_id: int) -> datetime | None:
        """Return since when a week is open now."""
        week = next(week for week in self.cast.weeks if week.id == week_id)
        if week_id in self.override:
            return self.override[week_id]
        return week.opens_at if week.opens_at is not None and week.opens_at <= self.now else None

    def there(self, fact: Fact) -> datetime | None:
        """Return since when participants may read a post; None if they may not now."""
        opened = self.opening(fact.week)
        return None if opened is None or fact.removed else max(opened, fact.written)

    def expected(self, reader: Reader) -> dict[str, set[int]]:
        """Return what a digest sent now has to tell."""
        me, since = reader.user.id, max(reader.since, reader.digests_since)
        posts, translated = set(), set()
        for fact in self.posts.values():
            there, (to, at) = self.there(fact), reader.seen.get(fact.thread, (None, None))
            is_new = there is not None and there >= reader.since and fact.author != me
            if is_new and (to is None or fact.written > to) and fact.id not in reader.told["posts"]:
                posts.add(fact.id)
            owed = fact.id in reader.told["pending"] - reader.told["translated"] and there is not None
            done = fact.approved_at
            if owed and done is not None and done >= reader.since and (at is None or at < done):
                translated.add(fact.id)
        weeks = {week.id: self.opening(week.id) for week in self.cast.weeks}
        readings = {reading.id: weeks[reading.week_id] for reading in self.cast_readings()}
        return {
            "posts": posts,
            "translated": translated if reader.mode != "original" else set(),
            "announcements": {number for number, (at, by) in self.announced.items() if at >= since and by != me}
            - reader.told["announcements"],
            "weeks": {number for number, at in weeks.items() if at and at >= since} - reader.told["weeks"],
            "readings": {number for number, at in readings.items() if at and at >= since} - reader.told["readings"],
        }

    def cast_readings(self) -> list[Reading]:
        return list(db.session.scalars(select(Reading).where(Reading.stage == "published")))

    # What the worker does

    def work(self) -> None:
        """Let the worker do all that is due, and compare what it mailed with what the model says."""
        ready = [reader for reader in self.readers if self._is_due(reader)]
        wanted = {id(reader): self.expected(reader) for reader in ready}
        before = self.mails
        self.clock.move_to(self.now)
        plan_digests(self.now)
        run_due(self.clock)
        db.session.expire_all()
        mailings = list(db.session.scalars(select(Mailing).where(Mailing.id > before, Mailing.at.is_not(None))))
        for reader in self.readers:
            self._compare(reader, wanted.get(id(reader)), [row for row in mailings if row.user_id == reader.user.id])
            if reader.gets_mail and reader.rhythm == DAYS and (reader.due is None or reader.due <= self.now):
                reader.due = next_slot(self.now)
            if reader in ready and reader.rhythm == EACH:
                reader.due = None
        self.mails = max((row.id for row in mailings), default=before)
        failed = db.session.scalars(select(Job.error).where(Job.done_at.is_(None), Job.run_at <= self.now)).all()
        assert failed == []

    def _is_due(self, reader: Reader) -> bool:
        if not reader.gets_mail or reader.rhythm == NEVER or reader.due is None or reader.due > self.now:
            return False
        return self.closed_at is None or reader.due <= self.closed_at or reader.due <= next_slot(self.closed_at)

    def _compare(self, reader: Reader, wanted: dict[str, set[int]] | None, mailings: list[Mailing]) -> None:
        told = [row for row in mailings if row.kind == "digest"]
        single = [row for row in mailings if row.kind == "post"]
        for row in single:
            assert reader.gets_mail
            assert len({*row.told.get("posts", ()), *row.told.get("notices", ()), *row.told.get("translated", ())}) == 1
            assert not reader.told["posts"] & set(row.told.get("posts", ())), "told twice"
            self._remember(reader, row)
            self._readable(row)
        if not wanted or not any(wanted.values()):
            assert told == []
            return
        for posts in (row.told.get("posts", ()) for row in single):
            wanted["posts"] -= set(posts)
        found = {kind: [item for row in told for item in row.told.get(kind, ())] for kind in KEPT}
        assert {kind: sorted(items) for kind, items in found.items()} == {
            kind: sorted(items) for kind, items in wanted.items()
        }
        self.digests += 1
        for row in told:
            self._remember(reader, row)
            self._readable(row)

    def _remember(self, reader: Reader, row: Mailing) -> None:
        for kind in reader.told:
            reader.told[kind] |= set(row.told.get(kind, ()))
        if reader.mode != "original":
            for post_id in row.told.get("posts", ()):
                fact = self.posts[post_id]
                assert (post_id in row.told.get("pending", ())) == (fact.to_translate and not fact.has_translation)

    def _readable(self, row: Mailing) -> None:
        """Check that the mail has the words of the posts that it tells, and of no others that cannot be read now."""
        mail = db.session.scalars(select(Mail).where(Mail.message_id == f"<{row.unique}@localhost>")).one()
        told = {*row.told.get("posts", ()), *row.told.get("translated", ()), *row.told.get("notices", ())}
        for fact in self.posts.values():
            if fact.id in told:
                assert self.there(fact) is not None
                assert fact.mark in mail.body
            elif fact.mark:
                assert fact.mark not in mail.body
