"""Nobody overwrites what they have not seen: neither what somebody else saved, nor what another device kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from board.actions import posting, scheduling
from board.actions.posting import edit_post
from board.actions.translating import newest_translation, save_translation
from board.actions.unsent import UnsentWords, keep_beside
from board.extensions import db
from board.models import Assignment, Text, UnsentText, User
from board.models.texts import Segment
from tests.support.cast import (
    PASSWORD,
    START,
    Cast,
    membership_of,
    segments_of,
    sight_for,
    text_of,
    translate,
    typed,
)
from tests.support.client import Client
from tests.support.desk import FORUM, desk_url, standing
from tests.support.shown import Form, Shown, shown

SignIn = Callable[[User], Client]
LATER = START + timedelta(minutes=5)
THEIRS = "Who signed the contract?"


def kept() -> list[str]:
    return list(db.session.scalars(select(UnsentText.body).order_by(UnsentText.id)))


# Translators


class TestUntouchedParagraphs:
    """Tess has a text open and types into its second paragraph, while Alma saves the first one."""

    @pytest.fixture
    def text(self, cast: Cast) -> Text:
        text = text_of(posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed("Uno.\n\nDos.", "es")))
        translate(sight_for(cast, cast.alma), text, "Onne.", state="draft")
        return text

    def meanwhile(self, cast: Cast, text: Text, words: str, state: str) -> Segment:
        first, _second = segments_of(text)
        newest = newest_translation(text, first.lineage)
        assert newest
        save_translation(sight_for(cast, cast.alma), text, first, words, state, base=newest.id, digest=first.digest)
        return first

    def opened(self, client: Client, text: Text) -> tuple[Form, str]:
        form = shown(client.get(desk_url(text))).form(desk_url(text))
        return form, f"body-{segments_of(text)[1].lineage}"

    @pytest.mark.parametrize(("verb", "state"), [("save", "draft"), ("save", "approved"), ("finish", "approved")])
    def test_a_paragraph_that_is_as_far_already_is_left_alone(
        self, cast: Cast, sign_in: SignIn, text: Text, verb: str, state: str
    ) -> None:
        tess = sign_in(cast.tess)
        form, second = self.opened(tess, text)
        self.meanwhile(cast, text, "One.", state)
        assert form.send(tess, verb=verb, **{second: "Two."}).status_code == 303
        assert standing(text) == [("One.", state), ("Two.", "approved" if verb == "finish" else "draft")]

    def test_a_paragraph_that_is_not_as_far_is_shown_before_it_is_approved(
        self, cast: Cast, sign_in: SignIn, text: Text
    ) -> None:
        tess = sign_in(cast.tess)
        form, second = self.opened(tess, text)
        first = self.meanwhile(cast, text, "One.", "draft")
        answer = form.send(tess, verb="finish", **{second: "Two."})
        assert answer.status_code == 409
        assert "Their words are in the field now" in shown(answer).words
        again = shown(answer).form(desk_url(text))
        assert again.fields[f"body-{first.lineage}"] == "One."
        assert again.send(tess, verb="finish").status_code == 303
        assert sorted(standing(text)) == [("One.", "approved"), ("Two.", "approved")]

    def test_findings_in_the_old_words_are_not_shown(self, cast: Cast, sign_in: SignIn) -> None:
        text = text_of(
            posting.reply(
                sight_for(cast, cast.ana), cast.thread, cast.ana, typed("[Uno](https://a.org).\n\nDos.", "es")
            )
        )
        translate(sight_for(cast, cast.alma), text, "One.", state="draft")
        tess = sign_in(cast.tess)
        form, second = self.opened(tess, text)
        self.meanwhile(cast, text, "[One](https://a.org).", "approved")
        assert form.send(tess, verb="finish", **{second: "Two."}).status_code == 303
        assert sorted(standing(text)) == [("Two.", "approved"), ("[One](https://a.org).", "approved")]

    def test_a_paragraph_that_both_wrote_is_a_conflict(self, cast: Cast, sign_in: SignIn, text: Text) -> None:
        tess = sign_in(cast.tess)
        form, _second = self.opened(tess, text)
        first = self.meanwhile(cast, text, "One.", "approved")
        answer = form.send(tess, verb="save", **{f"body-{first.lineage}": "Uno?"})
        assert answer.status_code == 409
        assert standing(text) == [("One.", "approved")]


def test_kept_words_do_not_replace_a_newer_translation_unseen(cast: Cast, sign_in: SignIn) -> None:
    text, tess = text_of(cast.question), sign_in(cast.tess)
    [segment] = segments_of(text)
    tess.post("/unsent", data={"place": f"translation:{segment.lineage}", "body": "Who sig", "since": ""})
    translate(sight_for(cast, cast.alma, LATER), text, THEIRS)
    page = shown(tess.get(desk_url(text)))
    saved, asking = page.texts("summary")[-2:]
    assert (saved, page.texts("details/p")[-1]) == ("What is saved now, by Alma", THEIRS)
    assert asking == "Ask the author to reword"
    answer = page.form(desk_url(text)).send(tess, verb="finish")
    assert answer.status_code == 409
    assert standing(text) == [(THEIRS, "approved")]
    assert shown(answer).form(desk_url(text)).send(tess, verb="finish").status_code == 303  # both were shown twice
    assert standing(text) == [("Who sig", "approved")]


# Authors and organisers


def test_a_kept_change_does_not_replace_a_newer_one_unseen(cast: Cast, sign_in: SignIn) -> None:
    jorge, url = sign_in(cast.jorge), f"{FORUM}/post/{cast.answer.key}/edit"
    jorge.post("/unsent", data={"place": f"edit:{cast.answer.key}", "body": "Half a ch", "since": ""})
    text = text_of(cast.answer)
    with db.session.no_autoflush:
        edit_post(sight_for(cast, cast.jorge, LATER), cast.thread, cast.answer, text, "From the laptop.", 1)
    jorge.post("/unsent", data={"place": f"edit:{cast.answer.key}", "body": "Half a ch", "since": ""})
    form = shown(jorge.get(url)).form(url)
    assert form.fields["body"] == "Half a ch"
    answer = form.send(jorge)
    assert (answer.status_code, "From the laptop." in shown(answer).words) == (409, True)


def test_a_kept_outline_comes_back_beside_a_newer_one(cast: Cast, sign_in: SignIn) -> None:
    alma, olga, url = sign_in(cast.alma), sign_in(cast.olga), f"{FORUM}/admin/week/1"
    kept_words = {"place": "week:social-economy:1", "title": "Public buyers", "body": "Alma began to ty"}
    alma.post("/unsent", data={**kept_words, "since": ""})
    shown(olga.get(url)).form(url).send(olga, body="Olga’s new outline.")
    page = shown(alma.get(url))
    assert "Somebody else saved this meanwhile" in page.words
    assert "Olga’s new outline." in page.texts("textarea")
    assert page.form(url).fields["body"] == "Alma began to ty"


def test_a_week_given_meanwhile_is_not_taken_by_a_stale_form(cast: Cast, sign_in: SignIn) -> None:
    alma, olga = sign_in(cast.alma), sign_in(cast.olga)
    url = f"{FORUM}/admin/people/{cast.jorge.key}"
    stale = shown(alma.get(url)).form(url)
    shown(olga.get(url)).form("/assign").send(olga, week="4", week_region="Quebec")
    answer = stale.send(alma, region="Brazil")
    assert answer.status_code == 409
    assert "changed “Roles” to Participant, Key respondent meanwhile." in shown(answer).words
    mine = select(Assignment).where(Assignment.user_id == cast.jorge.id)
    assert db.session.scalar(mine) is not None
    member = membership_of(cast.jorge, cast.forum)
    assert member
    assert member.region != "Brazil"
    assert shown(answer).form(url).send(alma, roles=["participant", "key_respondent"]).status_code == 303
    assert db.session.scalar(mine) is not None


def test_the_first_outline_is_in_the_language_that_came_with_it(cast: Cast) -> None:
    week = cast.week(4)
    scheduling.edit_week(sight_for(cast, cast.alma), week, "What comes next", "", None, cast.alma)
    words = "Lo que viene", "Lo que vamos a hacer."
    scheduling.edit_week(sight_for(cast, cast.alma), week, *words, None, cast.alma, "es")
    assert week.outline_id
    texts = [db.session.get_one(Text, text_id) for text_id in (week.title_id, week.outline_id)]
    assert [(text.language, text.target) for text in texts] == [("es", "en")] * 2


# Two devices of one person


HOUR = "An hour on the phone."


class TestSendingFromOneDevice:
    """Ana has a form open on her laptop, and her phone keeps unsent words for the same place."""

    def keep(self, phone: Client, cast: Cast, body: str = HOUR, place: str = "reply") -> None:
        where = {"reply": cast.thread.key, "thread": "social-economy:1"}[place]
        phone.post("/unsent", data={"place": f"{place}:{where}", "body": body, "since": ""})

    def reply_form(self, client: Client, cast: Cast) -> Form:
        return shown(client.get(f"{FORUM}/thread/{cast.thread.key}")).form("/reply")

    def test_words_that_the_form_does_not_know_are_kept_and_shown(self, cast: Cast, sign_in: SignIn) -> None:
        laptop, phone = sign_in(cast.ana), sign_in(cast.ana)
        form = self.reply_form(laptop, cast)
        self.keep(phone, cast)
        answer = form.send(laptop, headers={"HX-Request": "true"}, body="A quick thanks.")
        assert kept() == [HOUR]
        assert shown(answer).form("/reply").fields["body"] == HOUR

    def test_a_title_that_the_form_does_not_know_is_kept(self, cast: Cast, sign_in: SignIn) -> None:
        laptop, phone = sign_in(cast.ana), sign_in(cast.ana)
        url = f"{FORUM}/week/1/new-thread"
        form = shown(laptop.get(url)).form(url)
        phone.post("/unsent", data={"place": "thread:social-economy:1", "title": "Seeds", "body": "", "since": ""})
        assert form.send(laptop, title="Bread", body="We bake.").status_code == 303
        assert list(db.session.scalars(select(UnsentText.title))) == ["Seeds"]

    def test_words_that_the_form_knows_are_deleted(self, cast: Cast, sign_in: SignIn) -> None:
        laptop, phone = sign_in(cast.ana), sign_in(cast.ana)
        self.keep(phone, cast)
        assert self.reply_form(laptop, cast).send(laptop, body="Put in other words.").status_code == 303
        assert kept() == []

    def test_words_that_the_form_continues_are_deleted(self, cast: Cast, sign_in: SignIn) -> None:
        """This page itself kept the words a moment before the form was sent."""
        laptop = sign_in(cast.ana)
        form = self.reply_form(laptop, cast)
        self.keep(laptop, cast)
        form.send(laptop, body=f"{HOUR} And a word more.")
        assert kept() == []

    def test_a_refused_form_knows_no_more_than_before(self, cast: Cast, sign_in: SignIn) -> None:
        laptop, phone = sign_in(cast.ana), sign_in(cast.ana)
        url = f"{FORUM}/week/1/new-thread"
        form = shown(laptop.get(url)).form(url)
        self.keep(phone, cast, place="thread")
        answer = form.send(laptop, body="A quick thanks.")
        assert answer.status_code == 422
        assert shown(answer).form(url).send(laptop, title="Thanks").status_code == 303
        assert kept() == [HOUR]


def test_continuing_to_type_is_no_conflict(cast: Cast, sign_in: SignIn) -> None:
    """If an answer gets lost, a page does not know of its own latest version."""
    ana, place = sign_in(cast.ana), f"reply:{cast.thread.key}"
    for body, status in ((HOUR, 200), (f"{HOUR} And more.", 200), ("Other words.", 409), (HOUR, 409)):
        assert ana.post("/unsent", data={"place": place, "body": body, "since": ""}).status_code == status
    assert kept() == [f"{HOUR} And more."]


# What comes along through the sign-in


def signed_in_again(client: Client, form: Form, person: User, **words: str) -> Shown:
    """Send the form after the session ended, and sign in on the page that answers."""
    client.delete_cookie("semana")
    page = shown(form.send(client, **words))
    [entry] = [one for one in page.forms if "password" in one.fields]
    assert entry.send(client, email=person.email, password=PASSWORD).status_code == 303
    return shown(client.get("/unsent"))


@pytest.mark.parametrize(
    ("here", "together"),
    [
        ("Three words here.", ["An hour on the phone.\n\nThree words here."]),
        ("An hour on the phone. And more.", ["An hour on the phone. And more."]),
        ("An hour", ["An hour on the phone."]),
    ],
)
def test_carried_words_are_put_after_what_another_device_kept(
    cast: Cast, sign_in: SignIn, here: str, together: list[str]
) -> None:
    laptop, phone = sign_in(cast.ana), sign_in(cast.ana)
    form = shown(laptop.get(f"{FORUM}/thread/{cast.thread.key}")).form("/reply")
    place = f"reply:{cast.thread.key}"
    phone.post("/unsent", data={"place": place, "body": "An hour on the phone.", "since": ""})
    signed_in_again(laptop, form, cast.ana, body=here)
    assert kept() == together


def test_carried_words_replace_the_version_that_they_continue(cast: Cast, sign_in: SignIn) -> None:
    ana, place = sign_in(cast.ana), f"reply:{cast.thread.key}"
    ana.post("/unsent", data={"place": place, "body": "Wit a typo.", "since": ""})
    form = shown(ana.get(f"{FORUM}/thread/{cast.thread.key}")).form("/reply")
    signed_in_again(ana, form, cast.ana, body="With no typo.")
    assert kept() == ["With no typo."]


def test_a_carried_title_does_not_replace_another_one(cast: Cast, sign_in: SignIn) -> None:
    laptop, phone = sign_in(cast.ana), sign_in(cast.ana)
    url = f"{FORUM}/week/1/new-thread"
    form = shown(laptop.get(url)).form(url)
    phone.post("/unsent", data={"place": "thread:social-economy:1", "title": "Seeds", "body": HOUR, "since": ""})
    signed_in_again(laptop, form, cast.ana, title="Bread", body="We bake.")
    assert kept() == [f"Seeds\n\n{HOUR}\n\nWe bake."]


def test_carried_and_kept_words_together_are_limited(cast: Cast) -> None:
    for letter in "abcde":
        keep_beside(cast.ana, UnsentWords("reply:x", letter * 60_000, "", "", since=""), START)
    assert kept() == ["d" * 60_000 + "\n\n" + "e" * 60_000]


def test_untouched_paragraphs_are_not_carried_along(cast: Cast, sign_in: SignIn) -> None:
    text, tess = text_of(cast.post), sign_in(cast.tess)
    form = shown(tess.get(desk_url(text))).form(desk_url(text))
    second = f"body-{segments_of(text)[1].lineage}"
    signed_in_again(tess, form, cast.tess, **{second: "Small contracts help beginners."})
    assert kept() == ["Small contracts help beginners."]
