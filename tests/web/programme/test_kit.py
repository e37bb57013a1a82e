"""A key respondent's kit: a private case study, its length, submitting it, and what admins do with it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from board.actions import enrolling, presenting
from board.extensions import db
from board.models import Reading, User
from tests.support.cast import OPENING, START, Cast, membership_of, sight_for
from tests.support.client import Client
from tests.support.presenting import begin, publish, submit, words
from tests.support.shown import shown, words_of

SignIn = Callable[[User], Client]
FORUM = "/f/social-economy"
KIT, NEW, READINGS = f"{FORUM}/kit", f"{FORUM}/kit/week/3", f"{FORUM}/admin/week/3/readings"
TITLE, BODY = "Nuestro mercado", "Empezamos con doce familias."


@pytest.fixture
def cast(cast: Cast) -> Cast:
    """The cast without the case study that an admin entered for Bento."""
    assert cast.case_study is not None
    cast.case_study.deleted_at = START
    db.session.commit()
    return cast


def edit_url(study: Reading) -> str:
    return f"{KIT}/reading/{study.key}"


def write(client: Client, url: str = NEW, **typed: str) -> Any:
    fields = {"title": TITLE, "body": BODY, "language": "es"} | typed
    return shown(client.get(url)).form(url).send(client, **fields)


def the_study() -> Reading:
    return db.session.scalars(select(Reading).where(Reading.stage != "published")).one()


# ---- the kit


def test_the_kit_shows_the_dates_of_the_week_and_what_is_expected(cast: Cast, sign_in: SignIn) -> None:
    page = shown(sign_in(cast.bento).get(KIT))
    for said in (
        "400 to 750 words", "3 to 5 hours", "Week 3: Cases from the regions", "Brazil",
        "Mon 9 Mar, 09:00 Toronto time", "Sat 28 Mar, 00:00 Toronto time", "no open questions",
        "There is no case study of yours yet.",
    ):  # fmt: skip
        assert said in page.words
    assert NEW in page.links


def test_open_questions_are_counted_by_week(cast: Cast, sign_in: SignIn) -> None:
    page = shown(sign_in(cast.rosa).get(KIT))
    assert "1 open question" in words_of(page.one("section[@aria-labelledby='week-2']"))
    assert "answering now" in page.words


def test_the_header_links_key_respondents_to_the_kit(cast: Cast, sign_in: SignIn) -> None:
    assert KIT in shown(sign_in(cast.rosa).get(f"{FORUM}/")).links
    assert KIT not in shown(sign_in(cast.ana).get(f"{FORUM}/")).links
    assert "You have no week in this forum." in shown(sign_in(cast.ana).get(KIT)).words


def test_two_weeks_are_in_order(cast: Cast, sign_in: SignIn) -> None:
    member = membership_of(cast.bento, cast.forum)
    assert member is not None
    enrolling.assign(sight_for(cast, cast.alma), member, cast.week(1), "Brazil")
    headings = shown(sign_in(cast.bento).get(KIT)).all("h2")
    assert headings.pop().get("id") == "beside"  # the handbook, beside the page
    assert [words_of(heading)[:6] for heading in headings] == ["Week 1", "Week 3"]


# ---- writing in private


def test_a_draft_is_saved_and_only_its_author_reads_it(cast: Cast, sign_in: SignIn) -> None:
    bento = sign_in(cast.bento)
    assert write(bento).location == KIT
    study = the_study()
    page = shown(bento.get(KIT))
    assert "Only you see it. Not even the admins can." in page.words
    preview = shown(bento.get(f"{FORUM}/reading/{study.key}"))
    assert "This is how readers will see your case study. Only you see it now." in preview.words
    assert BODY in preview.words
    for person in (cast.alma, cast.tess, cast.rosa, cast.olga):
        client = sign_in(person)
        assert client.get(f"{FORUM}/reading/{study.key}").status_code in (403, 404)
        assert client.get(edit_url(study)).status_code in (403, 404)
        assert TITLE not in client.get(READINGS).text


def test_the_gauge_counts_like_the_form(cast: Cast, sign_in: SignIn) -> None:
    bento = sign_in(cast.bento)
    write(bento, body="palabra " * 500)
    said = "500 words: about one page. That is right for a case study"
    assert said in shown(bento.get(edit_url(the_study()))).words
    assert said in shown(bento.get(KIT)).words
    part = bento.post(f"{KIT}/gauge", data={"body": "palabra " * 500}, headers={"HX-Request": "true"})
    assert said in part.text
    assert "That is short" in bento.post(f"{KIT}/gauge", data={"body": "palabra"}).text


@pytest.mark.parametrize(("count", "verdict"), [(3, "That is short"), (1000, "That is long")])
def test_no_length_is_refused(cast: Cast, sign_in: SignIn, count: int, verdict: str) -> None:
    bento = sign_in(cast.bento)
    assert write(bento, body="palabra " * count).status_code == 303
    page = shown(bento.get(KIT))
    assert verdict in page.words
    page.form("/submit").send(bento)
    assert the_study().stage == "submitted"


def test_a_refused_form_keeps_what_was_typed(cast: Cast, sign_in: SignIn) -> None:
    response = write(sign_in(cast.bento), title="", body=BODY)
    assert response.status_code == 422
    page = shown(response)
    assert "Give your case study a title." in page.words
    assert page.form(NEW).fields["body"] == BODY


def test_a_second_window_overwrites_nothing(cast: Cast, sign_in: SignIn) -> None:
    bento = sign_in(cast.bento)
    first, second = (shown(bento.get(NEW)).form(NEW) for _ in range(2))
    first.send(bento, title=TITLE, body=BODY, language="es")
    response = second.send(bento, title=TITLE, body="Otras palabras.", language="es")
    page = shown(response)
    assert response.status_code == 409
    assert "Somebody else saved this meanwhile" in page.words
    assert BODY in page.words
    study = the_study()
    form = page.form(edit_url(study))
    assert form.fields["body"] == "Otras palabras."
    assert form.send(bento).status_code == 303  # sending again overwrites
    assert "Otras palabras." in bento.get(edit_url(study)).text


def test_a_stale_form_shows_both_versions(cast: Cast, sign_in: SignIn) -> None:
    bento = sign_in(cast.bento)
    url = edit_url(begin(cast))
    stale = shown(bento.get(url)).form(url)
    write(bento, url, body="De otra ventana.")
    response = stale.send(bento, body="Lo mío.")
    assert response.status_code == 409
    page = shown(response)
    assert "De otra ventana." in page.words
    assert page.form(url).fields["body"] == "Lo mío."


def test_a_form_that_is_sent_twice_begins_one_case_study(cast: Cast, sign_in: SignIn) -> None:
    bento = sign_in(cast.bento)
    form = shown(bento.get(NEW)).form(NEW)
    for _ in range(2):
        assert form.send(bento, title=TITLE, body=BODY, language="es").location == KIT
    assert the_study().respondent_id == cast.bento.id
    assert bento.get(NEW).location == edit_url(the_study())  # from now on the address leads to the case study


def test_an_unsent_case_study_comes_back(cast: Cast, sign_in: SignIn) -> None:
    bento = sign_in(cast.bento)
    place = shown(bento.get(NEW)).form(NEW).fields["place"]
    bento.post("/unsent", data={"place": place, "title": "Un título", "body": "A medias", "language": "es"})
    fields = shown(bento.get(NEW)).form(NEW).fields
    assert (fields["title"], fields["body"]) == ("Un título", "A medias")


@pytest.mark.parametrize("name", ["ana", "rosa", "tess", "alma"])
def test_other_people_cannot_write_for_the_week(cast: Cast, sign_in: SignIn, name: str) -> None:
    client = sign_in(getattr(cast, name))
    assert client.get(NEW).status_code == 403
    response = client.post(NEW, data={"title": "Mine", "body": "Words", "language": "en"})
    assert response.status_code == 403


@pytest.mark.parametrize("name", ["ana", "rosa", "tess", "alma"])
def test_a_case_study_of_somebody_else_is_a_404(cast: Cast, sign_in: SignIn, name: str) -> None:
    client, url = sign_in(getattr(cast, name)), edit_url(submit(cast))
    assert client.get(url).status_code == 404
    for way in ("", "/submit", "/withdraw"):
        assert client.post(url + way, data={"title": "Mine"}).status_code == 404


# ---- submitting and deciding


def test_a_submitted_case_study_waits_on_the_admins_page(cast: Cast, sign_in: SignIn) -> None:
    study, bento = begin(cast), sign_in(cast.bento)
    assert shown(bento.get(KIT)).form("/submit").send(bento).location == KIT
    assert "Your case study is submitted." in shown(bento.get(KIT)).words
    waiting = words_of(shown(sign_in(cast.alma).get(READINGS)).one("section[@aria-labelledby='submitted']"))
    assert "Nuestro caso Bento" in waiting
    assert shown(sign_in(cast.tess).get(f"{FORUM}/reading/{study.key}")).words.count("doce familias")
    assert "doce familias" in sign_in(cast.tess).get(f"{FORUM}/translate").text


def test_a_withdrawn_case_study_is_gone_from_the_admins_page(cast: Cast, sign_in: SignIn) -> None:
    study, bento = submit(cast), sign_in(cast.bento)
    shown(bento.get(KIT)).form("/withdraw").send(bento)
    alma = sign_in(cast.alma)
    assert "Nuestro caso" not in alma.get(READINGS).text
    assert alma.post(f"{FORUM}/admin/reading/{study.key}/publish").status_code == 404


def test_a_published_case_study_is_read_from_the_opening_on(cast: Cast, sign_in: SignIn, clock: Any) -> None:
    study, alma = submit(cast), sign_in(cast.alma)
    assert shown(alma.get(READINGS)).form("/publish").send(alma).location == READINGS
    ana, address = sign_in(cast.ana), f"{FORUM}/reading/{study.key}"
    clock.move_to(OPENING - timedelta(seconds=1))
    assert ana.get(address).status_code == 404
    clock.move_to(OPENING)
    page = shown(ana.get(address))
    assert "doce familias" in page.words
    assert page.form("/reply").fields["ask"] == ""
    [asking] = [link for link in page.links if "?ask=" in link]
    assert shown(ana.get(f"{address}{asking.partition('#')[0]}")).form("/reply").fields["ask"] == cast.bento.key
    assert "Nuestro caso" in shown(ana.get(f"{FORUM}/week/3")).words


def test_a_case_study_that_changed_since_the_admin_looked_is_not_published(cast: Cast, sign_in: SignIn) -> None:
    study, alma = submit(cast), sign_in(cast.alma)
    form = shown(alma.get(READINGS)).form("/publish")
    presenting.edit_case_study(sight_for(cast, cast.bento), study, words(body="Otra cosa."), cast.bento, "1.1")
    form.send(alma)
    page = shown(alma.get(READINGS))
    assert "Nothing was published: please read it again." in page.words
    page.form("/publish").send(alma)
    assert db.session.get_one(Reading, study.id).stage == "published"


def test_a_case_study_is_sent_back_with_a_note(cast: Cast, sign_in: SignIn) -> None:
    study, alma = submit(cast), sign_in(cast.alma)
    url = f"{FORUM}/admin/reading/{study.key}/send-back"
    assert url in shown(alma.get(READINGS)).links
    refused = shown(alma.get(url)).form(url).send(alma, body=" ")
    assert refused.status_code == 422
    assert "Say what needs to change" in shown(refused).words
    long = shown(alma.get(url)).form(url).send(alma, body="x" * 1001)
    assert long.status_code == 422
    assert shown(long).form(url).fields["body"] == "x" * 1001
    assert shown(alma.get(url)).form(url).send(alma, body="Más corto, por favor.").location == READINGS
    page = shown(sign_in(cast.bento).get(KIT))
    assert "The admins sent it back with this note: Más corto, por favor." in page.words
    assert page.form("/submit")


def test_a_case_study_whose_author_left_cannot_be_sent_back(cast: Cast, sign_in: SignIn) -> None:
    study, alma, place = submit(cast), sign_in(cast.alma), membership_of(cast.bento, cast.forum)
    assert place is not None
    enrolling.remove_person(sight_for(cast, cast.alma), place)
    url, said = f"{FORUM}/admin/reading/{study.key}/send-back", "Its author has left the forum"
    page = shown(alma.get(READINGS))
    assert said in page.words
    assert url not in page.links
    for answer in (alma.get(url), alma.post(url, data={"body": "Shorter."})):
        assert answer.status_code == 403
        assert said in shown(answer).words


@pytest.mark.parametrize("name", ["ana", "bento", "tess", "olga"])
def test_only_admins_decide_on_a_case_study(cast: Cast, sign_in: SignIn, name: str) -> None:
    study, client = submit(cast), sign_in(getattr(cast, name))
    for way in ("publish", "send-back"):
        assert client.post(f"{FORUM}/admin/reading/{study.key}/{way}", data={"body": "No."}).status_code == 403


def test_admins_cannot_edit_a_submitted_case_study(cast: Cast, sign_in: SignIn) -> None:
    study, alma = submit(cast), sign_in(cast.alma)
    response = alma.get(f"{FORUM}/admin/reading/{study.key}")
    assert response.status_code == 403
    assert "until then only its author changes it" in shown(response).words
    assert alma.post(f"{FORUM}/admin/reading/{study.key}/remove").status_code == 403


def test_the_author_can_edit_a_published_case_study(cast: Cast, sign_in: SignIn) -> None:
    bento, url = sign_in(cast.bento), edit_url(publish(cast))
    assert write(bento, url, body="Ahora con veinte familias.").status_code == 303
    assert "veinte familias" in sign_in(cast.alma).get(f"{FORUM}/reading/{url[-14:]}").text


def test_without_the_week_the_draft_stays_and_cannot_be_submitted(cast: Cast, sign_in: SignIn) -> None:
    study, member = begin(cast), membership_of(cast.bento, cast.forum)
    assert member is not None
    enrolling.unassign(sight_for(cast, cast.alma), member, cast.week(3))
    bento = sign_in(cast.bento)
    page = shown(bento.get(KIT))
    assert "This week is not yours any more." in page.words
    assert [action for action in page.actions() if action.endswith("/submit")] == []
    assert bento.get(edit_url(study)).status_code == 200
    response = bento.post(f"{edit_url(study)}/submit")
    assert response.status_code == 403
    assert "This week is not assigned to you." in shown(response).words
