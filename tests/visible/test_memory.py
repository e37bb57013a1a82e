"""Translation memory: what is offered where the same source comes back, and to whom."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from board.actions import erasing, posting, preparing, translating
from board.actions.translating import newest_translation, save_translation
from board.actions.writing import write_text
from board.extensions import db
from board.models import Membership, Post, Text, Thread, User
from board.pages.memory import Suggestion, suggestions
from board.rules.permissions import Refused
from board.rules.translations import DRAFT, IN_REVIEW
from board.visible import Sight, visible_places, visible_texts
from tests.support.asked import queries
from tests.support.cast import (
    ENGLISH_OF_IT,
    OPENING,
    SPANISH,
    START,
    Cast,
    look_as,
    membership_of,
    reading_form,
    segments_of,
    sight_for,
    text_of,
    translate,
    typed,
)
from tests.support.examples import examples

FIRST, SECOND = SPANISH.split("\n\n")
TICK = timedelta(seconds=1)


def reply(cast: Cast, body: str, language: str = "es", author: User | None = None) -> Text:
    """A new post of an open week."""
    who = author or cast.ana
    return text_of(posting.reply(sight_for(cast, who), cast.thread, who, typed(body, language)))


def offered(sight: Sight, text: Text) -> list[str | None]:
    """What each paragraph of a text is offered."""
    found = suggestions(sight, text, segments_of(text))
    return [found[one.lineage].source if one.lineage in found else None for one in segments_of(text)]


def offer(sight: Sight, text: Text) -> Suggestion:
    """The one thing that a text of one paragraph is offered."""
    [found] = suggestions(sight, text, segments_of(text)).values()
    return found


@pytest.fixture
def again(cast: Cast) -> Text:
    """Jorge quotes the first paragraph of Ana's post, word for word, and adds one of his own."""
    return reply(cast, f"{FIRST}\n\nY yo también.", author=cast.jorge)


# What comes back


@pytest.mark.parametrize("name", ["tess", "alma"])
def test_an_approved_paragraph_is_offered_where_the_same_source_comes_back(cast: Cast, again: Text, name: str) -> None:
    sight = sight_for(cast, getattr(cast, name))
    assert offered(sight, again) == [ENGLISH_OF_IT[0], None]
    [found] = suggestions(sight, again, segments_of(again)).values()
    assert (found.translator, found.place.kind, found.place.key) == ("Tess", "post", cast.post.key)
    assert found.place.week is not None
    assert found.place.week.number == 1


def test_a_title_is_remembered_for_a_paragraph_and_a_reading_leads_to_itself(cast: Cast) -> None:
    tess = sight_for(cast, cast.tess)
    assert offered(tess, reply(cast, "Vender al municipio")) == ["Selling to the municipality"]
    title = db.session.get_one(Text, cast.reading.title_id)
    translate(tess, title, "A guide to purchasing")
    found = offer(tess, reply(cast, "Guía de compras"))
    assert (found.source, found.place.kind) == ("A guide to purchasing", "title")


def test_the_newest_of_two_is_offered(cast: Cast, again: Text) -> None:
    translate(sight_for(cast, cast.alma, START + TICK), again, "The co-op sold greens to the town.")
    found = offer(sight_for(cast, cast.tess), reply(cast, FIRST))
    assert (found.source, found.translator) == ("The co-op sold greens to the town.", "Alma")


def test_the_same_paragraph_twice_in_one_text(cast: Cast) -> None:
    tess = sight_for(cast, cast.tess)
    text = reply(cast, "Así es.\n\nOtra cosa.\n\nAsí es.")
    assert offered(tess, text) == [None, None, None]
    translate(tess, text, "So it is.")
    assert offered(tess, text) == [None, None, "So it is."]


def test_ones_own_standing_translation_is_no_suggestion(cast: Cast) -> None:
    assert offered(sight_for(cast, cast.tess), text_of(cast.post)) == [None, None]


def test_a_paragraph_that_was_taken_out_comes_back_with_its_translation(cast: Cast) -> None:
    ana, tess, text = sight_for(cast, cast.ana), sight_for(cast, cast.tess), text_of(cast.post)
    posting.edit_post(ana, cast.thread, cast.post, text, FIRST, 1)
    posting.edit_post(ana, cast.thread, cast.post, text, f"{FIRST}\n\nEn medio.\n\n{SECOND}", 2)
    assert offered(tess, text) == [None, None, ENGLISH_OF_IT[1]]


