"""What the editor shows beside a paragraph: earlier translations, terms of the glossary, and the author's flags."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from board.actions import posting
from board.actions.flagging import Note, raise_flags
from board.actions.glossary import add_term, entry_from
from board.actions.translating import newest_translation
from board.actions.wordings import current_number
from board.clock import FixedClock
from board.extensions import db
from board.models import Flag, Text, Translation, User
from tests.support.cast import (
    ENGLISH_OF_IT,
    SPANISH,
    START,
    Cast,
    look_as,
    segments_of,
    sight_for,
    text_of,
    translate,
    typed,
)
from tests.support.client import Client
from tests.support.desk import desk_url, segment_form, standing
from tests.support.shown import Shown, shown, words_of

SignIn = Callable[[User], Client]
(KNOWN, UNCHANGED), TRANSLATED = SPANISH.split("\n\n"), ENGLISH_OF_IT[0]
HTMX = {"HX-Request": "true"}


@pytest.fixture
def again(cast: Cast) -> Text:
    """A text with one paragraph that was translated elsewhere, and one that was not."""
    sight = sight_for(cast, cast.jorge)
    return text_of(posting.reply(sight, cast.thread, cast.jorge, typed(f"{KNOWN}\n\nLa economía social crece.", "es")))


@pytest.fixture
def page(cast: Cast, again: Text, sign_in: SignIn) -> Shown:
    return shown(sign_in(cast.tess).get(desk_url(again)))


def beside(page: Shown, text: Text, number: int) -> str:
    return words_of(page.one(f"*[@id='s-{segments_of(text)[number].lineage}']"))


def origins(text: Text) -> list[str]:
    query = select(Translation.origin).where(Translation.text_id == text.id, Translation.superseded_at.is_(None))
    return list(db.session.scalars(query.order_by(Translation.id)))


# ---- what was translated before


def test_an_earlier_translation_is_shown_with_its_place_and_translator(again: Text, page: Shown) -> None:
    known, new = beside(page, again, 0), beside(page, again, 1)
    assert TRANSLATED in known
    assert "Translated before: Week 1 · post · Tess" in known
    assert "Translated before" not in new


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["whole form", "one paragraph"])
def test_an_earlier_translation_is_used_as_a_draft(
    cast: Cast, again: Text, sign_in: SignIn, headers: dict[str, str]
) -> None:
    client = sign_in(cast.tess)
    first, _ = segments_of(again)
    form = segment_form(shown(client.get(desk_url(again))), first)
    assert form.send(client, verb="memory", headers=headers).status_code == (200 if headers else 303)
    assert standing(again) == [(TRANSLATED, "draft")]
    assert origins(again) == ["memory"]
    page = shown(client.get(desk_url(again)))
    assert segment_form(page, first).fields["body"] == TRANSLATED
    assert "Translated before" not in beside(page, again, 0), "it stands there already"


def test_an_earlier_translation_replaces_no_typed_words(cast: Cast, again: Text, sign_in: SignIn) -> None:
    client = sign_in(cast.tess)
    first, _ = segments_of(again)
    form = segment_form(shown(client.get(desk_url(again))), first)
    response = form.send(client, verb="memory", body="My own words")
    assert response.status_code == 422
    page = shown(response)
    assert segment_form(page, first).fields["body"] == "My own words"
    assert "You wrote something else already." in beside(page, again, 0)
    assert standing(again) == []


def test_only_words_equal_to_the_earlier_translation_have_its_origin(cast: Cast, again: Text, sign_in: SignIn) -> None:
    client = sign_in(cast.tess)
    first, second = segments_of(again)
    page = shown(client.get(desk_url(again)))
    segment_form(page, first).send(client, verb="approve", body=TRANSLATED)
    segment_form(page, second).send(client, verb="approve", body="The social economy is growing.")
    assert standing(again) == [(TRANSLATED, "approved"), ("The social economy is growing.", "approved")]
    assert origins(again) == ["memory", "human"]


def test_an_offer_that_is_gone_is_not_used(cast: Cast, again: Text, sign_in: SignIn) -> None:
    """The post of the earlier translation is hidden while the translator reads the page."""
    client = sign_in(cast.tess)
    first, _ = segments_of(again)
    form = segment_form(shown(client.get(desk_url(again))), first)
    posting.hide_post(sight_for(cast, cast.alma), cast.post, "Names somebody who did not agree")
    form.send(client, verb="memory")
    assert standing(again) == []
    assert TRANSLATED not in client.get(desk_url(again)).text


# ---- the glossary


def add(cast: Cast, term: str, translation: str, note: str = "", pair: tuple[str, str] = ("es", "en")) -> None:
    add_term(sight_for(cast, cast.alma), entry_from(term, translation, note, *pair))


@pytest.fixture
def terms(cast: Cast) -> None:
    add(cast, "economía social", "social economy | solidarity economy", "As in the law")
    add(cast, "economía social", "économie sociale", pair=("es", "fr"))
    add(cast, "crece", "grows")


@pytest.mark.usefixtures("terms")
def test_terms_are_marked_and_listed_with_their_keys(again: Text, page: Shown) -> None:
    segment = page.one(f"*[@id='s-{segments_of(again)[1].lineage}']")
    marks = [(words_of(mark), mark.get("title")) for mark in segment.iter("mark")]
    assert marks == [("economía social", "social economy | solidarity economy"), ("crece", "grows")]
    assert "Alt 1 As in the law" in words_of(segment)
    buttons = [
        (button.get("data-insert"), button.get("data-key"))
        for button in segment.iter("button")
        if button.get("data-insert")
    ]
    assert buttons == [("social economy", "1"), ("solidarity economy", None), ("grows", "2")]
    assert "sociale" not in words_of(segment)


@pytest.mark.usefixtures("terms")
def test_a_translation_without_the_term_is_warned_about_once(cast: Cast, again: Text, sign_in: SignIn) -> None:
    client = sign_in(cast.tess)
    _, second = segments_of(again)
    form = segment_form(shown(client.get(desk_url(again))), second)
    response = form.send(client, verb="approve", body="The third sector grows.")
    assert response.status_code == 422
    page = shown(response)
    assert "The glossary says otherwise: economía social" in beside(page, again, 1)
    assert segment_form(page, second).send(client, verb="approve").status_code == 303
    assert standing(again) == [("The third sector grows.", "approved")]


@pytest.mark.usefixtures("terms")
def test_each_variant_of_a_term_is_accepted(cast: Cast, again: Text, sign_in: SignIn) -> None:
    client = sign_in(cast.tess)
    form = segment_form(shown(client.get(desk_url(again))), segments_of(again)[1])
    assert form.send(client, verb="approve", body="The solidarity economy grows.").status_code == 303


def test_the_glossary_of_another_forum_is_not_used(cast: Cast, again: Text, sign_in: SignIn) -> None:
    add_term(look_as(cast.other_forum, cast.omar), entry_from("economía social", "of the others", "", "es", "en"))
    assert "of the others" not in sign_in(cast.tess).get(desk_url(again)).text


# ---- what the author changed, and what they say is wrong


@pytest.fixture
def translated(cast: Cast) -> Text:
    """Ana's post of two paragraphs, both approved."""
    return text_of(cast.post)


