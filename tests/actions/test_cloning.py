"""Running a forum again: what comes along, with the translations that are approved, and what stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import get_args

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from board import jobs
from board.actions import cloning, enrolling, glossary, moderating, posting, preparing, remembering, scheduling
from board.actions.cloning import Plan, Run, TimeSkipped
from board.actions.posting import Conflict
from board.actions.setting_up import SlugTaken
from board.actions.translating import queue_text, save_translation
from board.actions.writing import revise_text
from board.extensions import db
from board.models import (
    Act,
    Application,
    Assignment,
    Base,
    Forum,
    GlossaryTerm,
    Job,
    Membership,
    MemoryUnit,
    Post,
    Reading,
    Segment,
    Text,
    Thread,
    Translation,
    User,
    Week,
)
from board.models.fates import Copying, columns_of, columns_that_say
from board.pages.texts import Pair, titles
from board.rules.glossary import Entry
from board.rules.permissions import Refused
from board.rules.translations import APPROVED, DRAFT
from board.rules.weeks import to_wall
from board.text import TmxPair
from board.visible import Sight, visible_posts, visible_readings
from tests.support.cast import (
    BEFORE,
    ENGLISH_OF_IT,
    START,
    Cast,
    look_as,
    membership_of,
    reading_form,
    segments_of,
    sight_for,
    text_of,
    translate,
)
from tests.support.together import together

TORONTO = "America/Toronto"
RUN = Run(name="Social economy, again", slug="again", starts_on=date(2026, 10, 26))
"""35 weeks later; week 2 then opens on the Monday after clocks went back."""


def seen(sight: Sight, run: Run = RUN) -> str:
    return cloning.plan_run(sight, run).mark


def run_again(cast: Cast, run: Run = RUN, **changed: object) -> Forum:
    run = replace(run, **changed)  # type: ignore[arg-type]
    sight = sight_for(cast, cast.olga)
    return cloning.run_again(sight, run, cast.olga, seen(sight, run))


def weeks_of(forum: Forum) -> list[Week]:
    return list(db.session.scalars(select(Week).where(Week.forum_id == forum.id).order_by(Week.number)))


def rows_of(model: type[Base], forum: Forum) -> int:
    count = select(func.count()).select_from(model).where(model.forum_id == forum.id)  # type: ignore[attr-defined]
    return db.session.scalar(count) or 0


def as_admin(cast: Cast, forum: Forum) -> Sight:
    """The new forum, seen by an admin of it."""
    sight = look_as(forum, cast.olga)
    return replace(sight, viewer=replace(sight.viewer, roles=frozenset({"admin"})))


def readings_of(cast: Cast, forum: Forum) -> dict[str, Reading]:
    """By title."""
    sight = as_admin(cast, forum)
    found = list(db.session.scalars(visible_readings(sight)))
    names = titles(sight, [reading.title_id for reading in found])
    return {names[reading.title_id].source: reading for reading in found}


def pair_of(sight: Sight, text_id: int | None) -> Pair:
    assert text_id is not None
    return titles(sight, [text_id])[text_id]


def translate_reading(cast: Cast, *, second: str = APPROVED) -> Text:
    """The Spanish reading, its first paragraph approved."""
    assert cast.reading.body_id is not None
    text = db.session.get_one(Text, cast.reading.body_id)
    translate(sight_for(cast, cast.tess), text, "A short guide.")
    last = segments_of(text)[1]
    save_translation(sight_for(cast, cast.tess), text, last, "For municipalities.", second, base=0, digest=last.digest)
    return text


def same(model: type[Base]) -> list[str]:
    """The columns that are taken over."""
    return [column.key for column in columns_of(model, copying="same")]


class TestColumns:
    """A column that is added later says whether it is copied."""

    @pytest.mark.parametrize(
        "model",
        [Forum, Week, Reading, Thread, Post, GlossaryTerm, MemoryUnit, Text, Segment, Translation],
        ids=lambda model: model.__name__,
    )
    def test_each_says_what_becomes_of_it(self, model: type[Base]) -> None:
        said = {column.key: column.info.get("copying") for column in columns_of(model)}
        assert [name for name, copying in said.items() if copying not in get_args(Copying)] == []

    def test_texts_are_what_refers_to_texts(self) -> None:
        texts = {column.property.columns[0] for column in columns_that_say(copying="text")}
        assert {key.column.table.name for column in texts for key in column.foreign_keys} == {"texts"}


class TestDates:
    def test_every_week_keeps_what_clocks_show(self, cast: Cast) -> None:
        weeks = weeks_of(run_again(cast))
        walls = [to_wall(week.opens_at, TORONTO) if week.opens_at else None for week in weeks]
        days = ("2026-10-26 09:00", "2026-11-02 09:00", "2026-11-09 09:00")
        assert walls == [*map(datetime.fromisoformat, days), None]
        assert weeks[1].opens_at == datetime(2026, 11, 2, 14, tzinfo=UTC)

    def test_the_last_day_moves_and_the_forum_closes_when_it_is_over(self, cast: Cast) -> None:
        forum = run_again(cast)
        assert (forum.starts_on, forum.ends_on) == (date(2026, 10, 26), date(2026, 11, 27))
        assert forum.closed_at == datetime(2026, 11, 28, 5, tzinfo=UTC)

    def test_the_call_moves_if_it_is_wished(self, cast: Cast) -> None:
        cast.forum.applications_from = datetime(2026, 1, 5, 14, tzinfo=UTC)
        cast.forum.applications_until = datetime(2026, 2, 1, 5, tzinfo=UTC)
        forum = run_again(cast, moves_call=True)
        assert forum.applications_from == datetime(2026, 9, 7, 13, tzinfo=UTC)  # 9:00 in summer time
        assert forum.applications_until == datetime(2026, 10, 4, 4, tzinfo=UTC)

    def test_otherwise_the_call_is_not_out(self, cast: Cast) -> None:
        cast.forum.applications_from = cast.forum.applications_until = BEFORE
        forum = run_again(cast)
        assert (forum.applications_from, forum.applications_until) == (None, None)

    def test_a_forum_without_days_is_counted_from_its_first_week(self, cast: Cast) -> None:
        cast.forum.starts_on = cast.forum.ends_on = cast.forum.closed_at = None
        forum = run_again(cast)
        assert weeks_of(forum)[0].opens_at == datetime(2026, 10, 26, 13, tzinfo=UTC)
        assert (forum.starts_on, forum.ends_on, forum.closed_at) == (RUN.starts_on, None, None)

    def test_a_forum_without_any_date_has_weeks_without_one(self, cast: Cast) -> None:
        cast.forum.starts_on = cast.forum.ends_on = None
        for week in cast.weeks:
            week.opens_at = None
        assert [week.opens_at for week in weeks_of(run_again(cast))] == [None] * 4

    def test_a_time_that_clocks_skip_stops_it_all(self, cast: Cast) -> None:
        cast.week(2).opens_at = datetime(2026, 3, 2, 7, 30, tzinfo=UTC)  # 2:30
        run = replace(RUN, starts_on=date(2027, 3, 7))  # week 2 on the night when clocks go forward
        plan = cloning.plan_run(sight_for(cast, cast.olga), run)
        assert [move.is_refused for _, move in plan.weeks if move] == [False, True, False]
        assert plan.moves[1].exists == datetime.fromisoformat("2027-03-14 03:00")
        with pytest.raises(TimeSkipped):
            run_again(cast, run)
        assert db.session.scalar(select(Forum).where(Forum.slug == "again")) is None
        week = weeks_of(run_again(cast, run, or_next=True))[1]
        assert week.opens_at == datetime(2027, 3, 14, 7, tzinfo=UTC)

    def test_hands_on_the_schedule_stay_behind(self, cast: Cast) -> None:
        scheduling.override_week(sight_for(cast, cast.alma), cast.week(3), "open")
        scheduling.close_week(sight_for(cast, cast.alma), cast.week(1), True)
        weeks = weeks_of(run_again(cast))
        left = [(week.override, week.override_at, week.override_by_id, week.closed_at) for week in weeks]
        assert left == [(None, None, None, None)] * 4


class TestWhatComesAlong:
    def test_the_settings(self, cast: Cast) -> None:
        cast.forum.respondent_seats, cast.forum.leaving, cast.forum.second_approval = 4, "nobody", True
        forum = run_again(cast)
        for name in same(Forum):
            assert getattr(forum, name) == getattr(cast.forum, name), name
        assert forum.previous_id == cast.forum.id
        assert (forum.name, forum.slug, forum.created_at) == (RUN.name, RUN.slug, START)

    def test_what_is_told_of_it(self, cast: Cast) -> None:
        forum = run_again(cast)
        assert forum.about_id != cast.forum.about_id
        about = pair_of(as_admin(cast, forum), forum.about_id)
        assert about.source == "We learn how public buyers choose."
        assert about.text.author_id == cast.olga.id

    def test_weeks_with_titles_and_outlines(self, cast: Cast) -> None:
        forum = run_again(cast)
        sight = as_admin(cast, forum)
        first = weeks_of(forum)[0]
        assert pair_of(sight, first.title_id).source == "Public buyers"
        assert pair_of(sight, first.outline_id).source == "Outline of “Public buyers”."
        assert first.title_id != cast.week(1).title_id

    def test_readings_with_a_talk_of_their_own(self, cast: Cast) -> None:
        found = readings_of(cast, run_again(cast))
        assert found.keys() == {"Guía de compras", "LOCKED reading"}
        copy = found["Guía de compras"]
        assert copy.key != cast.reading.key
        for name in same(Reading):
            assert getattr(copy, name) == getattr(cast.reading, name), name
        talk = db.session.scalars(select(Thread).where(Thread.reading_id == copy.id)).one()
        assert (talk.kind, talk.title_id, talk.week_id) == ("reading", copy.title_id, copy.week_id)

    def test_links_and_files(self, cast: Cast) -> None:
        sight = sight_for(cast, cast.alma)
        link = replace(reading_form("A link", "", "en"), kind="link", url="https://example.org/", minutes=7)
        upload = preparing.Upload("study.pdf", b"%PDF-1.4 study")
        file = replace(reading_form("A file", "With a note.", "en"), kind="file", minutes=9, upload=upload)
        originals = [preparing.add_reading(sight, cast.week(1), form, cast.alma) for form in (link, file)]
        found = readings_of(cast, run_again(cast))
        copied = [(found[title].url, found[title].file_id, found[title].minutes) for title in ("A link", "A file")]
        assert copied == [("https://example.org/", None, 7), (None, originals[1].file_id, 9)]
        assert [found["A link"].position, found["A file"].position] == [2, 3]

    def test_removed_readings_do_not(self, cast: Cast) -> None:
        preparing.remove_reading(sight_for(cast, cast.alma), cast.reading)
        assert "Guía de compras" not in readings_of(cast, run_again(cast))

    def test_case_studies_if_it_is_wished(self, cast: Cast) -> None:
        assert "Caso LOCKED" not in readings_of(cast, run_again(cast))
        with_them = readings_of(cast, run_again(cast, slug="again-2", case_studies=True))
        assert with_them["Caso LOCKED"].respondent_id == cast.bento.id

    @pytest.mark.parametrize("stage", ["draft", "submitted"])
    def test_never_what_its_author_has_not_given(self, cast: Cast, stage: str) -> None:
        assert cast.case_study is not None
        cast.case_study.stage = stage
        assert "Caso LOCKED" not in readings_of(cast, run_again(cast, case_studies=True))

    def test_questions_that_admins_set_asked_anew_by_who_asked_them(self, cast: Cast) -> None:
        moderating.pin_thread(sight_for(cast, cast.alma), cast.question_thread, True)
        forum = run_again(cast)
        sight = as_admin(cast, forum)
        asked = select(Thread).where(Thread.forum_id == forum.id, Thread.kind == "question").order_by(Thread.id)
        threads = list(db.session.scalars(asked))
        assert [pair_of(sight, one.title_id).source for one in threads] == ["Question of the week", "LOCKED question"]
        assert [(one.author_id, one.created_at) for one in threads] == [(cast.alma.id, START)] * 2
        assert [one.pinned_at for one in threads] == [START, None]
        posts = db.session.execute(visible_posts(sight)).all()
        assert [pair_of(sight, post.text_id).source for post, _ in posts] == [
            "Who buys close to home?",
            "LOCKED words to begin with",
        ]
        assert {post.author_id for post, _ in posts} == {cast.alma.id}
        assert threads[0].week_id == weeks_of(forum)[1].id

    def test_a_question_whose_words_were_removed_does_not(self, cast: Cast) -> None:
        first = db.session.scalars(
            select(Post).where(Post.thread_id == cast.question_thread.id).order_by(Post.id).limit(1)
        ).one()
        posting.hide_post(sight_for(cast, cast.alma), first, "not for everybody")
        forum = run_again(cast)
        assert rows_of(Post, forum) == 1

    def test_the_glossary(self, cast: Cast) -> None:
        glossary.add_term(sight_for(cast, cast.tess), Entry("fondo", "fund", "as in the call", "es", "en"))
        forum = run_again(cast)
        [term] = db.session.scalars(select(GlossaryTerm).where(GlossaryTerm.forum_id == forum.id))
        said = (term.language, term.target, term.term, term.folded, term.translation, term.note, term.author_id)
        assert said == ("es", "en", "fondo", "fondo", "fund", "as in the call", cast.tess.id)

    def test_imported_memories(self, cast: Cast) -> None:
        tess, pairs = sight_for(cast, cast.tess), [TmxPair(1, "es", "en", "Un fondo", "A fund")]
        remembering.import_units(tess, pairs, "2009", remembering.plan_import(tess, pairs).mark)
        forum = run_again(cast)
        [unit] = db.session.scalars(select(MemoryUnit).where(MemoryUnit.forum_id == forum.id))
        assert (unit.source, unit.translation, unit.note, unit.author_id) == (
            "Un fondo",
            "A fund",
            "2009",
            cast.tess.id,
        )


class TestTranslations:
    def test_what_is_approved_nobody_translates_again(self, cast: Cast) -> None:
        original = translate_reading(cast)
        forum = run_again(cast)
        sight = as_admin(cast, forum)
        pair = pair_of(sight, readings_of(cast, forum)["Guía de compras"].body_id)
        assert pair.translation_source == "A short guide.\n\nFor municipalities."
        assert (pair.state, pair.text.progress, pair.text.waits_since) == (APPROVED, APPROVED, None)
        new = pair.rows[0].translation
        assert new is not None
        made = select(Translation).where(Translation.text_id == original.id, Translation.digest == new.digest)
        old = db.session.scalars(made).one()
        for name in same(Translation):
            assert getattr(new, name) == getattr(old, name), name
        assert (new.translator_id, new.approver_id) == (cast.tess.id, cast.tess.id)

    def test_a_paragraph_has_a_lineage_of_its_own(self, cast: Cast) -> None:
        """What somebody was writing about the one is not offered for the other."""
        translate_reading(cast)
        run_again(cast)
        lineages = list(db.session.scalars(select(Segment.lineage)))
        assert len(set(lineages)) == len(lineages)

    def test_a_draft_stays_where_it_is_and_the_copy_waits(self, cast: Cast) -> None:
        translate_reading(cast, second=DRAFT)
        forum = run_again(cast)
        pair = pair_of(as_admin(cast, forum), readings_of(cast, forum)["Guía de compras"].body_id)
        assert [row.state for row in pair.rows] == [APPROVED, "missing"]
        assert (pair.text.progress, pair.text.waits_since) == ("missing", START)

    def test_neither_is_what_changed_after_it_was_translated(self, cast: Cast) -> None:
        text = translate_reading(cast)
        revise_text(text, "Una guía muy corta.\n\nPara municipios.", cast.alma, START)
        forum = run_again(cast)
        pair = pair_of(as_admin(cast, forum), readings_of(cast, forum)["Guía de compras"].body_id)
        assert pair.source == "Una guía muy corta.\n\nPara municipios."
        assert [row.state for row in pair.rows] == ["missing", APPROVED]

    def test_two_paragraphs_of_the_same_words_keep_each_its_own(self, cast: Cast) -> None:
        form = reading_form("Eco", "Sí.\n\nNo.\n\nSí.", "es")
        echo = preparing.add_reading(sight_for(cast, cast.alma), cast.week(1), form, cast.alma)
        assert echo.body_id is not None
        translate(sight_for(cast, cast.tess), db.session.get_one(Text, echo.body_id), "Yes.", "No.", "Yes indeed.")
        forum = run_again(cast)
        pair = pair_of(as_admin(cast, forum), readings_of(cast, forum)["Eco"].body_id)
        assert pair.translation_source == "Yes.\n\nNo.\n\nYes indeed."

    def test_numbers_of_notes_lead_to_the_copy(self, cast: Cast) -> None:
        form = reading_form("Notas", "Una frase.[^1]\n\n[^1]: Una nota.", "es")
        notes = preparing.add_reading(sight_for(cast, cast.alma), cast.week(1), form, cast.alma)
        assert notes.body_id is not None
        text = db.session.get_one(Text, notes.body_id)
        translate(sight_for(cast, cast.tess), text, "A sentence.[^1]\n\n[^1]: A note.")
        forum = run_again(cast)
        pair = pair_of(as_admin(cast, forum), readings_of(cast, forum)["Notas"].body_id)
        html = "".join(row.segment.html + (row.translation.html if row.translation else "") for row in pair.rows)
        assert pair.text.key in html
        assert text.key not in html

    def test_what_was_queued_by_hand_is(self, cast: Cast) -> None:
        assert cast.locked_reading is not None
        assert cast.locked_reading.body_id is not None
        queue_text(sight_for(cast, cast.tess), db.session.get_one(Text, cast.locked_reading.body_id), "es")
        forum = run_again(cast)
        text = pair_of(as_admin(cast, forum), readings_of(cast, forum)["LOCKED reading"].body_id).text
        assert (text.target, text.target_by_hand) == ("es", True)

    def test_no_machine_is_asked_for_what_is_there(
        self, cast: Cast, monkeypatch: pytest.MonkeyPatch, db_session: scoped_session[object]
    ) -> None:
        translate_reading(cast)
        monkeypatch.setattr(jobs.kinds, "SWITCHED_OFF", set())
        forum = run_again(cast)
        asked = {job.payload["text"] for job in db.session.scalars(select(Job).where(Job.kind == "draft.machine"))}
        found = readings_of(cast, forum)["Guía de compras"]
        assert found.body_id not in asked
        assert found.title_id in asked  # nobody translated the title


class TestWhatStays:
    def test_posts_threads_people_and_applications(self, cast: Cast) -> None:
        db.session.add(
            Application(
                forum_id=cast.forum.id, kind="participant", name="Eva", email="eva@example.org", created_at=BEFORE,
                verified_at=BEFORE,
            )
        )  # fmt: skip
        forum = run_again(cast)
        assert rows_of(Post, forum) == 2  # the two questions
        assert {thread.kind for thread in db.session.scalars(select(Thread).where(Thread.forum_id == forum.id))} == {
            "question",
            "reading",
        }
        assert rows_of(Membership, forum) == rows_of(Application, forum) == 0
        weeks = [week.id for week in weeks_of(forum)]
        assert list(db.session.scalars(select(Assignment).where(Assignment.week_id.in_(weeks)))) == []

    def test_the_earlier_run_is_as_it_was(self, cast: Cast) -> None:
        before = {model: rows_of(model, cast.forum) for model in (Week, Reading, Thread, Post, Text, Membership)}
        run_again(cast, case_studies=True, team=True, joins=True)
        assert {model: rows_of(model, cast.forum) for model in before} == before
        assert segments_of(text_of(cast.post))[0].source == "La cooperativa vendió verduras al municipio."
        assert ENGLISH_OF_IT[0] in db.session.scalars(select(Translation.source)).all()


class TestPeople:
    def test_who_makes_it_is_an_admin_if_they_wish(self, cast: Cast) -> None:
        forum = run_again(cast, joins=True)
        membership = membership_of(cast.olga, forum)
        assert membership is not None
        assert membership.roles == {"admin"}
        assert rows_of(Membership, forum) == 1

    def test_the_team_comes_along_with_what_it_does(self, cast: Cast) -> None:
        enrolling.add_person(
            sight_for(cast, cast.alma), cast.rosa.email, "Rosa", frozenset({"translator", "participant"}), "Quebec"
        )
        forum = run_again(cast, team=True)
        members = db.session.scalars(select(Membership).where(Membership.forum_id == forum.id).order_by(Membership.id))
        roles = {member.user_id: (member.roles, member.region, member.agreed_at) for member in members}
        assert roles == {
            cast.rosa.id: ({"translator"}, "Quebec", None),
            cast.tess.id: ({"translator"}, "", None),
            cast.alma.id: ({"admin"}, "", None),
        }

    def test_nobody_who_was_suspended(self, cast: Cast) -> None:
        membership = membership_of(cast.tess, cast.forum)
        assert membership is not None
        membership.suspended_at = BEFORE
        forum = run_again(cast, team=True)
        assert membership_of(cast.tess, forum) is None

    @pytest.mark.parametrize("who", ["ana", "alma", "omar", "nina", None])
    def test_it_is_the_owners_to_do(self, cast: Cast, who: str | None) -> None:
        sight = sight_for(cast, getattr(cast, who) if who else None)
        with pytest.raises(Refused):
            cloning.run_again(sight, RUN, cast.olga, seen(sight))

    def test_both_forums_log_it(self, cast: Cast) -> None:
        forum = run_again(cast)
        acts = {(act.forum_id, act.kind, act.detail, act.user_id) for act in db.session.scalars(select(Act))}
        assert (cast.forum.id, "forum.ran_again", RUN.name, cast.olga.id) in acts
        assert (forum.id, "forum.made", "Social economy", cast.olga.id) in acts


class TestOnce:
    def test_the_same_form_sent_twice_makes_one(self, cast: Cast) -> None:
        assert run_again(cast) is run_again(cast)
        assert len(list(db.session.scalars(select(Forum).where(Forum.previous_id == cast.forum.id)))) == 1

    @pytest.mark.parametrize("changed", [{"name": "Another"}, {"starts_on": date(2026, 10, 27)}])
    def test_another_form_finds_the_short_name_taken(self, cast: Cast, changed: dict[str, object]) -> None:
        run_again(cast)
        with pytest.raises(SlugTaken):
            run_again(cast, **changed)

    def test_another_forums_short_name_is_taken(self, cast: Cast) -> None:
        with pytest.raises(SlugTaken):
            run_again(cast, slug=cast.other_forum.slug)

    def test_what_was_shown_is_made_or_nothing(self, cast: Cast) -> None:
        sight = sight_for(cast, cast.olga)
        mark = seen(sight)
        cast.week(2).opens_at = cast.week(2).opens_at and cast.week(2).opens_at + timedelta(hours=1)  # type: ignore[operator]
        with pytest.raises(Conflict):
            cloning.run_again(sight_for(cast, cast.olga), RUN, cast.olga, mark)
        assert db.session.scalar(select(Forum).where(Forum.slug == "again")) is None

    def test_it_can_be_run_again_and_again(self, cast: Cast) -> None:
        second = run_again(cast)
        sight = look_as(second, cast.olga)
        run = Run(name="Third", slug="third", starts_on=date(2027, 10, 25))
        third = cloning.run_again(sight, run, cast.olga, seen(sight, run))
        assert third.previous_id == second.id
        assert rows_of(Text, third) == rows_of(Text, second)


def test_two_clicks_at_once_make_one(committed: Flask, commit_cast: Callable[[], Cast]) -> None:
    with committed.app_context():
        cast = commit_cast()
        olga_id, forum_id = cast.olga.id, cast.forum.id
    works: list[Callable[[], str]] = [lambda: _again(forum_id, olga_id)] * 2
    assert together(committed, *works) == ["again", "again"]
    with committed.app_context():
        made = db.session.scalars(select(Forum).where(Forum.previous_id == forum_id)).one()
        assert [week.number for week in weeks_of(made)] == [1, 2, 3, 4]
        assert rows_of(Post, made) == 2


def _again(forum_id: int, olga_id: int) -> str:
    sight = look_as(db.session.get_one(Forum, forum_id), db.session.get_one(User, olga_id))
    return cloning.run_again(sight, RUN, db.session.get_one(User, olga_id), seen(sight)).slug


def test_a_plan_without_times_refuses_nothing() -> None:
    assert not Plan(None, (), None, None).is_refused
