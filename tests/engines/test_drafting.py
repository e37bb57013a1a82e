"""From a post to its draft, through the queue; and what people do beside it stays theirs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from board.actions import moderating, posting, setting_up
from board.actions.posting import Conflict
from board.actions.translating import MachineDraft, queue_text, save_machine_draft, save_translation
from board.actions.wordings import current_number
from board.actions.writing import DRAFTING
from board.clock import FixedClock
from board.engines import drafting
from board.extensions import db
from board.jobs import run_due
from board.models import Job, Post, Text, Translation, User
from board.pages.texts import Row, load_pairs, unaligned
from board.rules.permissions import Refused
from board.rules.translations import APPROVED, DRAFT, IN_REVIEW, MACHINE, OUTDATED
from tests.engines.conftest import Use
from tests.support.cast import OPENING, START, Cast, forum_settings, segments_of, sight_for, text_of, translate, typed
from tests.support.client import Client
from tests.support.libretranslate import Engine
from tests.support.shown import shown

SOURCE = "La cooperativa **vendió** pan.\n\nEl municipio pagó 300."
LOUD = ["LA COOPERATIVA **VENDIÓ** PAN.", "EL MUNICIPIO PAGÓ 300."]


@pytest.fixture
def on(cast: Cast, libre: Engine, use: Use) -> None:
    """The site has an engine that works, from after the cast wrote what it wrote."""
    use(f"libretranslate+{libre.address}")


def post(cast: Cast, source: str = SOURCE, language: str = "es") -> Post:
    return posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed(source, language))


def edit(cast: Cast, post: Post, source: str) -> None:
    text = text_of(post)
    posting.edit_post(sight_for(cast, cast.ana), cast.thread, post, text, source, current_number(text))


def rows(cast: Cast, text: Text, person: User | None = None) -> tuple[Row, ...]:
    return load_pairs(sight_for(cast, person or cast.tess), [text])[text.id].rows


def words(cast: Cast, text: Text, person: User | None = None) -> list[str | None]:
    return [row.translation and row.translation.source for row in rows(cast, text, person)]


def work() -> list[Job]:
    return list(db.session.scalars(select(Job).where(Job.kind == DRAFTING).order_by(Job.id)))


# Who gets one


def test_a_new_post_gets_a_draft(cast: Cast, clock: FixedClock, engine_url: str, use: Use) -> None:
    use(engine_url)
    text = text_of(post(cast))
    run_due(clock)
    made = [row.translation for row in rows(cast, text) if row.translation]
    assert [(one.origin, one.state, one.translator_id, one.approver_id) for one in made] == [
        (MACHINE, DRAFT, None, None),
        (MACHINE, DRAFT, None, None),
    ]
    assert {one.engine.lower() for one in made} == {engine_url.split("+")[0]}
    assert [(one.source.count("**"), "300" in one.source) for one in made] == [(2, False), (0, True)]
    assert [job.done_at for job in work()] == [START]
    assert text.progress == DRAFT


@pytest.mark.usefixtures("on")
def test_so_does_a_title(cast: Cast, clock: FixedClock) -> None:
    opening = typed("Hola.", title="Un título: 1 * 2")
    opened = posting.open_thread(sight_for(cast, cast.ana), cast.week(1), cast.ana, opening)
    run_due(clock)
    assert words(cast, db.session.get_one(Text, opened.title_id)) == ["UN TÍTULO: 1 * 2"]


@pytest.mark.usefixtures("on")
def test_what_is_prepared_for_a_locked_week_is_drafted_before_it_opens(cast: Cast, clock: FixedClock) -> None:
    assert cast.locked_thread is not None
    prepared = typed("Palabras preparadas.")
    text = text_of(posting.reply(sight_for(cast, cast.alma), cast.locked_thread, cast.alma, prepared))
    run_due(clock)
    assert words(cast, text) == ["PALABRAS PREPARADAS."]
    assert clock.now() < OPENING


@pytest.mark.usefixtures("on")
def test_a_language_outside_the_policy_is_drafted_when_it_is_queued_by_hand(cast: Cast, clock: FixedClock) -> None:
    english, portuguese = text_of(post(cast, "Hello.", "en")), text_of(post(cast, "Olá.", "pt"))
    assert work() == []
    queue_text(sight_for(cast, cast.tess), english, "es")
    assert [job.payload["text"] for job in work()] == [english.id]
    run_due(clock)
    assert words(cast, english) == ["HELLO."]
    assert words(cast, portuguese) == [None]


@pytest.mark.usefixtures("on")
def test_what_was_left_alone_for_a_while_is_drafted_when_it_is_queued_again(cast: Cast, clock: FixedClock) -> None:
    text = text_of(post(cast, "Hola."))
    for target, expected in ((None, None), ("en", "HOLA.")):
        queue_text(sight_for(cast, cast.tess), text, target)
        run_due(clock)
        assert words(cast, text) == [expected]


@pytest.mark.usefixtures("on")
def test_a_post_that_was_hidden_is_drafted_when_it_is_shown_again(cast: Cast, clock: FixedClock) -> None:
    written, alma = post(cast, "Hola."), sight_for(cast, cast.alma)
    posting.hide_post(alma, written, "rude")
    run_due(clock)
    posting.restore_post(alma, written)
    run_due(clock)
    assert words(cast, text_of(written)) == ["HOLA."]


@pytest.mark.usefixtures("on")
def test_a_new_policy_has_drafted_what_stands_there(cast: Cast) -> None:
    text = text_of(post(cast, "Olá a todos.", "pt"))
    setting_up.edit_forum(sight_for(cast, cast.olga), forum_settings(policy=("es>en", "pt>es")), "", cast.olga)
    assert text.id in [job.payload["text"] for job in work()]


@pytest.mark.usefixtures("on")
def test_a_pair_that_the_engine_does_not_have_is_left_to_people(cast: Cast, clock: FixedClock) -> None:
    text = text_of(post(cast, "Olá a todos.", "pt"))
    queue_text(sight_for(cast, cast.tess), text, "en")
    run_due(clock)
    assert (words(cast, text), [job.done_at for job in work()]) == ([None], [START])


def test_without_an_engine_nothing_waits_in_the_queue(cast: Cast) -> None:
    post(cast)
    assert work() == []


@pytest.mark.usefixtures("on")
def test_when_the_engine_is_taken_away_what_waits_is_done_with(cast: Cast, clock: FixedClock, use: Use) -> None:
    text = text_of(post(cast))
    use(None)
    run_due(clock)
    assert (words(cast, text), [job.done_at for job in work()]) == ([None, None], [START])


@pytest.mark.usefixtures("on")
@pytest.mark.parametrize("gone", [posting.delete_post, lambda sight, post: posting.hide_post(sight, post, "rude")])
def test_of_a_removed_post_the_engine_hears_nothing(
    cast: Cast, clock: FixedClock, libre: Engine, gone: Callable[..., None]
) -> None:
    removed = post(cast)
    gone(sight_for(cast, cast.ana if gone is posting.delete_post else cast.alma), removed)
    run_due(clock)
    assert (libre.asked, [job.done_at for job in work()]) == ([], [START])


# Editing


@pytest.mark.usefixtures("on")
def test_an_edited_paragraph_is_drafted_again_and_no_other(cast: Cast, clock: FixedClock, libre: Engine) -> None:
    written = post(cast)
    run_due(clock)
    libre.asked.clear()
    edit(cast, written, SOURCE.replace("300", "400"))
    run_due(clock)
    assert words(cast, text_of(written)) == [LOUD[0], "EL MUNICIPIO PAGÓ 400."]
    assert [question["q"] for question in libre.asked] == [["El municipio pagó 400."]]
    standing = select(Translation).where(Translation.text_id == written.text_id, Translation.superseded_at.is_(None))
    assert len(db.session.scalars(standing).all()) == 2


@pytest.mark.usefixtures("on")
def test_each_revision_is_asked_for_once(cast: Cast, clock: FixedClock) -> None:
    written = post(cast)
    edit(cast, written, "Otra cosa.")
    translate(sight_for(cast, cast.tess), text_of(written), "Something else.", state=DRAFT)
    assert len(work()) == 2


@pytest.mark.usefixtures("on")
def test_what_was_drafted_from_the_wrong_language_goes_when_it_is_corrected(cast: Cast, clock: FixedClock) -> None:
    cast.forum.policy = ("es>en", "ca>en")
    db.session.commit()
    written = post(cast, "Hola a todas.", "es")
    run_due(clock)
    moderating.correct_language(sight_for(cast, cast.ana), written, text_of(written), "ca")
    assert words(cast, text_of(written)) == [None]
    run_due(clock)  # the engine has no Catalan
    moderating.correct_language(sight_for(cast, cast.ana), written, text_of(written), "es")
    run_due(clock)
    assert words(cast, text_of(written)) == ["HOLA A TODAS."]
    assert len(work()) == 2  # once for each language


@pytest.mark.usefixtures("on")
def test_what_a_person_made_stays_when_the_language_is_corrected(cast: Cast) -> None:
    cast.forum.policy = ("es>en", "ca>en")
    db.session.commit()
    written = post(cast, "Hola a todas.", "es")
    translate(sight_for(cast, cast.tess), text_of(written), "Hello all.", state=DRAFT)
    moderating.correct_language(sight_for(cast, cast.ana), written, text_of(written), "ca")
    assert words(cast, text_of(written)) == ["Hello all."]


# What people did stays


@pytest.mark.usefixtures("on")
def test_what_a_person_translated_is_left_alone(cast: Cast, clock: FixedClock, libre: Engine) -> None:
    text = text_of(post(cast))
    translate(sight_for(cast, cast.tess), text, "The co-op sold bread.", state=DRAFT)
    run_due(clock)
    assert words(cast, text) == ["The co-op sold bread.", LOUD[1]]
    assert [question["q"] for question in libre.asked] == [["El municipio pagó 300."]]


@pytest.mark.usefixtures("on")
@pytest.mark.parametrize("state", [DRAFT, IN_REVIEW, APPROVED])
def test_a_machines_words_that_a_person_took_over_are_the_persons(cast: Cast, clock: FixedClock, state: str) -> None:
    written = post(cast, "Hola.")
    run_due(clock)
    text, segment = text_of(written), segments_of(text_of(written))[0]
    newest = rows(cast, text)[0].translation
    assert newest is not None
    save_translation(
        sight_for(cast, cast.tess), text, segment, "HOLA.", state, base=newest.id, digest=segment.digest
    )  # fmt: skip
    edit(cast, written, "Hola, hola.")
    run_due(clock)
    assert [(row.state, row.translation and row.translation.source) for row in rows(cast, text)] == [
        (OUTDATED, "HOLA.")
    ]


def between(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Let something happen after the engine answered and before its draft is saved."""
    real = drafting.draft

    def slowly(*args: object, **named: object) -> str:
        made = real(*args, **named)  # type: ignore[arg-type]
        act()
        return made

    monkeypatch.setattr(drafting, "draft", slowly)