def test_words_with_another_link_behind_them_are_another_source(cast: Cast) -> None:
    tess = sight_for(cast, cast.tess)
    translate(tess, reply(cast, "Vea [esto][1].\n\n[1]: https://example.org/uno"), "See [this][1].")
    assert offered(tess, reply(cast, "Vea [esto][1].\n\n[1]: https://example.org/uno")) == ["See [this][1]."]
    assert offered(tess, reply(cast, "Vea [esto][1].\n\n[1]: https://example.org/dos")) == [None]


# What does not


@pytest.mark.parametrize("state", [DRAFT, IN_REVIEW])
def test_what_nobody_approved_is_not_offered(cast: Cast, state: str) -> None:
    tess = sight_for(cast, cast.tess)
    translate(tess, reply(cast, "Nadie lo aprobó."), "Nobody approved it.", state=state)
    assert offered(tess, reply(cast, "Nadie lo aprobó.")) == [None]


def test_a_draft_over_it_leaves_the_approved_one_to_offer_until_it_is_replaced(cast: Cast, again: Text) -> None:
    tess, text = sight_for(cast, cast.tess), text_of(cast.post)
    first = segments_of(text)[0]
    base = translated_id(text)
    draft = save_translation(tess, text, first, "A draft.", DRAFT, base=base, digest=first.digest)
    assert offered(tess, again)[0] == ENGLISH_OF_IT[0]
    save_translation(tess, text, first, "In review.", IN_REVIEW, base=draft.id, digest=first.digest)
    assert offered(tess, again)[0] is None


def translated_id(text: Text) -> int:
    newest = newest_translation(text, segments_of(text)[0].lineage)
    assert newest is not None
    return newest.id


def test_a_translation_of_an_edited_paragraph_is_not_offered_elsewhere(cast: Cast, again: Text) -> None:
    posting.edit_post(sight_for(cast, cast.ana), cast.thread, cast.post, text_of(cast.post), f"{FIRST} Ayer.", 1)
    assert offered(sight_for(cast, cast.tess), again) == [None, None]


def test_other_pairs_of_languages_are_apart(cast: Cast, again: Text) -> None:
    tess = sight_for(cast, cast.tess)
    translating.queue_text(tess, again, "fr")
    assert offered(tess, again) == [None, None]
    portuguese = reply(cast, FIRST, "pt")
    translating.queue_text(tess, portuguese, "en")
    assert offered(tess, portuguese) == [None]


def test_a_text_that_is_not_to_be_translated_is_offered_nothing(cast: Cast, again: Text) -> None:
    translating.queue_text(sight_for(cast, cast.tess), again, None)
    assert offered(sight_for(cast, cast.tess), again) == [None, None]


def test_forums_remember_apart(cast: Cast) -> None:
    cast.other_forum.policy = ("es>en",)
    omar = look_as(cast.other_forum, cast.omar)
    db.session.add(
        Membership(forum_id=cast.forum.id, user_id=cast.omar.id, roles=frozenset({"admin"}), created_at=START)
    )
    about = write_text(cast.other_forum, SPANISH, "es", cast.omar, START)
    cast.other_forum.about_id = about.id
    db.session.commit()
    assert about.target == "en"
    assert offered(omar, about) == [None, None]
    assert offered(sight_for(cast, cast.omar), reply(cast, SPANISH)) == ENGLISH_OF_IT


Removal = Callable[[Cast], None]


def deleted(cast: Cast) -> None:
    posting.delete_post(sight_for(cast, cast.ana), cast.post)


def hidden(cast: Cast) -> None:
    posting.hide_post(sight_for(cast, cast.alma), cast.post, "Names somebody who did not agree")


def erased(cast: Cast) -> None:
    hidden(cast)
    erasing.erase_post(sight_for(cast, cast.olga), cast.post)


@pytest.mark.parametrize("remove", [deleted, hidden, erased])
@pytest.mark.parametrize("name", ["tess", "alma"])
def test_nothing_of_a_removed_post_is_offered_to_anybody(cast: Cast, again: Text, remove: Removal, name: str) -> None:
    remove(cast)
    assert offered(sight_for(cast, getattr(cast, name)), again) == [None, None]


