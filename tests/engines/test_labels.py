"""A machine's text says that it is one, wherever it shows; and a translation says who made which part of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from board.actions import posting, preparing
from board.actions.translating import newest_translation, save_translation
from board.clock import FixedClock
from board.extensions import db
from board.jobs import run_due
from board.models import Post, User
from board.rules.translations import APPROVED
from tests.engines.conftest import Use
from tests.support.cast import Cast, reading_form, segments_of, sight_for, text_of, translate, typed
from tests.support.client import Client
from tests.support.libretranslate import Engine
from tests.support.shown import shown, words_of

FORUM = "/f/social-economy"
NOT_CHECKED = "Machine translation, not checked by a person."
SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _members_see_drafts_of_an_engine(cast: Cast, libre: Engine, use: Use) -> None:
    use(f"libretranslate+{libre.address}")
    cast.forum.shows_machine_drafts = True
    db.session.commit()


def post(cast: Cast, source: str) -> Post:
    return posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed(source))


def approve(cast: Cast, post: Post, words: str) -> None:
    """Tess approves these words for the first paragraph, in place of the machine's."""
    text, segment = text_of(post), segments_of(text_of(post))[0]
    machines = newest_translation(text, segment.lineage)
    assert machines is not None
    tess = sight_for(cast, cast.tess)
    save_translation(tess, text, segment, words, APPROVED, base=machines.id, digest=segment.digest)


def article(client: Client, cast: Cast, post: Post) -> str:
    return words_of(shown(client.get(f"{FORUM}/thread/{cast.thread.key}")).one(f"article[@id='p-{post.key}']"))


def test_each_paragraph_of_a_machine_says_so(cast: Cast, clock: FixedClock, sign_in: SignIn) -> None:
    written = post(cast, "uno\n\ndos")
    run_due(clock)
    said = article(sign_in(cast.jorge), cast, written)
    assert said.count(NOT_CHECKED) == 2
    assert "English · machine translation · draft" in said


def test_a_text_in_part_by_a_machine_says_which_part(cast: Cast, clock: FixedClock, sign_in: SignIn) -> None:
    written = post(cast, "uno\n\ndos")
    run_due(clock)
    approve(cast, written, "one")
    said = article(sign_in(cast.jorge), cast, written)
    assert said.count(NOT_CHECKED) == 1
    assert "English · translated by Tess, in part by machine · draft" in said


def test_what_a_machine_left_out_is_said_too(cast: Cast, clock: FixedClock, libre: Engine, sign_in: SignIn) -> None:
    libre.translated = lambda text: "" if text == "dos" else text.upper()
    written = post(cast, "uno\n\ndos")
    run_due(clock)
    said = article(sign_in(cast.jorge), cast, written)
    assert "machine translation · draft · 1 paragraph missing" in said
    assert "This paragraph is waiting for translation." in said


def test_what_a_person_approved_is_no_longer_a_machines(cast: Cast, clock: FixedClock, sign_in: SignIn) -> None:
    written = post(cast, "uno")
    run_due(clock)
    approve(cast, written, "UNO")
    said = article(sign_in(cast.jorge), cast, written)
    assert "UNO" in said
    assert "achine" not in said
    assert "translated by Tess · approved" in said


def test_titles_of_a_machine_say_so_in_lists_and_at_the_top(cast: Cast, clock: FixedClock, sign_in: SignIn) -> None:
    opening = typed("hola", title="Un título")
    opened = posting.open_thread(sight_for(cast, cast.ana), cast.week(1), cast.ana, opening)
    form = reading_form("Una lectura", "Texto.", "es")
    preparing.add_reading(sight_for(cast, cast.alma), cast.week(1), form, cast.alma)
    run_due(clock)
    client = sign_in(cast.jorge)
    week = shown(client.get(f"{FORUM}/week/1"))
    said = [words_of(one) for one in week.all("p[@class='translated']")]
    assert "UN TÍTULO machine translation" in said
    assert "UNA LECTURA machine translation" in said
    assert "Selling to the municipality" in week.texts("h3[@lang='en']")  # a person's stands first, without a mark
    assert "Vender al municipio" in said
    thread = client.get(f"{FORUM}/thread/{opened.key}")
    assert "UN TÍTULO machine translation" in words_of(shown(thread).one("hgroup"))
    admin = shown(sign_in(cast.alma).get(f"{FORUM}/admin/week/1/readings")).all("p[@class='translated']")
    assert "UNA LECTURA machine translation" in [words_of(one) for one in admin]


def test_where_there_is_no_room_to_say_so_the_original_stands(cast: Cast, clock: FixedClock, sign_in: SignIn) -> None:
    opening = typed("hola", title="Un título")
    opened = posting.open_thread(sight_for(cast, cast.ana), cast.week(1), cast.ana, opening)
    run_due(clock)
    client = sign_in(cast.jorge)
    assert words_of(shown(client.get(f"{FORUM}/thread/{opened.key}")).one("title")).startswith("Un título")
    person = words_of(shown(client.get(f"{FORUM}/people/{cast.ana.key}")).one("main"))
    assert ("Un título" in person, "UN TÍTULO" in person) == (True, False)


def test_the_desk_says_so(cast: Cast, clock: FixedClock, sign_in: SignIn) -> None:
    written = post(cast, "uno")
    run_due(clock)
    page = shown(sign_in(cast.tess).get(f"{FORUM}/translate/{text_of(written).key}"))
    assert "draft · machine translation" in words_of(page.one("main"))


def test_one_paragraph_that_was_translated_as_several_is_shown_whole_and_marked(cast: Cast, sign_in: SignIn) -> None:
    """A translation need not have its original's paragraphs: then the two sides do not align."""
    written = post(cast, "uno, dos y tres\n\ncuatro")
    translate(sight_for(cast, cast.tess), text_of(written), "One.\n\n- Two.\n- Three.", "Four.")
    page = shown(sign_in(cast.jorge).get(f"{FORUM}/thread/{cast.thread.key}"))
    here = f"article[@id='p-{written.key}']"
    said = [words_of(one) for one in page.all(f"{here}//div[@class='translation']")]
    assert said == ["One.Two.Three. This paragraph of the original was translated as several.", "Four."]
