"""A long text in the translators' editor is split into parts; nothing of them is lost, and all have to be finished."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from board.actions import posting
from board.actions.wordings import current_number
from board.extensions import db
from board.models import Claim, Text, User
from board.pages.parts import MOST, part_of, part_with
from tests.support.cast import Cast, segments_of, sight_for, text_of, translate, typed
from tests.support.client import Client
from tests.support.desk import FORUM, desk_url, segment_form, standing
from tests.support.shown import Shown, shown

SignIn = Callable[[User], Client]
TWO_PARTS = MOST + 2


def long_text(cast: Cast, count: int) -> Text:
    names = (chr(ord("a") + number // 10) + chr(ord("a") + number % 10) for number in range(count))
    words = "\n\n".join(f"Este es el párrafo {name} de la conversación." for name in names)
    return text_of(posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed(words, "es")))


@pytest.fixture
def text(cast: Cast) -> Text:
    """Forty-two paragraphs, none of them translated."""
    return long_text(cast, TWO_PARTS)


def opened(client: Client, text: Text, part: int = 0) -> Shown:
    return shown(client.get(desk_url(text) + (f"?part={part}" if part else "")))


def lineages_on(page: Shown) -> list[str]:
    return [element.get("id", "").removeprefix("s-") for element in page.all("div[@class='segment']")]


def filled(page: Shown, words: str = "This is a paragraph of the conversation.") -> dict[str, str]:
    return {f"body-{lineage}": words for lineage in lineages_on(page)}


def send(client: Client, text: Text, page: Shown, verb: str, **typed_in: str) -> TestResponse:
    return page.form(desk_url(text)).send(client, **typed_in, verb=verb)


@pytest.mark.parametrize(
    ("count", "sizes"),
    [
        (0, [0]),
        (1, [1]),
        (MOST - 1, [MOST - 1]),
        (MOST, [MOST]),
        (MOST + 1, [MOST, 1]),
        (2 * MOST, [MOST, MOST]),
        (2 * MOST + 1, [MOST, MOST, 1]),
    ],
)
def test_all_paragraphs_are_in_one_part(count: int, sizes: list[int]) -> None:
    rows = list(range(1, count + 1))
    parts = [part_of(rows, number) for number in range(1, len(sizes) + 1)]
    assert [len(part.rows) for part in parts] == sizes
    assert [row for part in parts for row in part.rows] == rows
    assert {part.count for part in parts} == {len(sizes)}
    assert [part.first for part in parts if part.rows] == [part.rows[0] for part in parts if part.rows]
    assert parts[-1].is_last
    assert part_of(rows, len(sizes) + 1) == part_of(rows, 10**9) == parts[-1]
    assert part_of(rows, 0) == part_of(rows, -1) == parts[0]


def test_a_part_links_to_its_neighbours_and_to_the_ends() -> None:
    rows = range(20 * MOST)
    assert part_of(rows, 1).others == (2, 3, 20)
    assert part_of(rows, 10).others == (1, 8, 9, 11, 12, 20)
    assert part_of(rows, 20).others == (1, 18, 19)


def test_the_next_unfinished_part_is_found() -> None:
    rows = range(1, 3 * MOST + 1)
    assert part_with(rows, lambda row: row == MOST) == 1
    assert part_with(rows, lambda row: row > MOST) == 2
    assert part_with(rows, lambda row: row in (1, 3 * MOST), after=1) == 3
    assert part_with(rows, lambda row: row == 1, after=1) == 1
    assert part_with(rows, lambda row: row == 0) is None


@pytest.mark.parametrize(("count", "is_in_parts"), [(MOST, False), (MOST + 1, True)])
def test_a_short_text_is_in_one_piece(cast: Cast, sign_in: SignIn, count: int, is_in_parts: bool) -> None:
    page = opened(sign_in(cast.tess), long_text(cast, count))
    assert ("Part 1 of 2: paragraphs 1 to 40" in page.words) is is_in_parts
    assert ("Save, and go to part" in page.words) is is_in_parts
    assert len(lineages_on(page)) == MOST


def test_the_editor_opens_at_the_first_paragraph_that_is_not_done(cast: Cast, text: Text, sign_in: SignIn) -> None:
    client = sign_in(cast.tess)
    assert lineages_on(opened(client, text)) == [segment.lineage for segment in segments_of(text)[:MOST]]
    translate(sight_for(cast, cast.tess), text, *["This is a paragraph."] * MOST)
    page = opened(client, text)
    assert "Part 2 of 2: paragraphs 41 to 42" in page.words
    assert lineages_on(page) == [segment.lineage for segment in segments_of(text)[MOST:]]


def test_going_to_another_part_saves_this_one(cast: Cast, text: Text, sign_in: SignIn) -> None:
    client = sign_in(cast.tess)
    page = opened(client, text)
    answer = send(client, text, page, "part:2", **filled(page, "Some words."))
    assert (answer.status_code, answer.location) == (303, f"{desk_url(text)}?part=2")
    assert standing(text) == [("Some words.", "draft")] * MOST
    assert "Part 2 of 2" in opened(client, text, 2).words
    assert set(filled(opened(client, text, 1)).keys()) == set(filled(page).keys())


def test_words_that_could_not_be_saved_stay_in_their_field(cast: Cast, text: Text, sign_in: SignIn) -> None:
    client = sign_in(cast.tess)
    page = opened(client, text)
    bodies = filled(page, "Some words.")
    last = list(bodies)[-1]
    bodies[last] = "x" * 50_001
    answer = send(client, text, page, "part:2", **bodies)
    again = shown(answer)
    assert answer.status_code == 422
    assert "Part 1 of 2" in again.words
    assert again.form(desk_url(text)).fields[last] == "x" * 50_001
    assert len(standing(text)) == MOST - 1


def test_a_text_is_finished_once_all_parts_are(cast: Cast, text: Text, sign_in: SignIn) -> None:
    client = sign_in(cast.tess)
    page = opened(client, text)
    answer = send(client, text, page, "finish", **filled(page))
    assert (answer.status_code, answer.location) == (303, f"{desk_url(text)}?part=2")
    page = shown(client.get(answer.location))
    assert "This part is done. Here is one that is not done yet." in page.words
    assert db.session.query(Claim).filter_by(text_id=text.id).count() == 1
    answer = send(client, text, page, "finish", **filled(page))
    assert answer.status_code == 303
    assert desk_url(text) not in answer.location
    db.session.refresh(text)
    assert text.progress == "approved"
    assert db.session.query(Claim).filter_by(text_id=text.id).count() == 0


def test_finishing_the_last_part_first_leads_back(cast: Cast, text: Text, sign_in: SignIn) -> None:
    client = sign_in(cast.tess)
    page = opened(client, text, 2)
    answer = send(client, text, page, "finish", **filled(page))
    assert answer.location == f"{desk_url(text)}?part=1"


def test_paragraphs_in_review_do_not_lead_their_own_translator_back(cast: Cast, text: Text, sign_in: SignIn) -> None:
    cast.forum.second_approval = True
    client = sign_in(cast.tess)
    page = opened(client, text)
    assert "Send this part to review and continue" in page.words
    for part in (1, 2):
        page = opened(client, text, part)
        answer = send(client, text, page, "finish", **filled(page))
    assert desk_url(text) not in answer.location
    db.session.refresh(text)
    assert text.progress == "in review"


def test_a_button_of_a_paragraph_leads_to_the_next_one_in_its_part(cast: Cast, text: Text, sign_in: SignIn) -> None:
    client = sign_in(cast.tess)
    segments = segments_of(text)
    for place, part in ((0, 1), (MOST - 2, 1), (MOST - 1, 2)):
        form = segment_form(opened(client, text, 1), segments[place])
        answer = form.send(client, body=f"Words {place}.")
        assert answer.location == f"{desk_url(text)}?part={part}#s-{segments[place + 1].lineage}"


def test_only_paragraphs_that_were_sent_are_reported_as_saved(cast: Cast, text: Text, sign_in: SignIn) -> None:
    """A browser deletes its own copy of what is saved, so the parts that were not sent must not be named."""
    client = sign_in(cast.tess)
    answer = send(client, text, opened(client, text, 2), "save")
    with client.session_transaction() as session:
        [(category, _words)] = session["_flashes"]
    assert answer.location == f"{desk_url(text)}?part=2"
    there = [f"translation:{segment.lineage}" for segment in segments_of(text)]
    assert category.split() == ["sent", *there[MOST:]]


def test_words_for_a_paragraph_that_moved_to_another_part_come_back(cast: Cast, text: Text, sign_in: SignIn) -> None:
    """While the last paragraph of the first part is translated, the author adds another one at the beginning."""
    client = sign_in(cast.tess)
    page = opened(client, text, 1)
    moved = lineages_on(page)[-1]
    post = db.session.query(posting.Post).filter_by(text_id=text.id).one()
    words = "Uno más.\n\n" + "\n\n".join(segment.source for segment in segments_of(text))
    posting.edit_post(sight_for(cast, cast.ana), cast.thread, post, text, words, current_number(text))
    answer = send(client, text, page, "save", **{f"body-{moved}": "x" * 50_001})
    assert answer.status_code == 422
    assert shown(answer).form(desk_url(text)).fields[f"body-{moved}"] == "x" * 50_001


def test_the_history_of_a_long_text_is_in_parts_too(cast: Cast, text: Text, sign_in: SignIn) -> None:
    client = sign_in(cast.tess)
    first, second = (shown(client.get(f"{desk_url(text)}/history?part={part}")) for part in (1, 2))
    assert [len(page.texts("h2")) for page in (first, second)] == [MOST, 2]
    assert second.texts("h2") == ["Paragraph 41", "Paragraph 42"]
    assert f"{desk_url(text)}/history?part=2" in first.links
    assert f"{desk_url(text)}/history?part=1" in second.links
    assert "Part 2 of 2: paragraphs 41 to 42" in second.words


def test_a_page_of_the_longest_text_stays_small(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    words = "\n\n".join(f"{'palabra ' * 11}{number:03}" for number in range(500))
    text = text_of(posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed(words, "es")))
    page: Any = sign_in(cast.tess).get(desk_url(text))
    assert len(page.data) < 250_000
    assert f"{FORUM}/translate" in page.text
