"""The translators' queue: what waits, in which order, its filters, and the next text."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy import text as sql

from board.actions import announcing, posting
from board.actions.titled import Titled
from board.clock import FixedClock
from board.extensions import db
from board.models import Claim, Flag, Forum, Post, Revision, Segment, Text, Translation, User
from board.models.base import new_key
from tests.support.cast import OPENING, START, Cast, segments_of, sight_for, text_of, translate, typed
from tests.support.client import Client
from tests.support.shown import Shown, shown
from tests.web.test_limits import asked_for_when_warm

SignIn = Callable[[User], Client]
FORUM = "/f/social-economy"
DESK = f"{FORUM}/translate"


def spanish(cast: Cast, body: str, minutes: int = 0) -> Text:
    """Write a Spanish post as Ana in week 1, some minutes after the start of the test."""
    sight = sight_for(cast, cast.ana, START + timedelta(minutes=minutes))
    return text_of(posting.reply(sight, cast.thread, cast.ana, typed(body)))


def queue(client: Client, **filters: str) -> Shown:
    return shown(client.get(DESK, query_string=filters))


def leads(page: Shown) -> list[str]:
    """Return the beginnings of the texts in the list."""
    return page.texts("ol[@class='queue']//b")


@pytest.fixture
def tess(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.tess)


# ---- what waits


def test_the_queue_holds_everything_that_waits_by_week_and_age(cast: Cast, tess: Client) -> None:
    cast.tess.queue_order = "week"
    later, sooner = spanish(cast, "Segundo mensaje.", 2), spanish(cast, "Primer mensaje.", 1)
    found = leads(queue(tess))
    guide = ["Guía de compras", "Una guía corta. Para municipios."]
    assert found[:4] == [*guide, "Primer mensaje.", "Segundo mensaje."]
    question = next(lead for lead in found if lead.startswith("¿Quién firmó"))
    assert found.index("Segundo mensaje.") < found.index(question)  # week 2 comes after week 1
    assert [later.progress, sooner.progress] == ["missing", "missing"]


def test_a_line_shows_kind_author_and_length(cast: Cast, tess: Client, clock: FixedClock) -> None:
    spanish(cast, "Una pregunta sobre los fondos.")
    clock.move_to(START + timedelta(hours=3))
    line = next(words for words in queue(tess).texts("ol[@class='queue']/li/a") if "fondos" in words)
    assert line == "Una pregunta sobre los fondos. Week 1 · post · Ana · 5 words · 3 hours not translated yet"


def test_finished_texts_and_texts_without_target_are_not_in_the_queue(cast: Cast, tess: Client) -> None:
    found = leads(queue(tess))
    assert not [lead for lead in found if "La cooperativa vendió" in lead]  # approved
    assert not [lead for lead in found if lead.startswith("Good")]  # English


def test_the_queue_counts_texts_and_words(cast: Cast, tess: Client) -> None:
    before = queue(tess)
    count = len(leads(before))
    assert f"{count} texts" in before.words
    spanish(cast, "Cuatro palabras nuevas más.")
    assert f"{count + 1} texts" in queue(tess).words


@pytest.mark.parametrize("how", ["deleted", "hidden"])
def test_a_removed_post_leaves_the_queue(cast: Cast, sign_in: SignIn, how: str) -> None:
    """That holds for admins, too, who can still read the words on the post's page."""
    text = spanish(cast, "Palabras retiradas.")
    post = db.session.scalars(select(Post).where(Post.text_id == text.id)).one()
    if how == "deleted":
        posting.delete_post(sight_for(cast, cast.ana), post)
    else:
        posting.hide_post(sight_for(cast, cast.alma), post, "Because")
    for person in (cast.tess, cast.alma):
        assert "Palabras retiradas." not in queue(sign_in(person)).words


def test_only_texts_to_translate_of_a_locked_week_are_in_the_queue(cast: Cast, tess: Client, clock: FixedClock) -> None:
    for instant in (OPENING - timedelta(seconds=1), OPENING, OPENING + timedelta(seconds=1)):
        clock.move_to(instant)
        words = queue(tess).words
        assert "Palabras LOCKED" in words
        assert "LOCKED words" not in words


