"""The pages on which admins prepare show titles in their language first, with the original below; forms edit it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from board.actions import announcing, posting, preparing, presenting, scheduling
from board.actions.titled import Titled
from board.extensions import db
from board.models import Reading, Text, User, Week
from board.models.base import new_key
from tests.support.cast import Cast, reading_form, sight_for, translate, typed
from tests.support.client import Client
from tests.support.shown import shown, words_of

SignIn = Callable[[User], Client]
ADMIN = "/f/social-economy/admin"
READINGS = f"{ADMIN}/week/4/readings"
SPANISH, ENGLISH = "Cómo se compra", "How things are bought"
WORDS = Titled(title=SPANISH, body="Dos líneas.", language="es")


def translated(cast: Cast, text_id: int) -> None:
    translate(sight_for(cast, cast.tess), db.session.get_one(Text, text_id), ENGLISH)


def spanish_week(cast: Cast) -> Week:
    week = cast.week(4)
    scheduling.edit_week(sight_for(cast, cast.alma), week, SPANISH, "", None, cast.alma, "es")
    return week


def a_week(cast: Cast) -> str:
    translated(cast, spanish_week(cast).title_id)
    return f"{ADMIN}/schedule"


def the_heading_of_its_readings(cast: Cast) -> str:
    a_week(cast)
    return READINGS


def a_reading(cast: Cast) -> str:
    form = reading_form(SPANISH, "Dos líneas.", "es")
    translated(cast, preparing.add_reading(sight_for(cast, cast.alma), cast.week(4), form, cast.alma).title_id)
    return READINGS


def a_question(cast: Cast) -> str:
    words = typed("¿Quién compra?", "es", SPANISH)
    asked = posting.open_thread(sight_for(cast, cast.alma), cast.week(4), cast.alma, words, question=True)
    translated(cast, asked.title_id)
    return READINGS


def submitted(cast: Cast) -> Reading:
    sight = sight_for(cast, cast.bento)
    study = presenting.begin_case_study(sight, cast.week(3), WORDS, cast.bento, new_key())
    presenting.submit_case_study(sight, study)
    translated(cast, study.title_id)
    return study


def a_submitted_case_study(cast: Cast) -> str:
    submitted(cast)
    return f"{ADMIN}/week/3/readings"


def a_case_study_to_send_back(cast: Cast) -> str:
    return f"{ADMIN}/reading/{submitted(cast).key}/send-back"


def an_announcement(cast: Cast) -> str:
    translated(cast, announcing.announce(sight_for(cast, cast.alma), WORDS, cast.alma).title_id)
    return f"{ADMIN}/announcements"


LISTED = [a_week, the_heading_of_its_readings, a_reading, a_question, a_submitted_case_study,
          a_case_study_to_send_back, an_announcement]  # fmt: skip


@pytest.mark.parametrize("listed", LISTED)
@pytest.mark.parametrize(("language", "first", "second"), [("en", ENGLISH, SPANISH), ("es", SPANISH, ENGLISH)])
def test_comes_first_with_the_other_below(
    cast: Cast, sign_in: SignIn, listed: Callable[[Cast], str], language: str, first: str, second: str
) -> None:
    cast.alma.interface = language
    address = listed(cast)
    db.session.commit()
    page = shown(sign_in(cast.alma).get(address))
    said = [(words_of(each), each.get("lang")) for each in page.all("*[@lang]") if each.tag in ("h2", "h3", "p")]
    other = {"en": "es", "es": "en"}[language]
    assert [one for one in said if one[0] in (ENGLISH, SPANISH)] == [(first, language), (second, other)]


def test_what_a_button_is_about_is_named_as_the_title_is_shown(cast: Cast, sign_in: SignIn) -> None:
    page = shown(sign_in(cast.alma).get(a_reading(cast)))
    assert SPANISH not in [words_of(each).lstrip(" :") for each in page.all("span[@class='visually-hidden']")]


def test_who_reads_the_original_is_shown_it_alone(cast: Cast, sign_in: SignIn) -> None:
    cast.alma.reads = ("es",)
    page = shown(sign_in(cast.alma).get(a_week(cast)))
    assert SPANISH in page.texts("h2")
    assert ENGLISH not in page.words


def test_a_form_edits_the_original(cast: Cast, sign_in: SignIn) -> None:
    a_week(cast)
    page = shown(sign_in(cast.alma).get(f"{ADMIN}/week/4"))
    assert page.form("/admin/week/4").fields["title"] == SPANISH