def test_nor_to_its_author_who_translates(cast: Cast, again: Text) -> None:
    join(cast, cast.ana, "participant", "translator")
    deleted(cast)
    assert offered(sight_for(cast, cast.ana), again) == [None, None]


def test_a_restored_post_is_remembered_again(cast: Cast, again: Text) -> None:
    hidden(cast)
    posting.restore_post(sight_for(cast, cast.alma), cast.post)
    assert offered(sight_for(cast, cast.tess), again)[0] == ENGLISH_OF_IT[0]


def test_a_reading_that_was_taken_out_is_forgotten(cast: Cast) -> None:
    alma, tess = sight_for(cast, cast.alma), sight_for(cast, cast.tess)
    assert cast.reading.body_id is not None
    translate(tess, db.session.get_one(Text, cast.reading.body_id), "A short guide.")
    text = reply(cast, "Una guía corta.")
    assert offered(tess, text) == ["A short guide."]
    preparing.remove_reading(alma, cast.reading)
    assert offered(tess, text) == [None]


# Locked weeks


def join(cast: Cast, person: User, *roles: str) -> None:
    membership = membership_of(person, cast.forum)
    assert membership is not None
    membership.roles = frozenset(roles)
    db.session.commit()


@pytest.fixture
def quoted(cast: Cast) -> Text:
    """An open post that says what a locked one says, whose translation is approved."""
    assert cast.locked_spanish_post is not None
    translate(sight_for(cast, cast.tess), text_of(cast.locked_spanish_post), "LOCKED words in Spanish")
    return reply(cast, "Palabras LOCKED en español")


MOMENTS = {"before": OPENING - TICK, "at": OPENING, "after": OPENING + TICK}


@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS)
@pytest.mark.parametrize("name", ["tess", "alma"])
def test_who_translates_the_locked_week_is_offered_what_they_see_of_it(
    cast: Cast, quoted: Text, moment: datetime, name: str
) -> None:
    assert offered(sight_for(cast, getattr(cast, name), moment), quoted) == ["LOCKED words in Spanish"]


@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS)
@pytest.mark.parametrize("name", ["jorge", "rosa", "bento"])
def test_others_are_offered_nothing_of_it_before_it_opens(
    cast: Cast, quoted: Text, moment: datetime, name: str
) -> None:
    """Their desk is closed to them; the memory does not rely on that."""
    expected = None if moment < OPENING else "LOCKED words in Spanish"
    assert offered(sight_for(cast, getattr(cast, name), moment), quoted) == [expected]


@pytest.mark.parametrize("moment", MOMENTS.values(), ids=MOMENTS)
def test_a_key_respondent_has_their_own_case_study_and_no_more(cast: Cast, quoted: Text, moment: datetime) -> None:
    assert cast.case_study is not None
    assert cast.case_study.body_id is not None
    translate(sight_for(cast, cast.tess), db.session.get_one(Text, cast.case_study.body_id), "Our LOCKED cooperative.")
    case = reply(cast, "Nuestra cooperativa LOCKED.")
    everything = (["Our LOCKED cooperative."], ["LOCKED words in Spanish"])
    bento, rosa = (sight_for(cast, person, moment) for person in (cast.bento, cast.rosa))
    closed = moment < OPENING
    assert (offered(bento, case), offered(bento, quoted)) == ((everything[0], [None]) if closed else everything)
    assert (offered(rosa, case), offered(rosa, quoted)) == (([None], [None]) if closed else everything)
    join(cast, cast.rosa, "key_respondent", "translator")
    rosa = sight_for(cast, cast.rosa, moment)
    assert (offered(rosa, case), offered(rosa, quoted)) == everything


def test_a_locked_text_that_is_no_longer_to_be_translated_is_not_offered(cast: Cast, quoted: Text) -> None:
    assert cast.locked_spanish_post is not None
    tess = sight_for(cast, cast.tess)
    translating.queue_text(tess, text_of(cast.locked_spanish_post), None)
    assert offered(tess, quoted) == [None]


def test_a_locked_post_that_was_removed_is_not_offered(cast: Cast, quoted: Text) -> None:
    assert cast.locked_spanish_post is not None
    posting.hide_post(sight_for(cast, cast.alma), cast.locked_spanish_post, "no")
    for person in (cast.tess, cast.alma):
        assert offered(sight_for(cast, person), quoted) == [None]


