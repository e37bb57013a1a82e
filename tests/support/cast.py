"""A fixed cast of people and a small forum, created through the actions as people would.

    def test_…(cast: Cast):
        sight = sight_for(cast, cast.ana, OPENING)

Weeks 1 and 2 are open, week 3 opens by its schedule at `OPENING`, week 4 has no date. Everyone has the password
`PASSWORD`. The content of week 3 is created last: without it, everything before is the same.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select

from board import visible
from board.actions import enrolling, posting, preparing, scheduling, setting_up
from board.actions.once import Writing
from board.actions.setting_up import ForumSettings
from board.actions.translating import save_translation
from board.extensions import db
from board.models import (
    Assignment,
    Forum,
    Job,
    Membership,
    Post,
    Reading,
    Segment,
    Text,
    Thread,
    Translation,
    User,
    Week,
)
from board.models.base import new_key
from board.rules.roles import Viewer
from board.rules.translations import APPROVED
from board.visible import Sight, look

PASSWORD = "a password of the cast"
_HASH = (  # of PASSWORD: computing it for each person of each test would take most of the time
    "$argon2id$v=19$m=19456,t=2,p=1$lZ5MNZJK70B5rQNs9+SY+g$HYbQAfCc59758WyXJqiA/aQNBKKfKMppkiOm0IcilZ0"
)
START = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
"""Wednesday of week 2: the time of the tests' clock when a test begins."""
OPENING = datetime(2026, 3, 9, 13, 0, tzinfo=UTC)
"""Week 3 opens: Monday 9:00 in Toronto, where clocks went forward the day before."""
END = datetime(2026, 3, 28, 4, 0, tzinfo=UTC)
"""The forum closes: 27 March is over in Toronto."""
BEFORE = datetime(2026, 2, 1, 12, 0, tzinfo=UTC)
"""When the forum is prepared."""

WALLS = [*map(datetime.fromisoformat, ("2026-02-23 09:00", "2026-03-02 09:00", "2026-03-09 09:00")), None]
TITLES = ["Public buyers", "Local purchasing", "Cases from the regions", "What comes next"]

SPANISH = "La cooperativa vendió verduras al municipio.\n\nLos contratos pequeños ayudan a empezar."
ENGLISH_OF_IT = ["The cooperative sold vegetables to the municipality.", "Small contracts help to begin."]


@dataclass(frozen=True, slots=True)
class Cast:
    """The people, by name, and the content of the forum."""

    forum: Forum
    other_forum: Forum
    ana: User
    """A participant who writes Spanish."""
    jorge: User
    """Another participant, who reads English."""
    rosa: User
    """Key respondent of week 2."""
    bento: User
    """Key respondent of the locked week 3."""
    tess: User
    """Translator."""
    alma: User
    """Admin of the forum."""
    omar: User
    """Admin of another forum."""
    olga: User
    """Owner of the installation; not a member of any forum."""
    nina: User
    """Has an account, but is not a member of any forum."""
    weeks: tuple[Week, ...]
    reading: Reading
    """In week 1, in Spanish."""
    thread: Thread
    """In week 1, opened by Ana in Spanish."""
    post: Post
    """Its first post, two paragraphs in Spanish; both translations are approved."""
    answer: Post
    """Jorge's reply to it, in English."""
    question_thread: Thread
    """A question of week 2, set by the admin."""
    question: Post
    """Ana's question to Rosa, in week 2."""
    locked_thread: Thread | None = None
    """In week 3, a question that the admin prepared in English."""
    locked_post: Post | None = None
    locked_spanish_post: Post | None = None
    """A reply in that thread, prepared in Spanish: a text for the translator."""
    locked_reading: Reading | None = None
    """In week 3, in English: nobody's case study, nothing to translate."""
    case_study: Reading | None = None
    """In week 3, in Spanish: Bento's."""

    def week(self, number: int) -> Week:
        return self.weeks[number - 1]


def sight_for(cast: Cast, person: User | None, now: datetime = START) -> Sight:
    """Return what a person (None: nobody signed in) sees of the forum at an instant."""
    return look_as(cast.forum, person, now)


def look_as(forum: Forum, person: User | None, now: datetime = START) -> Sight:
    """Return what a person sees of any forum."""
    return look(db.session(), forum, viewer_in(forum, person), now)


def viewer_in(forum: Forum, person: User | None) -> Viewer:
    """Return a person as a forum knows them."""
    return visible.viewer_in(person, membership_of(person, forum)) if person else Viewer()


def membership_of(person: User, forum: Forum) -> Membership | None:
    query = select(Membership).where(Membership.user_id == person.id, Membership.forum_id == forum.id)
    return db.session.scalar(query)


