"""Leaving: what was written stays under the chosen name, and nothing leads back from it to the person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, get_args

import pytest
from sqlalchemy import exists, func, select, update

from board.actions import (
    answering,
    enrolling,
    flagging,
    glossary,
    posting,
    presenting,
    remembering,
    rewording,
    scheduling,
    selecting,
    sessions,
    suspending,
)
from board.actions.handing_over import forums_of
from board.actions.leaving import Attribution, LastOwner, close_account, is_last_admin, leave_forum
from board.actions.links import make_setup_link
from board.actions.marks import mark_read, note_visit
from board.actions.recovering import ask_for_link
from board.actions.titled import Titled
from board.actions.unsent import UnsentWords, flag_place, keep_unsent, translation_place
from board.clock import FixedClock
from board.extensions import db
from board.jobs import run_due
from board.models import (
    Act,
    Announcement,
    Application,
    ApplicationNote,
    Assignment,
    Base,
    BegunForum,
    Claim,
    CodingMark,
    Edition,
    FeedAddress,
    Flag,
    Follow,
    Job,
    Mail,
    Mailing,
    Membership,
    Mention,
    PolicyElement,
    Post,
    QuoteAnswer,
    Reading,
    ReadingMark,
    Report,
    Revision,
    SearchEntry,
    Segment,
    Text,
    Translation,
    UnsentText,
    User,
    Visit,
    Voice,
)
from board.models.fates import Leaving
from board.rules.case_studies import PUBLISHED, SUBMITTED
from board.rules.leaving import ANONYMOUS, NAME, NOBODY, TYPED
from board.rules.proceedings import OBJECTED
from board.rules.roles import ADMIN
from board.text import TmxPair
from board.visible import accounts, forum_memberships
from tests.support.attached import in_markdown, kept_picture
from tests.support.cast import (
    BEFORE,
    START,
    Cast,
    look_as,
    membership_of,
    segments_of,
    sight_for,
    text_of,
    translate,
    typed,
)
from tests.support.presenting import begin, publish, submit
from tests.support.synthesis import add_theme
from tests.support.synthesis import place as place_passage

GONE = "A former participant"


def signed(how: str = NAME, typed_name: str = "") -> Attribution:
    return Attribution(how, typed_name, GONE)


def leave(cast: Cast, person: User, attribution: Attribution) -> User:
    return leave_forum(sight_for(cast, person), person, attribution)


def again(row: Any) -> Any:
    """As the database has it now."""
    db.session.expire_all()
    return db.session.get_one(type(row), row.id)


def references() -> list[Any]:
    """Every column of the database that refers to an account."""
    users = User.__table__.c.id
    return [key.parent for table in Base.metadata.sorted_tables for key in table.foreign_keys if key.column is users]


def referring(person: User) -> list[str]:
    """The columns in which the account is still named."""
    return [str(one) for one in references() if db.session.scalar(select(exists().where(one == person.id)))]


def test_each_reference_to_an_account_says_what_becomes_of_it() -> None:
    """A table that is added later has to say what happens to it when somebody leaves."""
    assert [str(column) for column in references() if column.info.get("leaving") not in get_args(Leaving)] == []


def do_everything(cast: Cast, person: User) -> None:
    """Leave a trace of every kind in the forum, as an admin, a translator and a key respondent."""
    member = membership_of(person, cast.forum)
    assert member is not None
    member.roles = frozenset({"participant", "key_respondent", "translator", ADMIN})
    sight = sight_for(cast, person)
    week, text = cast.week(2), text_of(cast.question)
    db.session.add(Assignment(week_id=week.id, user_id=person.id, region="Brazil"))
    thread = posting.open_thread(sight, week, person, typed("Words of mine", "es", "A title of mine"))
    first = db.session.scalars(select(Post).where(Post.thread_id == thread.id)).one()
    translate(sight, text_of(first), "Words translated")
    translate(sight, text, "Who signed it?")
    reply = posting.reply(
        sight_for(cast, cast.ana), thread, cast.ana, typed("A question", "en"), asked=person,
        asked_roles=frozenset({"key_respondent"}),
    )  # fmt: skip
    translation = db.session.scalars(select(Translation).where(Translation.text_id == text_of(first).id)).one()
    flagging.raise_flags(sight, text_of(first), None, [flagging.Note(translation, "Not so")])
    [segment] = segments_of(text_of(first))
    rewording.ask(sight, text_of(first), rewording.Request(segment.lineage, segment.digest, "Which one?"))
    glossary.add_term(sight, glossary.entry_from("obra", "work", "", "es", "en"))
    pairs = [TmxPair(1, "es", "en", "Una obra", "A work")]
    remembering.import_units(sight, pairs, "Another memory", remembering.plan_import(sight, pairs).mark)
    posting.hide_post(sight, cast.answer, "off topic")
    mark_read(sight, cast.reading, True)
    note_visit(sight, thread, START)
    db.session.add_all(
        [
            Voice(post_id=reply.id, user_id=person.id, kind="tried", region="Brazil", at=START),
            Report(post_id=reply.id, user_id=person.id, reason="Rude", created_at=START, settled_by_id=person.id),
        ]
    )
    for place in (f"reply:{thread.key}", f"thread:{cast.forum.slug}:2", f"edit:{first.key}", "thread:food-councils:1"):
        keep_unsent(person, UnsentWords(place, "Unsent", "", "en"), START)
    keep_unsent(person, UnsentWords(f"translation:{segments_of(text)[0].lineage}", "Unsent", "", "en"), START)
    cast.reading.respondent_id, cast.reading.author_line = person.id, "Jorge, who works there"
    scheduling.override_week(sight, cast.week(4), "open")
    db.session.execute(update(Flag).values(settled_by_id=person.id))
    db.session.execute(update(Membership).where(Membership.user_id == cast.ana.id).values(suspended_by_id=person.id))
    application = applied(cast, "somebody@example.org")
    application.decided_by_id, application.user_id = person.id, person.id
    mail = {"recipient": "rosa@example.org", "subject": "Jorge asks you", "body": "", "created_at": START}
    db.session.add_all(
        [
            Mail(message_id=f"<question.{first.key}@localhost>", sent_at=START, **mail),
            ApplicationNote(application_id=application.id, user_id=person.id, note="Good", at=START),
            CodingMark(text_id=text.id, user_id=person.id, at=START),
            Announcement(
                forum_id=cast.forum.id, title_id=thread.title_id, body_id=text.id, author_id=person.id, created_at=START
            ),
        ]
    )
    place_passage(cast, theme := add_theme(cast, person=person), "verduras", person=person).removed_by_id = person.id
    picture = kept_picture(person)
    posting.reply(sight, thread, person, typed(in_markdown(picture, "A picture of mine"), "es"))
    written = {"forum_id": cast.forum.id, "created_at": START}
    of_theme = PolicyElement(theme_id=theme.id, text_id=theme.name_id, author_id=person.id, **written)
    of_theme.removed_by_id = person.id
    answer = QuoteAnswer(forum_id=cast.forum.id, text_id=cast.post.text_id, user_id=person.id, kind=OBJECTED, at=START)
    answer.settled_by_id = person.id
    db.session.add_all([of_theme, answer, Edition(number=1, made_by_id=person.id, **written)])
    db.session.merge(Claim(text_id=text.id, user_id=person.id, claimed_at=START, expires_at=START))
    make_setup_link(person.id, START)
    told = Mailing(forum_id=cast.forum.id, user_id=person.id, kind="digest", unique="digest.1", at=START)
    db.session.add_all([told, Mention(post_id=reply.id, user_id=person.id, at=START)])
    db.session.add(FeedAddress(user_id=person.id, token_digest="x" * 64, made_at=START))
    db.session.add(BegunForum(user_id=person.id, answers={"name": {"name": "Mine"}}, kept_at=START))
    sessions.begin(person, START)


@pytest.mark.parametrize("how", [NAME, TYPED, ANONYMOUS])
def test_nothing_in_the_forum_leads_to_the_account_any_more(cast: Cast, how: str) -> None:
    person = cast.jorge
    do_everything(cast, person)
    assert set(referring(person)) == set(map(str, references()))  # nothing is left out of what is looked at below
    stand_in = leave(cast, person, signed(how, "J."))
    assert again(stand_in).name == {NAME: "Jorge", TYPED: "J.", ANONYMOUS: GONE}[how]
    of_the_account = {"one_time_links.user_id", "feed_addresses.user_id", "applications.user_id", "sign_ins.user_id"}
    assert set(referring(person)) == of_the_account | {"unsent_texts.user_id", "begun_forums.user_id"}
    assert list(db.session.scalars(select(UnsentText.place))) == ["thread:food-councils:1"]
    assert forums_of(person) == []
    assert db.session.scalar(select(func.count()).select_from(Mail).where(Mail.subject.contains("Jorge"))) == 0
    badge = db.session.scalars(select(Assignment.week_id).where(Assignment.user_id == stand_in.id)).all()
    assert badge == ([cast.week(2).id] if how == NAME else [])
    assert again(cast.reading).author_line == ("Jorge, who works there" if how == NAME else "")
    assert again(cast.reading).respondent_id == stand_in.id
    for gone in (Visit, ReadingMark, Follow):
        assert db.session.scalar(select(func.count()).select_from(gone).where(gone.user_id == stand_in.id)) == 0
    for stays in (Voice, Report, Act):
        assert db.session.scalar(select(func.count()).select_from(stays).where(stays.user_id == stand_in.id))


def test_a_full_name_keeps_what_belongs_to_it_and_another_does_not(cast: Cast) -> None:
    for person, how in ((cast.ana, NAME), (cast.jorge, TYPED)):
        person.place, person.affiliation, person.languages = "La Paz", "A cooperative", ("es",)
        stand_in = again(leave(cast, person, signed(how, "A participant from Bolivia")))
        expected = ("La Paz", "A cooperative", ("es",)) if how == NAME else ("", "", ())
        assert (stand_in.place, stand_in.affiliation, stand_in.languages) == expected


def test_where_the_forum_keeps_nobodys_name_a_choice_changes_nothing(cast: Cast) -> None:
    cast.forum.leaving = NOBODY
    stand_in = leave(cast, cast.ana, signed(NAME))
    assert (stand_in.name, again(cast.post).author_id) == (GONE, stand_in.id)


def test_texts_show_the_new_name_beside_their_translations(cast: Cast) -> None:
    """Rendered copies are kept by version."""
    before = text_of(cast.post).version
    leave(cast, cast.tess, signed(TYPED, "A translator"))
    assert db.session.get_one(Text, cast.post.text_id, populate_existing=True).version > before


def test_an_open_question_stays_for_the_admins(cast: Cast) -> None:
    stand_in = leave(cast, cast.rosa, signed(ANONYMOUS))
    question = again(cast.question)
    assert (question.asked_id, question.answered_at) == (stand_in.id, None)
    answering.settle_question(sight_for(cast, cast.alma), question, True)
    assert again(cast.question).answered_at == START


def test_the_only_admin_stays(cast: Cast) -> None:
    with pytest.raises(enrolling.LastAdmin):
        leave(cast, cast.alma, signed())
    db.session.rollback()
    assert membership_of(cast.alma, cast.forum) is not None
    member = membership_of(cast.tess, cast.forum)
    assert member is not None
    member.roles = frozenset({ADMIN})
    leave(cast, cast.alma, signed())
    assert membership_of(cast.alma, cast.forum) is None


def test_an_admin_who_is_suspended_is_none_to_leave_the_forum_to(cast: Cast) -> None:
    member, alma = membership_of(cast.jorge, cast.forum), sight_for(cast, cast.alma)
    assert member is not None
    suspending.suspend(alma, member, "Rude")
    enrolling.set_roles(alma, member, frozenset({ADMIN}), "")
    assert is_last_admin(cast.forum, cast.alma)
    with pytest.raises(enrolling.LastAdmin):
        leave(cast, cast.alma, signed())
    db.session.rollback()
    leave(cast, cast.jorge, signed())
    assert membership_of(cast.jorge, cast.forum) is None


def test_coming_back_brings_nothing_back(cast: Cast) -> None:
    first = leave(cast, cast.ana, signed())
    member = enrolling.add_person(sight_for(cast, cast.alma), "ana@example.org", "Ana", frozenset({"participant"}), "")
    assert (member.user_id, again(cast.post).author_id) == (cast.ana.id, first.id)
    second = leave(cast, cast.ana, signed())
    assert again(cast.post).author_id == first.id != second.id


def test_a_stand_in_is_nobody(cast: Cast) -> None:
    stand_in = leave(cast, cast.ana, signed())
    assert stand_in.id not in {user.id for user in db.session.scalars(accounts())}
    members = db.session.scalars(forum_memberships(sight_for(cast, cast.alma)))
    assert stand_in.id not in {member.user_id for member in members}
    assert enrolling.find_account(stand_in.email) is None
    assert enrolling.authenticate(stand_in.email, "") is None
    with pytest.raises(enrolling.NoSuchAddress):
        enrolling.add_person(sight_for(cast, cast.alma), stand_in.email, "Ana", frozenset({"participant"}), "")


# ---- case studies


def test_a_case_study_that_was_still_being_written_goes_with_its_author(cast: Cast) -> None:
    """As the page says of all that somebody was still writing; what was translated of it goes, too."""
    study, kept = submit(cast), begin(cast, cast.rosa, number=2)
    ids = {study.title_id, study.body_id}
    body = db.session.get_one(Text, study.body_id)
    translate(sight_for(cast, cast.tess), body, "We began with twelve families.")
    lineage = segments_of(body)[1].lineage
    for place in (translation_place(lineage), flag_place(lineage), "reply:elsewhere"):
        keep_unsent(cast.tess, UnsentWords(place, "Unsent", "", "en"), START)
    presenting.withdraw_case_study(sight_for(cast, cast.bento), study)
    presenting.edit_case_study(
        sight_for(cast, cast.bento), study, Titled("Caso", "Otra cosa.", "es"), cast.bento, "1.1"
    )
    leave(cast, cast.bento, signed())
    db.session.expire_all()
    assert db.session.scalars(select(Text.id).where(Text.id.in_(ids))).all() == []
    for table in (Revision, Translation, SearchEntry):
        assert db.session.scalars(select(table.text_id).where(table.text_id.in_(ids))).all() == []
    assert db.session.scalar(select(Segment.id).where(Segment.source == "Empezamos con doce familias.")) is not None
    assert db.session.scalar(select(Segment.id).where(Segment.lineage == lineage)) is None
    assert db.session.scalars(select(UnsentText.place)).all() == ["reply:elsewhere"]
    drafts = db.session.scalars(select(Reading).where(Reading.stage != PUBLISHED)).all()
    assert [(draft.id, draft.respondent_id) for draft in drafts] == [(kept.id, cast.rosa.id)]


def test_a_case_study_that_was_handed_in_stays(cast: Cast) -> None:
    waiting, published = submit(cast), publish(cast)
    stand_in = leave(cast, cast.bento, signed(ANONYMOUS))
    stages = [(again(study).stage, again(study).respondent_id) for study in (waiting, published)]
    assert stages == [(SUBMITTED, stand_in.id), (PUBLISHED, stand_in.id)]


@pytest.mark.parametrize("how", [NAME, TYPED, ANONYMOUS])
def test_mails_about_a_case_study_are_forgotten_with_the_name(cast: Cast, clock: FixedClock, how: str) -> None:
    submit(cast)
    begin(cast)
    submit(cast, cast.rosa, number=2)
    run_due(clock)
    about = select(Mail.subject).where(Mail.subject.contains("submitted a case study"))
    assert len(db.session.scalars(about).all()) == 2
    leave(cast, cast.bento, signed(how, "B."))
    assert db.session.scalars(about).all() == ["Rosa submitted a case study for week 2"]


# ---- the admins' log


def log_of(cast: Cast) -> list[tuple[str, str]]:
    """What the admins read: kind and detail, from the first act on that a test did."""
    acts = db.session.scalars(select(Act).where(Act.forum_id == cast.forum.id, Act.at == START).order_by(Act.id))
    return [(act.kind, act.detail) for act in acts]


def do_much_about(cast: Cast, person: User, post: Post) -> list[tuple[str, str]]:
    """Let the admin leave acts of every kind that has a name in it."""
    alma, member = sight_for(cast, cast.alma), membership_of(person, cast.forum)
    assert member is not None
    application = applied(cast, person.email, person)
    application.name, application.verified_at = f"{person.name} as applied", START
    enrolling.add_person(alma, person.email, person.name, frozenset({"participant"}), "")
    enrolling.set_roles(alma, member, frozenset({"participant", "translator"}), "")
    enrolling.assign(alma, member, cast.week(4), "")
    suspending.suspend(alma, member, "Rude")
    suspending.lift(alma, member)
    posting.hide_post(alma, post, "off topic")
    selecting.decide(alma, application, "accepted")
    return log_of(cast)


@pytest.mark.parametrize("how", [TYPED, ANONYMOUS])
def test_the_log_says_no_more_who_they_were(cast: Cast, how: str) -> None:
    before = do_much_about(cast, cast.ana, cast.post)
    assert [detail for _, detail in before] == [
        "Ana", "Ana: participant, translator", "Ana", "Ana", "Ana", "Ana", "Ana as applied",
    ]  # fmt: skip
    leave(cast, cast.ana, signed(how, "A. from Brazil"))
    db.session.expire_all()
    shown = "A. from Brazil" if how == TYPED else GONE
    after = [(kind, detail.replace("Ana as applied", "Ana").replace("Ana", shown)) for kind, detail in before]
    assert log_of(cast) == [*after, ("person.left", "")]


def test_with_the_full_name_the_log_stays_as_it_is(cast: Cast) -> None:
    before = do_much_about(cast, cast.ana, cast.post)
    leave(cast, cast.ana, signed(NAME))
    db.session.expire_all()
    assert log_of(cast) == [*before, ("person.left", "")]


def test_names_that_only_look_alike_stay_in_the_log(cast: Cast) -> None:
    """Nor does a word that is no person's name change, nor an application of somebody else."""
    names = [
        ("person.added", "Ana María"), ("person.added", "ana"), ("person.roles", "Ana: the second: admin"),
        ("person.roles", "ana: admin"), ("forum.ran_again", "Ana"), ("application.declined", "Ana"),
    ]  # fmt: skip
    db.session.add_all(Act(forum_id=cast.forum.id, at=START, kind=kind, detail=detail) for kind, detail in names)
    db.session.add(Act(forum_id=cast.other_forum.id, at=START, kind="person.added", detail="Ana"))
    db.session.commit()
    leave(cast, cast.ana, signed(ANONYMOUS))
    db.session.expire_all()
    assert log_of(cast) == [*names, ("person.left", "")]
    elsewhere = select(Act.detail).where(Act.forum_id == cast.other_forum.id, Act.kind == "person.added")
    assert db.session.scalars(elsewhere).all() == ["Ana"]