def test_an_empty_queue_says_so(cast: Cast, tess: Client) -> None:
    for text in db.session.scalars(select(Text)):
        text.waits_since = None
    page = queue(tess)
    assert "Nothing is waiting. Thank you." in page.words
    assert "Begin with the first" not in page.words


# ---- the order


def order(client: Client, name: str, **filters: str) -> None:
    assert client.post(f"{DESK}/order", data={"order": name, **filters}).status_code == 303


def asked_now(cast: Cast) -> Text:
    """Ask the key respondent who is answering now, after everything else that waits."""
    return text_of(
        posting.reply(
            sight_for(cast, cast.ana, START + timedelta(hours=2)),
            cast.question_thread,
            cast.ana,
            typed("¿Y ahora?"),
            asked=cast.rosa,
            asked_roles=frozenset({"key_respondent"}),
        )
    )


def test_first_comes_what_somebody_waits_for(cast: Cast, tess: Client, clock: FixedClock) -> None:
    asked_now(cast)
    week_2 = sight_for(cast, cast.ana, START + timedelta(hours=2))
    posting.reply(week_2, cast.question_thread, cast.ana, typed("Algo de esta semana."))
    told = Titled("Cambio de hora", "Mañana no hay nada.", "es")
    announcing.announce(sight_for(cast, cast.alma, START + timedelta(hours=3)), told, cast.alma)
    spanish(cast, "Un mensaje de la semana pasada.", -60)
    clock.move_to(START + timedelta(hours=4))
    found = leads(queue(tess))
    # both questions to Rosa, both texts of the announcement, this week's post, then what is older and waits longer
    first = ["¿Quién firmó el contrato?", "¿Y ahora?", "Cambio de hora", "Mañana no hay nada.", "Algo de esta semana."]
    assert found[:5] == first
    assert found.index("Un mensaje de la semana pasada.") > 4
    assert "First come questions to the key respondents who are answering now" in queue(tess).words


def test_an_answer_is_waited_for_like_its_question(cast: Cast, tess: Client, clock: FixedClock) -> None:
    question = db.session.scalars(select(Post).where(Post.text_id == asked_now(cast).id)).one()
    rosa = sight_for(cast, cast.rosa, START + timedelta(hours=3))
    posting.reply(rosa, cast.question_thread, cast.rosa, typed("Lo firmó la alcaldesa."), answers=[question])
    clock.move_to(START + timedelta(hours=4))
    found = leads(queue(tess))
    assert found[:2] == ["¿Quién firmó el contrato?", "Lo firmó la alcaldesa."]
    assert found.index("¿Y ahora?") == 2  # answered: it waits like the rest of its week


def test_once_the_next_week_is_open_nobody_waits_for_last_weeks_question(
    cast: Cast, tess: Client, clock: FixedClock
) -> None:
    asked_now(cast)
    for instant, first in ((OPENING - timedelta(seconds=1), True), (OPENING, False)):
        clock.move_to(instant)
        assert (leads(queue(tess))[1] == "¿Y ahora?") is first


def test_the_order_is_chosen_and_remembered(cast: Cast, tess: Client) -> None:
    asked_now(cast)
    for name, first, why in (
        ("oldest", "Guía de compras", "First comes what has waited longest"),
        ("week", "Guía de compras", "week by week"),
        ("nonsense", "¿Quién firmó el contrato?", "First come questions"),
    ):
        order(tess, name)
        page = queue(tess)
        assert leads(page)[0] == first
        assert why in page.words
    order(tess, "oldest", week="2")
    assert tess.get(DESK).status_code == 200
    assert cast.tess.queue_order == "oldest"