def typed(body: str, language: str = "es", title: str = "", once: str | None = None) -> Writing:
    """Return what somebody typed into a form."""
    return Writing(body=body, language=language, once=once or new_key(), title=title)


def text_of(post: Post) -> Text:
    return db.session.get_one(Text, post.text_id)


def segments_of(text: Text) -> list[Segment]:
    """Return the paragraphs of a text's current revision."""
    query = select(Segment).where(Segment.revision_id == text.revision_id)
    return list(db.session.scalars(query.order_by(Segment.position)))


def translate(sight: Sight, text: Text, *bodies: str, state: str = APPROVED) -> list[Translation]:
    """Translate a text from its beginning, one paragraph each."""
    return [
        save_translation(sight, text, segment, body, state, base=0, digest=segment.digest)
        for segment, body in zip(segments_of(text), bodies, strict=False)
    ]


def forum_settings(**changed: object) -> ForumSettings:
    """Return the settings of the cast's forum, as its form sends them."""
    settings = ForumSettings(
        name="Social economy", slug="social-economy", zone="America/Toronto", starts_on=date(2026, 2, 23),
        ends_on=date(2026, 3, 27), languages=("en", "es"), policy=("es>en",), regions=("Brazil", "Quebec"),
        public_reading=False, shows_machine_drafts=False, hours_min=2, hours_max=5,
    )  # fmt: skip
    return replace(settings, **changed)  # type: ignore[arg-type]


def reading_form(title: str, body: str, language: str, respondent: User | None = None) -> preparing.ReadingForm:
    return preparing.ReadingForm(
        kind=preparing.TEXT, title=title, body=body, language=language, author_line="", url=None,
        minutes=0, respondent=respondent, upload=None,
    )  # fmt: skip


def make_cast(*, locked_content: bool = True) -> Cast:
    """Create the forum at START. Without `locked_content`, the locked week is still empty."""
    people = _people()
    forum, other = _forum(people), _other_forum(people)
    weeks = _programme(forum, people)
    first, second = _first_week(forum, weeks[0], people), _second_week(forum, weeks[1], people)
    cast = Cast(forum=forum, other_forum=other, weeks=weeks, **people, **first, **second)
    cast = prepare_locked_week(cast) if locked_content else cast
    _all_is_told(cast)
    return cast


def _all_is_told(cast: Cast) -> None:
    """Leave nothing to be told at once of what was posted and opened before START."""
    for week in cast.weeks[:2]:
        week.told_at = week.opens_at
    db.session.execute(delete(Job).where(Job.kind.startswith("notify.")))
    db.session.commit()


@pytest.fixture
def cast(db_session: object, standing_cast: Standing) -> Cast:
    """The cast, created once for all tests of this process, in the session of this test."""
    return standing_cast.cast()


@dataclass(frozen=True, slots=True)
class Standing:
    """References to the rows of a cast in a database, by the names of its fields: (model, id), or several."""

    fields: dict[str, Any]

    @classmethod
    def of(cls, cast: Cast) -> Standing:
        return cls({field.name: _reference_to(getattr(cast, field.name)) for field in fields(cast)})

    def cast(self) -> Cast:
        """Load the cast with one query per kind of row, not per row: most tests begin with it."""
        rows = {
            (model, row.id): row
            for model in (Forum, User, Week, Reading, Thread, Post)
            for row in db.session.scalars(select(model))
        }
        return Cast(**{name: _row_of(reference, rows) for name, reference in self.fields.items()})


def _reference_to(value: Any) -> Any:
    return [_reference_to(row) for row in value] if isinstance(value, tuple) else (type(value), value.id)


def _row_of(reference: Any, rows: dict[Any, Any]) -> Any:
    return tuple(_row_of(each, rows) for each in reference) if isinstance(reference, list) else rows[reference]


def _person(name: str, *, owner: bool = False) -> User:
    user = enrolling.create_account(f"{name.lower()}@example.org", name, BEFORE, owner=owner)
    user.password_hash = _HASH
    return user


def _join(forum: Forum, person: User, *roles: str, region: str = "") -> Membership:
    membership = Membership(
        forum_id=forum.id, user_id=person.id, roles=frozenset(roles), region=region, created_at=BEFORE,
        welcomed_at=BEFORE,
    )  # fmt: skip
    db.session.add(membership)
    db.session.flush()
    return membership


def _people() -> dict[str, User]:
    names = ("Ana", "Jorge", "Rosa", "Bento", "Tess", "Alma", "Omar", "Nina")
    return {name.lower(): _person(name) for name in names} | {"olga": _person("Olga", owner=True)}