def test_a_namesakes_acts_from_before_the_account_was_there_stay(cast: Cast) -> None:
    for at in (BEFORE - timedelta(days=1), BEFORE):
        db.session.add(Act(forum_id=cast.forum.id, at=at, kind="post.hidden", detail="Ana"))
    db.session.commit()
    leave(cast, cast.ana, signed(ANONYMOUS))
    hidden = select(Act.detail).where(Act.kind == "post.hidden").order_by(Act.at)
    assert db.session.scalars(hidden).all() == ["Ana", GONE]


# ---- closing the account


def close(cast: Cast, person: User, how: str = NAME) -> None:
    farewells = [(look_as(forum, person), signed(how)) for forum in forums_of(person)]
    close_account(person, farewells, GONE)
    db.session.expire_all()


def applied(cast: Cast, email: str, user: User | None = None) -> Application:
    application = Application(
        forum_id=cast.forum.id, kind="participant", name="Somebody", email=email, created_at=START,
        user_id=user.id if user else None,
    )  # fmt: skip
    db.session.add(application)
    db.session.commit()
    return application


def test_a_closed_account_is_gone(cast: Cast) -> None:
    do_everything(cast, cast.jorge)
    make_setup_link(cast.jorge.id, START)
    ask_for_link("reset", "jorge@example.org", "/", START)
    ask_for_link("reset", "ana@example.org", "/", START)
    others = db.session.scalars(select(Application)).one()  # on which they decided
    others.user_id = None
    applied(cast, "jorge@example.org")
    applied(cast, "old@example.org", cast.jorge)
    person_id = cast.jorge.id
    close(cast, cast.jorge, ANONYMOUS)
    assert db.session.get(User, person_id) is None
    assert db.session.scalars(select(Application.email)).all() == ["somebody@example.org"]
    asked = db.session.scalars(select(Job.payload).where(Job.kind == "mail.reset"))
    assert [payload["email"] for payload in asked] == ["ana@example.org"]
    everything = " ".join(
        str(value)
        for table in Base.metadata.sorted_tables
        for row in db.session.execute(select(*(c for c in table.c if c.name != "data")))
        for value in row
    )
    assert "jorge@example.org" not in everything