@pytest.mark.parametrize("name", ["waited", "oldest", "week"])
def test_the_next_text_follows_the_order(cast: Cast, tess: Client, name: str) -> None:
    asked_now(cast)
    spanish(cast, "Uno.", 1)
    spanish(cast, "Dos.", 1)
    order(tess, name)
    links = [link.get("href", "") for link in queue(tess).all("ol[@class='queue']/li/a")]
    keys = [link.rpartition("/")[2] for link in links]
    for key, following in itertools.pairwise([*keys, keys[0]]):
        assert tess.get(f"{DESK}/{key}/next").location == f"{DESK}/{following}"


# ---- narrowing


def test_filters_narrow_the_queue(cast: Cast, tess: Client) -> None:
    translate(sight_for(cast, cast.tess), spanish(cast, "En borrador."), "A draft.", state="draft")
    assert leads(queue(tess, state="draft")) == ["En borrador."]
    assert "En borrador." not in leads(queue(tess, week="2"))
    assert "En borrador." in leads(queue(tess, week="1", kind="posts", language="es"))
    assert leads(queue(tess, language="pt")) == []
    assert leads(queue(tess, kind="titles", week="1")) == ["Guía de compras"]
    assert "En borrador." not in leads(queue(tess, kind="titles"))


@pytest.mark.parametrize(
    "forged", [{"week": "x"}, {"state": "'"}, {"kind": "\x00"}, {"page": "-3"}, {"page": "9" * 40}]
)
def test_unknown_filters_are_ignored(cast: Cast, tess: Client, forged: dict[str, str]) -> None:
    assert tess.get(DESK, query_string=forged).status_code == 200


def test_a_flagged_text_is_in_the_queue_although_it_is_approved(cast: Cast, tess: Client) -> None:
    text = text_of(cast.post)
    [first, *_] = segments_of(text)
    translation = db.session.scalars(select(Translation.id).where(Translation.lineage == first.lineage)).one()
    flag = Flag(
        text_id=text.id, lineage=first.lineage, translation_id=translation, user_id=cast.ana.id, note="No",
        created_at=START,
    )  # fmt: skip
    db.session.add(flag)
    page = queue(tess, state="flagged")
    assert len(leads(page)) == 1
    assert "its author says that the translation is wrong" in page.words
    flag.settled_at = START
    assert leads(queue(tess, state="flagged")) == []


# ---- a language guessed wrongly


def test_a_language_is_corrected_in_one_step(cast: Cast, tess: Client) -> None:
    text = spanish(cast, "Bom dia a todas.")
    page = queue(tess)
    response = page.form(f"/{text.key}/language").send(tess, language="pt")
    assert response.location == DESK
    assert "Bom dia a todas." not in leads(queue(tess))
    alone = queue(tess, show="alone")
    assert "Bom dia a todas." in leads(alone)
    alone.form(f"/{text.key}/language").send(tess, language="es")
    assert "Bom dia a todas." in leads(queue(tess))


@pytest.mark.parametrize("language", ["xx", "", "e\x00s", "es" * 90])
def test_an_unknown_language_changes_nothing(cast: Cast, tess: Client, language: str) -> None:
    text = spanish(cast, "Sigue en español.")
    tess.post(f"{DESK}/{text.key}/language", data={"language": language})
    assert "Sigue en español." in leads(queue(tess))


# ---- claims


def test_opening_a_text_claims_it_and_others_see_the_claim(cast: Cast, tess: Client, sign_in: SignIn) -> None:
    text = spanish(cast, "Un mensaje.")
    alma = sign_in(cast.alma)
    assert "Yours until 07:10" in shown(tess.get(f"{DESK}/{text.key}")).words
    assert "Tess has it until 07:10" in queue(alma).words
    assert "yours until 07:10" in queue(tess).words
    assert "Tess is working on this text, until 07:10" in shown(alma.get(f"{DESK}/{text.key}")).words


def test_a_head_request_claims_nothing(cast: Cast, tess: Client) -> None:
    text = spanish(cast, "Un mensaje.")
    tess.head(f"{DESK}/{text.key}")
    assert db.session.get(Claim, text.id) is None