@pytest.mark.usefixtures("on")
def test_who_saves_while_the_engine_is_at_work_is_not_overwritten(
    cast: Cast, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = text_of(post(cast, "Hola."))
    between(monkeypatch, lambda: translate(sight_for(cast, cast.tess), text, "Hi.", state=DRAFT))
    run_due(clock)
    assert words(cast, text) == ["Hi."]
    assert [job.done_at for job in work()] == [START]


@pytest.mark.usefixtures("on")
def test_who_began_before_the_draft_came_saves_over_it(cast: Cast, clock: FixedClock) -> None:
    text = text_of(post(cast, "Hola."))
    segment = segments_of(text)[0]
    run_due(clock)
    assert words(cast, text) == ["HOLA."]
    save_translation(sight_for(cast, cast.tess), text, segment, "Hi.", DRAFT, base=0, digest=segment.digest)
    assert words(cast, text) == ["Hi."]


@pytest.mark.usefixtures("on")
def test_who_has_an_older_draft_before_them_is_told_of_the_newer(cast: Cast, clock: FixedClock) -> None:
    """The words in their field need not be theirs."""
    written = post(cast, "Hola.")
    run_due(clock)
    older = rows(cast, text_of(written))[0].translation
    edit(cast, written, "Hola, hola.")
    run_due(clock)
    text, segment = text_of(written), segments_of(text_of(written))[0]
    assert older is not None
    with pytest.raises(Conflict):
        save_translation(
            sight_for(cast, cast.tess), text, segment, "HOLA.", DRAFT, base=older.id, digest=older.digest
        )  # fmt: skip
    assert words(cast, text) == ["HOLA, HOLA."]


@pytest.mark.usefixtures("on")
def test_fields_that_were_left_empty_take_nothing_from_drafts_that_came_meanwhile(
    cast: Cast, clock: FixedClock, sign_in: Callable[[User], Client]
) -> None:
    text = text_of(post(cast))
    client, address = sign_in(cast.tess), f"/f/social-economy/translate/{text.key}"
    form = shown(client.get(address)).form(address)
    run_due(clock)
    first, _ = segments_of(text)
    sent = form.send(client, **{f"body-{first.lineage}": "The co-op **sold** bread.", "verb": "save"})
    assert sent.status_code == 303
    assert words(cast, text) == ["The co-op **sold** bread.", LOUD[1]]


@pytest.mark.usefixtures("on")
def test_while_the_engine_is_at_work_no_transaction_is_open(
    cast: Cast, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite it would keep others from writing, on PostgreSQL from cleaning up."""
    open_ones: list[bool] = []
    between(monkeypatch, lambda: open_ones.append(db.session().in_transaction()))
    post(cast)
    run_due(clock)
    assert open_ones == [False, False]


@pytest.mark.usefixtures("on")
def test_who_edits_while_the_engine_is_at_work_gets_no_draft_of_the_old_words(
    cast: Cast, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = post(cast, "Hola.")
    between(monkeypatch, lambda: edit(cast, written, "Adiós."))
    run_due(clock)
    assert words(cast, text_of(written)) in ([None], ["ADIÓS."])
    monkeypatch.undo()
    clock.move_to(START + timedelta(minutes=1))
    run_due(clock)
    assert words(cast, text_of(written)) == ["ADIÓS."]


@pytest.mark.usefixtures("on")
def test_who_unqueues_while_the_engine_is_at_work_gets_no_draft(
    cast: Cast, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = text_of(post(cast, "Hola."))
    between(monkeypatch, lambda: queue_text(sight_for(cast, cast.tess), text, None))
    run_due(clock)
    assert db.session.scalars(select(Translation).where(Translation.text_id == text.id)).all() == []


@pytest.mark.usefixtures("on")
def test_once_it_is_unqueued_the_engine_is_asked_no_more(
    cast: Cast, clock: FixedClock, libre: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = text_of(post(cast))
    between(monkeypatch, lambda: queue_text(sight_for(cast, cast.tess), text, None))
    run_due(clock)
    assert len(libre.asked) == 1


@pytest.mark.usefixtures("on")
def test_a_machines_draft_of_a_paragraph_that_is_gone_is_not_kept_for_translators(
    cast: Cast, clock: FixedClock
) -> None:
    written, tess = post(cast), sight_for(cast, cast.tess)
    run_due(clock)
    edit(cast, written, "El municipio pagó 300.")
    text = text_of(written)
    assert unaligned(tess, load_pairs(tess, [text])[text.id]) == []


@pytest.mark.usefixtures("on")
def test_nothing_of_a_machines_is_ever_approved_by_itself(cast: Cast, clock: FixedClock) -> None:
    text = text_of(post(cast))
    for _ in range(3):
        run_due(clock)
        clock.move_to(clock.now() + timedelta(days=1))
    assert {row.state for row in rows(cast, text)} == {DRAFT}
    assert words(cast, text, cast.jorge) == [None, None]  # readers see none of it unless the forum says so


def test_saving_a_draft_is_for_who_translates(cast: Cast) -> None:
    text = text_of(post(cast, "Hola."))
    segment = segments_of(text)[0]
    made = MachineDraft(segment.lineage, segment.digest, "es", "en", "Hello.", "Test")
    with pytest.raises(Refused):
        save_machine_draft(sight_for(cast, cast.ana), text, made)


# A long text


@pytest.mark.usefixtures("on")
def test_a_text_that_takes_too_long_is_gone_on_with_later(
    cast: Cast, clock: FixedClock, libre: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = text_of(post(cast, "uno\n\ndos\n\ntres"))
    ticks = iter([0.0, 1.0, drafting.MAX_SECONDS + 1])
    with monkeypatch.context() as patch:
        patch.setattr(drafting, "monotonic", lambda: next(ticks))
        run_due(clock)
    assert words(cast, text) == ["UNO", None, None]
    clock.move_to(START + timedelta(minutes=1))
    run_due(clock)
    assert words(cast, text) == ["UNO", "DOS", "TRES"]
    assert [question["q"] for question in libre.asked] == [["uno"], ["dos"], ["tres"]]