def test_words_of_who_was_removed_before_are_signed_as_well(cast: Cast) -> None:
    member = membership_of(cast.ana, cast.forum)
    assert member is not None
    enrolling.remove_person(sight_for(cast, cast.alma), member)
    assert forums_of(cast.ana) == [cast.forum]
    close(cast, cast.ana, ANONYMOUS)
    author = db.session.get_one(User, again(cast.post).author_id)
    assert (author.name, author.is_stand_in) == (GONE, True)


def test_what_still_refers_to_the_account_outside_all_forums_keeps_an_emptied_one(cast: Cast) -> None:
    db.session.add(Act(forum_id=None, user_id=cast.nina.id, at=START, kind="site.something"))
    key, stamp = cast.nina.key, cast.nina.session_stamp
    close(cast, cast.nina)
    emptied = db.session.scalars(select(User).where(User.key == key)).one()
    assert (emptied.name, emptied.email, emptied.is_stand_in) == (GONE, f"{key}@left.invalid", True)
    assert (emptied.password_hash, emptied.session_stamp != stamp) == (None, True)


def test_the_only_owner_and_the_only_admin_stay(cast: Cast) -> None:
    for person, refusal in ((cast.olga, LastOwner), (cast.alma, enrolling.LastAdmin)):
        with pytest.raises(refusal):
            close(cast, person)
        db.session.rollback()
    olga_id = cast.olga.id
    cast.nina.is_owner = True
    db.session.flush()
    close(cast, cast.olga)
    assert db.session.get(User, olga_id) is None