def test_a_claim_is_released_and_taken_over(cast: Cast, tess: Client, sign_in: SignIn) -> None:
    text, alma = spanish(cast, "Un mensaje."), sign_in(cast.alma)
    page = shown(tess.get(f"{DESK}/{text.key}"))
    assert page.form("/claim").send(tess, what="release").location == DESK
    assert db.session.get(Claim, text.id) is None
    tess.get(f"{DESK}/{text.key}")
    shown(alma.get(f"{DESK}/{text.key}")).form("/claim").send(alma, what="take")
    kept = tess.post(f"{DESK}/{text.key}/claim", data={"what": "keep"}, headers={"HX-Request": "true"})
    assert "Alma is working on this text" in kept.text
    assert "<html" not in kept.text


def test_an_expired_claim_is_not_shown(cast: Cast, tess: Client, clock: FixedClock) -> None:
    text = spanish(cast, "Un mensaje.")
    tess.get(f"{DESK}/{text.key}")
    clock.move_to(START + timedelta(minutes=10))
    assert "yours until" not in queue(tess).words
    again = tess.post(f"{DESK}/{text.key}/claim", data={"what": "keep"}, headers={"HX-Request": "true"})
    assert "Yours until 07:20" in again.text


# ---- what comes next


def emptied(cast: Cast, *bodies: str) -> list[Text]:
    """Return new texts that are the only ones in the queue."""
    for text in db.session.scalars(select(Text)):
        text.waits_since = None
    return [spanish(cast, body, minutes) for minutes, body in enumerate(bodies)]


def following(client: Client, text: Text, **filters: str) -> str:
    location: str = client.get(f"{DESK}/{text.key}/next", query_string=filters).location
    return location.removeprefix(f"{DESK}/")


def test_next_goes_through_all_and_begins_again(cast: Cast, tess: Client) -> None:
    first, second, third = emptied(cast, "Uno.", "Dos.", "Tres.")
    assert [following(tess, text) for text in (first, second, third)] == [second.key, third.key, first.key]


def test_next_skips_texts_that_others_have_claimed(cast: Cast, tess: Client, sign_in: SignIn) -> None:
    first, second, third = emptied(cast, "Uno.", "Dos.", "Tres.")
    sign_in(cast.alma).get(f"{DESK}/{second.key}")
    assert following(tess, first) == third.key


def test_next_keeps_the_filters(cast: Cast, tess: Client) -> None:
    first, second = emptied(cast, "Uno.", "Dos.")
    assert following(tess, first, week="1", kind="posts") == f"{second.key}?week=1&kind=posts"


def test_after_the_last_text_next_leads_to_the_queue(cast: Cast, tess: Client) -> None:
    [only] = emptied(cast, "Uno.")
    assert tess.get(f"{DESK}/{only.key}/next").location == DESK


def test_finishing_leads_to_the_next_text_and_releases_the_claim(cast: Cast, tess: Client) -> None:
    first, second = emptied(cast, "Uno.", "Dos.")
    [segment] = segments_of(first)
    form = shown(tess.get(f"{DESK}/{first.key}")).form(f"/{first.key}")
    response = form.send(tess, **{f"body-{segment.lineage}": "One.", "verb": "finish"})
    assert response.location == f"{DESK}/{second.key}"
    assert db.session.get(Claim, first.id) is None
    assert "Approved. Readers see it now." in shown(tess.get(response.location)).words


# ---- a second person approves


@pytest.fixture
def by_two(cast: Cast) -> Forum:
    forum = db.session.get_one(Forum, cast.forum.id)
    forum.second_approval = True
    return forum


def test_own_words_go_to_review_and_somebody_else_approves_them(
    cast: Cast, by_two: Forum, tess: Client, sign_in: SignIn
) -> None:
    first, second = emptied(cast, "Uno.", "Dos.")
    [segment] = segments_of(first)
    page = shown(tess.get(f"{DESK}/{first.key}"))
    assert "Send to review and go to the next text" in page.words
    response = page.form(f"/{first.key}").send(tess, **{f"body-{segment.lineage}": "One.", "verb": "finish"})
    assert response.location == f"{DESK}/{second.key}"
    db.session.refresh(first)
    assert first.progress == "in review"
    assert following(tess, second) == DESK  # what waits for another's approval is not hers to do
    alma = sign_in(cast.alma)
    page = shown(alma.get(f"{DESK}/{first.key}"))
    assert "Approve and go to the next text" in page.words
    page.form(f"/{first.key}").send(alma, verb="finish")
    db.session.refresh(first)
    assert first.progress == "approved"


