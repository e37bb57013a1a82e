"""The page with the history of a translation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from board.actions import posting, translating
from board.actions.translating import newest_translation, save_translation
from board.actions.wordings import current_number
from board.models import Text, User
from board.rules.translations import APPROVED, DRAFT, HUMAN, MACHINE
from tests.support.cast import START, Cast, segments_of, sight_for, text_of
from tests.support.client import Client
from tests.support.shown import Shown, shown
from tests.web.test_limits import asked_for_when_warm

SignIn = Callable[[User], Client]
FORUM = "/f/social-economy"


@pytest.fixture
def text(cast: Cast) -> Text:
    """Ana's post: two paragraphs, both approved."""
    return text_of(cast.post)


def url(text: Text) -> str:
    return f"{FORUM}/translate/{text.key}/history"


def save(cast: Cast, text: Text, body: str, state: str, person: User, origin: str = HUMAN, engine: str = "") -> None:
    segment = segments_of(text)[0]
    newest = newest_translation(text, segment.lineage)
    sight, base = sight_for(cast, person, START + timedelta(hours=1)), newest.id if newest else 0
    saved = save_translation(sight, text, segment, body, state, base=base, digest=segment.digest, origin=origin)
    saved.engine = engine


def versions(page: Shown) -> list[str]:
    return page.texts("article")


def test_each_version_shows_translator_time_state_and_changes(cast: Cast, text: Text, sign_in: SignIn) -> None:
    save(cast, text, "The cooperative sold greens to the municipality.", APPROVED, cast.alma)
    page = shown(sign_in(cast.tess).get(url(text)))
    latest, first, other = versions(page)
    assert latest.startswith("Wed 4 Mar, 08:00 · Alma approved counts now")
    assert first.startswith("Tue 24 Feb, 13:14 · Tess approved replaced Wed 4 Mar, 08:00")
    assert other.startswith("Tue 24 Feb, 13:14 · Tess approved counts now")
    assert (page.texts("del"), page.texts("ins")) == (["vegetables"], ["greens"])


def test_a_machine_draft_names_its_engine(cast: Cast, text: Text, sign_in: SignIn) -> None:
    save(cast, text, "The cooperative has sold.", DRAFT, cast.tess, MACHINE, "Apertium")
    assert "Apertium draft machine translation counts now" in versions(shown(sign_in(cast.tess).get(url(text))))[0]


def test_each_version_shows_the_original_of_its_time(cast: Cast, text: Text, sign_in: SignIn) -> None:
    changed = "La cooperativa vendió fruta al municipio.\n\nLos contratos pequeños ayudan a empezar."
    posting.edit_post(sight_for(cast, cast.ana), cast.thread, cast.post, text, changed, current_number(text))
    page = shown(sign_in(cast.alma).get(url(text)))
    assert page.texts("details/div[@class='prose diff']") == ["La cooperativa vendió verduras al municipio."]


def test_versions_in_another_language_do_not_count(cast: Cast, text: Text, sign_in: SignIn) -> None:
    translating.queue_text(sight_for(cast, cast.tess), text, "fr")
    assert versions(shown(sign_in(cast.tess).get(url(text))))[0].startswith(
        "Tue 24 Feb, 13:14 · Tess approved into English The cooperative"
    )


def test_a_paragraph_without_translation_says_so(cast: Cast, sign_in: SignIn) -> None:
    assert "Not translated yet." in shown(sign_in(cast.tess).get(url(text_of(cast.question)))).words


def test_the_history_is_for_translators_and_of_texts_that_are_not_removed(
    cast: Cast, text: Text, sign_in: SignIn
) -> None:
    for name, status in (("tess", 200), ("alma", 200), ("ana", 403), ("rosa", 403), ("nina", 403)):
        assert sign_in(getattr(cast, name)).get(url(text)).status_code == status, name
    posting.hide_post(sight_for(cast, cast.alma), cast.post, "Not here.")
    for person in (cast.tess, cast.alma):
        client = sign_in(person)
        assert client.get(url(text)).status_code == client.get(f"{FORUM}/translate/zzzzzzzzzzzzzz/history").status_code
        assert client.get(url(text)).status_code == 404


def test_a_longer_history_takes_no_more_queries(cast: Cast, text: Text, sign_in: SignIn) -> None:
    client = sign_in(cast.tess)
    before = asked_for_when_warm(client.application, client, url(text))
    for number in range(12):
        save(cast, text, f"Version {number}.", APPROVED, cast.alma if number % 2 else cast.tess)
    assert len(versions(shown(client.get(url(text))))) == 14
    assert asked_for_when_warm(client.application, client, url(text)) == before