def edit(cast: Cast, text: Text, source: str) -> None:
    ana = sight_for(cast, cast.ana)
    posting.edit_post(ana, cast.thread, cast.post, text, source, current_number(text))


def differences(page: Shown, text: Text, number: int) -> list[tuple[str, str]]:
    segment = page.one(f"*[@id='s-{segments_of(text)[number].lineage}']")
    return [(mark.tag, words_of(mark)) for mark in segment.iter() if mark.tag in ("del", "ins")]


def test_the_words_that_changed_since_it_was_translated_are_shown(
    cast: Cast, translated: Text, sign_in: SignIn
) -> None:
    edit(cast, translated, f"{KNOWN.replace('verduras', 'frutas')}\n\n{UNCHANGED}")
    page = shown(sign_in(cast.tess).get(desk_url(translated)))
    assert differences(page, translated, 0) == [("del", "verduras"), ("ins", "frutas")]
    assert differences(page, translated, 1) == []
    assert "What was changed since it was translated" in beside(page, translated, 0)


def test_after_several_edits_changes_are_shown_against_the_translated_version(
    cast: Cast, translated: Text, sign_in: SignIn
) -> None:
    for word in ("frutas", "frutas secas", "quesos"):
        edit(cast, translated, f"{KNOWN.replace('verduras', word)}\n\n{UNCHANGED}")
    client = sign_in(cast.tess)
    page = shown(client.get(desk_url(translated)))
    assert differences(page, translated, 0) == [("del", "verduras"), ("ins", "quesos")]
    first = segments_of(translated)[0]
    segment_form(page, first).send(client, verb="approve", body="The cooperative sold cheese to the municipality.")
    assert differences(shown(client.get(desk_url(translated))), translated, 0) == []