def test_approving_own_words_is_refused_and_they_are_kept(cast: Cast, by_two: Forum, tess: Client) -> None:
    [first] = emptied(cast, "Uno.")
    [segment] = segments_of(first)
    page = shown(tess.get(f"{DESK}/{first.key}"))
    assert f"approve:{segment.lineage}" not in [button.get("value") for button in page.all("button")]
    data = page.form(f"/{first.key}").fields | {f"body-{segment.lineage}": "One.", "verb": f"approve:{segment.lineage}"}
    response = tess.post(f"{DESK}/{first.key}", data=data)
    assert response.status_code == 403
    again = shown(response)
    assert "somebody else approves what you translated" in again.words
    assert again.form(f"/{first.key}").fields[f"body-{segment.lineage}"] == "One."


# ---- at scale


def fill(cast: Cast, count: int) -> None:
    """Insert a number of waiting posts directly into the tables."""
    texts = [
        {"key": new_key(), "forum_id": cast.forum.id, "inline": False, "language": "es", "language_guessed": False,
         "target": "en", "target_by_hand": False, "author_id": cast.ana.id, "version": 1, "progress": "missing",
         "waits_since": START, "created_at": START}
        for _ in range(count)
    ]  # fmt: skip
    ids = list(db.session.scalars(insert(Text).returning(Text.id), texts))
    revisions = [
        {"text_id": text_id, "number": 1, "source": f"Palabras {text_id}", "words": 2, "created_at": START}
        for text_id in ids
    ]
    db.session.execute(insert(Revision), revisions)
    rows = db.session.execute(select(Revision.id, Revision.text_id).where(Revision.text_id.in_(ids))).all()
    db.session.execute(
        Text.__table__.update().where(Text.__table__.c.id.in_(ids)).values(
            revision_id=select(Revision.id).where(Revision.text_id == Text.__table__.c.id).scalar_subquery()
        )
    )  # fmt: skip
    words = {"position": 0, "source": "Palabras", "html": "<p>Palabras</p>", "digest": "x"}
    db.session.execute(
        insert(Segment), [{"revision_id": revision_id, "lineage": new_key(), **words} for revision_id, _ in rows]
    )
    posts = [
        {"key": new_key(), "forum_id": cast.forum.id, "thread_id": cast.thread.id, "author_id": cast.ana.id,
         "text_id": text_id, "once": new_key(), "created_at": START, "removed_reason": ""}
        for text_id in ids
    ]  # fmt: skip
    db.session.execute(insert(Post), posts)
    db.session.execute(sql("ANALYZE"))  # as a database does by itself, but not within the minute
    db.session.commit()


@pytest.mark.once
@pytest.mark.parametrize("person", ["tess", "alma"])
def test_ten_thousand_waiting_texts_take_no_more_queries_than_ten(
    app: Flask, cast: Cast, sign_in: SignIn, person: str
) -> None:
    client = sign_in(getattr(cast, person))
    fill(cast, 10)
    before = asked_for_when_warm(app, client, DESK)
    fill(cast, 9_990)
    assert asked_for_when_warm(app, client, DESK) == before <= 12
    page = queue(client)
    assert len(leads(page)) == 50
    assert "Page 1 of " in page.words
    text = db.session.scalars(select(Text).order_by(Text.id.desc()).limit(1)).one()
    for_editor = asked_for_when_warm(app, client, f"{DESK}/{text.key}")
    assert for_editor <= 25  # one of them looks into imported memories
    assert len(leads(shown(client.get(DESK, query_string={"page": "201"})))) > 0