def _forum(people: dict[str, User]) -> Forum:
    """Create the forum with its members."""
    forum = setting_up.create_forum(forum_settings(), "We learn how public buyers choose.", people["olga"], BEFORE)
    _join(forum, people["ana"], "participant", region="Brazil")
    _join(forum, people["jorge"], "participant")
    _join(forum, people["rosa"], "key_respondent", region="Quebec")
    _join(forum, people["bento"], "key_respondent", region="Brazil")
    _join(forum, people["tess"], "translator")
    _join(forum, people["alma"], "admin")
    return forum


def _other_forum(people: dict[str, User]) -> Forum:
    settings = forum_settings(name="Food councils", slug="food-councils", policy=())
    forum = setting_up.create_forum(settings, "", people["olga"], BEFORE)
    _join(forum, people["omar"], "admin")
    return forum


def _programme(forum: Forum, people: dict[str, User]) -> tuple[Week, ...]:
    """Create four weeks, two of them with a key respondent."""
    for title, wall in zip(TITLES, WALLS, strict=True):
        sight = look_as(forum, people["alma"], BEFORE)
        scheduling.add_week(sight, title, f"Outline of “{title}”.", "en", wall, people["alma"])
    weeks = look_as(forum, people["alma"], BEFORE).weeks
    db.session.add_all(
        [
            Assignment(week_id=weeks[1].id, user_id=people["rosa"].id, region="Quebec"),
            Assignment(week_id=weeks[2].id, user_id=people["bento"].id, region="Brazil"),
        ]
    )
    db.session.commit()
    return weeks


def _first_week(forum: Forum, week: Week, people: dict[str, User]) -> dict[str, Any]:
    """Create a reading, and a thread in Spanish with its approved translation and a reply in English."""
    form = reading_form("Guía de compras", "Una guía corta.\n\nPara municipios.", "es")
    reading = preparing.add_reading(look_as(forum, people["alma"], BEFORE), week, form, people["alma"])
    opening = typed(SPANISH, "es", "Vender al municipio")
    tuesday = datetime(2026, 2, 24, 10, 14, tzinfo=UTC)
    thread = posting.open_thread(look_as(forum, people["ana"], tuesday), week, people["ana"], opening)
    post = db.session.scalars(select(Post).where(Post.thread_id == thread.id)).one()
    evening = look_as(forum, people["tess"], tuesday + timedelta(hours=8))
    translate(evening, text_of(post), *ENGLISH_OF_IT)
    translate(evening, db.session.get_one(Text, thread.title_id), "Selling to the municipality")
    wednesday = look_as(forum, people["jorge"], tuesday + timedelta(days=1))
    answer = posting.reply(wednesday, thread, people["jorge"], typed("How did they win it?", "en"), to=post)
    return {"reading": reading, "thread": thread, "post": post, "answer": answer}


def _second_week(forum: Forum, week: Week, people: dict[str, User]) -> dict[str, Any]:
    """Create the admin's question, and Ana's question to the key respondent."""
    opening = typed("Who buys close to home?", "en", "Question of the week")
    thread = posting.open_thread(look_as(forum, people["alma"], BEFORE), week, people["alma"], opening, question=True)
    monday = look_as(forum, people["ana"], datetime(2026, 3, 2, 19, 30, tzinfo=UTC))
    question = posting.reply(
        monday, thread, people["ana"], typed("¿Quién firmó el contrato?", "es"),
        asked=people["rosa"], asked_roles=frozenset({"key_respondent"}),
    )  # fmt: skip
    return {"question_thread": thread, "question": question}


def prepare_locked_week(cast: Cast) -> Cast:
    """Add what the admin prepares in week 3 before it opens. Each of its texts contains LOCKED."""
    alma, week = sight_for(cast, cast.alma, BEFORE), cast.week(3)
    opening = typed("LOCKED words to begin with", "en", "LOCKED question")
    thread = posting.open_thread(alma, week, cast.alma, opening, question=True)
    post = db.session.scalars(select(Post).where(Post.thread_id == thread.id)).one()
    spanish = posting.reply(alma, thread, cast.alma, typed("Palabras LOCKED en español", "es"))
    reading = preparing.add_reading(alma, week, reading_form("LOCKED reading", "LOCKED page", "en"), cast.alma)
    form = reading_form("Caso LOCKED", "Nuestra cooperativa LOCKED.", "es", cast.bento)
    case_study = preparing.add_reading(alma, week, form, cast.alma)
    return replace(
        cast, locked_thread=thread, locked_post=post, locked_spanish_post=spanish,
        locked_reading=reading, case_study=case_study,
    )  # fmt: skip