@pytest.fixture
def flagged(cast: Cast, translated: Text) -> Text:
    """Ana's post, whose first paragraph she flagged as mistranslated."""
    first = newest_translation(translated, segments_of(translated)[0].lineage)
    assert first is not None
    raise_flags(sight_for(cast, cast.ana), translated, None, [Note(first, "Greens, not vegetables")])
    return translated


def test_the_authors_note_is_beside_the_paragraph(cast: Cast, flagged: Text, sign_in: SignIn) -> None:
    page = shown(sign_in(cast.tess).get(desk_url(flagged)))
    assert "Greens, not vegetables" in beside(page, flagged, 0)
    assert "Greens" not in beside(page, flagged, 1)


def test_approving_other_words_settles_the_flag(cast: Cast, flagged: Text, sign_in: SignIn) -> None:
    client = sign_in(cast.tess)
    form = segment_form(shown(client.get(desk_url(flagged))), segments_of(flagged)[0])
    assert form.send(client, verb="save", body="The cooperative sold greens.").status_code == 303
    page = shown(client.get(desk_url(flagged)))
    assert "About the earlier version:" in beside(page, flagged, 0), "a draft settles nothing"
    segment_form(page, segments_of(flagged)[0]).send(client, verb="approve")
    page = shown(client.get(desk_url(flagged)))
    assert "Greens, not vegetables" not in page.words
    settled = db.session.scalars(select(Flag)).one()
    assert (settled.settled_by_id, settled.settled_at) == (cast.tess.id, START)


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["whole form", "one paragraph"])
def test_a_translator_settles_a_flag_without_a_change(
    cast: Cast, flagged: Text, sign_in: SignIn, headers: dict[str, str]
) -> None:
    client = sign_in(cast.tess)
    first, second = segments_of(flagged)
    page = shown(client.get(desk_url(flagged)))
    before = standing(flagged)
    response = segment_form(page, first).send(client, verb="settle", headers=headers)
    assert response.status_code == (200 if headers else 303)
    assert "Greens" not in client.get(desk_url(flagged)).text
    assert standing(flagged) == before
    assert db.session.scalars(select(Flag)).one().settled_by_id == cast.tess.id
    assert "Greens" not in beside(shown(client.get(desk_url(flagged))), flagged, second.position)


def test_a_flagged_text_is_in_the_queue_until_it_is_settled(cast: Cast, flagged: Text, sign_in: SignIn) -> None:
    client = sign_in(cast.tess)
    assert desk_url(flagged) in client.get("/f/social-economy/translate").text
    first = segments_of(flagged)[0]
    segment_form(shown(client.get(desk_url(flagged))), first).send(client, verb="settle")
    assert desk_url(flagged) not in client.get("/f/social-economy/translate").text


# ---- how fast it goes


def test_the_queue_says_how_long_translation_takes(cast: Cast, sign_in: SignIn, clock: FixedClock) -> None:
    client = sign_in(cast.tess)
    assert "Half of the posts" not in shown(client.get("/f/social-economy/translate")).words
    for hours in (3, 5, 5):
        text = text_of(posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed("Uno", "es")))
        translate(sight_for(cast, cast.tess, START + timedelta(hours=hours)), text, "One")
    clock.move_to(START + timedelta(hours=30))
    page = client.get("/f/social-economy/translate")
    assert "Half of the posts are translated within about 5 hours." in shown(page).words