# Whatever becomes of the posts

SOURCE, TRANSLATION = "Lo mismo de siempre.", "The same as ever."
ROLES = ("participant", "key_respondent", "translator", "admin")
states = st.tuples(st.integers(1, 3), st.sampled_from(["stands", "deleted", "hidden", "erased", "edited", "unqueued"]))


@given(
    posts=st.lists(states, min_size=1, max_size=4),
    roles=st.sets(st.sampled_from(ROLES), min_size=1),
    is_open=st.booleans(),
)
@settings(
    max_examples=examples(30),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_memory_offers_only_what_stands_in_texts_that_its_reader_sees(
    cast: Cast, posts: list[tuple[int, str]], roles: set[str], is_open: bool
) -> None:
    assert cast.locked_thread is not None
    threads = {1: cast.thread, 2: cast.question_thread, 3: cast.locked_thread}
    made = [_said_and_done(cast, threads[week], state, number) for number, (week, state) in enumerate(posts)]
    wanted = reply(cast, SOURCE)
    join(cast, cast.jorge, *roles)
    sight = sight_for(cast, cast.jorge, OPENING if is_open else OPENING - TICK)
    seen = {text.id for text in db.session.scalars(visible_texts(sight))}
    standing = [
        number
        for number, (post, (_, state)) in enumerate(zip(made, posts, strict=True))
        if state == "stands" and post.text_id in seen
    ]
    expected = [f"{TRANSLATION} {standing[-1]}"] if standing else [None]
    assert offered(sight, wanted) == expected
    for post in made:
        with suppress(Refused):
            posting.hide_post(sight_for(cast, cast.alma), post, "so that the next example begins anew")
    posting.delete_post(sight_for(cast, cast.ana), db.session.query(Post).filter_by(text_id=wanted.id).one())
    join(cast, cast.jorge, "participant")


def _said_and_done(cast: Cast, thread: Thread, state: str, number: int) -> Post:
    """A post of the admin, translated and approved; and then what became of it."""
    alma = replace(sight_for(cast, cast.alma), now=START + number * TICK)
    post = posting.reply(alma, thread, cast.alma, typed(SOURCE))
    text = text_of(post)
    translate(alma, text, f"{TRANSLATION} {number}")
    if state == "deleted":
        posting.delete_post(alma, post)
    elif state in ("hidden", "erased"):
        posting.hide_post(alma, post, "no")
    elif state == "edited":
        posting.edit_post(alma, thread, post, text, "Algo muy distinto.", 1)
    elif state == "unqueued":
        translating.queue_text(alma, text, None)
    if state == "erased":
        erasing.erase_post(sight_for(cast, cast.olga), post)
    return post


# What it costs


def test_one_query_for_all_paragraphs(app: Flask, cast: Cast) -> None:
    tess = sight_for(cast, cast.tess)
    for count in (1, 40):
        translate(tess, reply(cast, paragraphs(count)), *[f"Paragraph {n}." for n in range(count)])
    for count in (1, 40):
        text = reply(cast, paragraphs(count))
        segments = segments_of(text)
        with queries(app) as asked:
            assert len(suggestions(tess, text, segments)) == count
        assert len(asked) == 1


def paragraphs(count: int) -> str:
    return "\n\n".join(f"El párrafo número {n}." for n in range(count))


def test_a_text_has_one_place_even_where_it_stands_twice(cast: Cast) -> None:
    """A reading's title stands over its talk too: the reading is what a suggestion leads to."""
    tess = sight_for(cast, cast.tess)
    form = reading_form("Se repite", "Uno.", "es")
    reading = preparing.add_reading(sight_for(cast, cast.alma), cast.week(1), form, cast.alma)
    translate(tess, db.session.get_one(Text, reading.title_id), "It repeats")
    places = visible_places(tess)
    kinds = [row.kind for row in db.session.query(places).filter(places.c.text_id == reading.title_id)]
    assert sorted(kinds) == ["talk", "title"]
    found = offer(tess, reply(cast, "Se repite"))
    assert (found.place.kind, found.place.key, found.source) == ("title", reading.key, "It repeats")
