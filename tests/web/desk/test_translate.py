"""The editor: translating segment by segment, with htmx and without, and overwriting nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

import board.text
from board.actions import posting
from board.actions.writing import revise_text
from board.extensions import db
from board.models import Forum, Membership, Post, Text, Translation, User
from board.pages.places import Place
from board.rules.places import KINDS
from board.web.desk.translate import page_words
from board.web.desk.words import FINDING_WORDS
from board.web.frame.lookup import place_address
from tests.support.cast import PASSWORD, START, Cast, segments_of, sight_for, text_of, translate, typed
from tests.support.client import Client
from tests.support.desk import FORUM, desk_url, segment_form, send_one, standing, state_shown
from tests.support.shown import shown, words_of

SignIn = Callable[[User], Client]
HTMX = {"HX-Request": "true"}
BUTTONS = {"save": "draft", "review": "in review", "approve": "approved"}
ENGLISH = "Who signed the contract?"


@pytest.fixture
def text(cast: Cast) -> Text:
    """Ana's question in week 2: one paragraph in Spanish, not translated yet."""
    return text_of(cast.question)


@pytest.fixture
def two(cast: Cast) -> Text:
    """Two paragraphs in Spanish, not translated yet."""
    sight = sight_for(cast, cast.ana)
    return text_of(posting.reply(sight, cast.thread, cast.ana, typed("Primero.\n\nSegundo.", "es")))


def read_by(client: Client, cast: Cast, post: Post) -> str:
    thread = cast.thread if post.thread_id == cast.thread.id else cast.question_thread
    page = shown(client.get(f"{FORUM}/thread/{thread.key}"))
    return words_of(page.one(f"article[@id='p-{post.key}']"))


# ---- saving, sending to review, approving


@pytest.mark.parametrize("person", ["tess", "alma"])
@pytest.mark.parametrize("verb", BUTTONS)
def test_without_javascript_each_button_leads_to_the_next_step(
    cast: Cast, two: Text, sign_in: SignIn, verb: str, person: str
) -> None:
    client = sign_in(getattr(cast, person))
    first, second = segments_of(two)
    form = segment_form(shown(client.get(desk_url(two))), first)
    response = form.send(client, body="First.", verb=verb)
    assert (response.status_code, response.location) == (303, f"{desk_url(two)}#s-{second.lineage}")
    assert standing(two) == [("First.", BUTTONS[verb])]
    page = shown(client.get(desk_url(two)))
    assert state_shown(page, first) == f"{BUTTONS[verb]} · {person.title()}"
    assert state_shown(page, second) == "not translated yet"
    assert segment_form(page, first).fields["body"] == "First."


@pytest.mark.parametrize("verb", BUTTONS)
def test_htmx_gets_the_segment(cast: Cast, two: Text, sign_in: SignIn, verb: str) -> None:
    client = sign_in(cast.tess)
    first, _ = segments_of(two)
    form = segment_form(shown(client.get(desk_url(two))), first)
    response = form.send(client, body="First.", verb=verb, headers=HTMX)
    assert response.status_code == 200
    assert "<html" not in response.text
    part = shown(response)
    assert [element.get("id") for element in part.all("div[@class='segment']")] == [f"s-{first.lineage}"]
    assert state_shown(part, first) == f"{BUTTONS[verb]} · Tess"
    again = segment_form(part, first).send(client, body="First, again.", verb="approve", headers=HTMX)
    assert again.status_code == 200  # the part carries what the next saving starts from
    assert standing(two)[-1] == ("First, again.", "approved")


def test_each_role_reads_the_versions_that_it_may(cast: Cast, text: Text, sign_in: SignIn) -> None:
    """Only translators read human drafts. Text in review is shown with a label, and approved text with a credit."""
    tess, ana = sign_in(cast.tess), sign_in(cast.ana)
    [segment] = segments_of(text)
    seen = {}
    for verb in BUTTONS:
        segment_form(shown(tess.get(desk_url(text))), segment).send(tess, body=ENGLISH, verb=verb)
        seen[verb] = (read_by(ana, cast, cast.question), read_by(tess, cast, cast.question))
    assert ENGLISH not in seen["save"][0]
    assert "Waiting for translation." in seen["save"][0]
    assert "translated by Tess · draft" in seen["save"][1]
    assert "translated by Tess · in review" in seen["review"][0]
    assert "translated by Tess · approved" in seen["approve"][0]
    assert ENGLISH in seen["approve"][0]


def test_readers_keep_the_approved_words_beside_a_newer_draft(cast: Cast, text: Text, sign_in: SignIn) -> None:
    translate(sight_for(cast, cast.tess), text, ENGLISH)
    tess = sign_in(cast.tess)
    [segment] = segments_of(text)
    segment_form(shown(tess.get(desk_url(text))), segment).send(tess, body="Whose signature?", verb="save")
    assert ENGLISH in read_by(sign_in(cast.ana), cast, cast.question)
    assert "Whose signature?" in read_by(tess, cast, cast.question)


def test_approving_somebody_elses_words_leaves_the_credit_to_them(cast: Cast, text: Text, sign_in: SignIn) -> None:
    translate(sight_for(cast, cast.tess), text, ENGLISH, state="in review")
    client = sign_in(cast.alma)
    [segment] = segments_of(text)
    segment_form(shown(client.get(desk_url(text))), segment).send(client, verb="approve")
    assert "translated by Tess · approved" in read_by(sign_in(cast.ana), cast, cast.question)


def test_approving_the_whole_text_leads_to_the_next(cast: Cast, two: Text, sign_in: SignIn) -> None:
    client = sign_in(cast.tess)
    first, second = segments_of(two)
    form = shown(client.get(desk_url(two))).form(desk_url(two))
    typed_in = {f"body-{first.lineage}": "First.", f"body-{second.lineage}": "Second."}
    response = form.send(client, **typed_in, verb="finish")
    assert response.status_code == 303
    assert response.location != desk_url(two)
    assert standing(two) == [("First.", "approved"), ("Second.", "approved")]


def test_approving_a_text_with_a_gap_says_where_it_is(cast: Cast, two: Text, sign_in: SignIn) -> None:
    """All other paragraphs are approved, and the empty one says what is missing."""
    client = sign_in(cast.tess)
    first, second = segments_of(two)
    form = shown(client.get(desk_url(two))).form(desk_url(two))
    response = form.send(client, **{f"body-{first.lineage}": "First.", "verb": "finish"})
    assert response.status_code == 422
    page = shown(response)
    assert words_of(page.one(f"*[@id='e-{second.lineage}']")) == "Write a translation first."
    assert standing(two) == [("First.", "approved")]


def test_without_javascript_every_button_saves_all_fields(cast: Cast, two: Text, sign_in: SignIn) -> None:
    client = sign_in(cast.tess)
    first, second = segments_of(two)
    form = shown(client.get(desk_url(two))).form(desk_url(two))
    typed_in = {f"body-{first.lineage}": "First.", f"body-{second.lineage}": "Second."}
    assert form.send(client, **typed_in, verb=f"approve:{second.lineage}").status_code == 303
    assert standing(two) == [("First.", "draft"), ("Second.", "approved")]


# ---- refused


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("", "Write a translation first."),
        (" \n\u00a0", "Write a translation first."),
        ("\u200b\x00", "Write a translation first."),
        ("x" * 50_001, "longer than 50,000"),
    ],
)
def test_a_refused_translation_keeps_the_words(
    cast: Cast, two: Text, sign_in: SignIn, body: str, message: str, headers: dict[str, str]
) -> None:
    client = sign_in(cast.tess)
    first, second = segments_of(two)
    form = segment_form(shown(client.get(desk_url(two))), first)
    response = form.send(client, body=body, verb="approve", headers=headers)
    assert response.status_code == 422
    page = shown(response)
    [alert] = page.texts("*[@role='alert']")
    assert message in alert
    assert segment_form(page, first).fields["body"] == body.replace("\x00", "").replace("\n", "\r\n")
    if not headers:
        assert segment_form(page, second).fields["body"] == ""
    assert standing(two) == []


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_a_conflict_shows_both_versions_and_overwrites_nothing(
    cast: Cast, text: Text, sign_in: SignIn, headers: dict[str, str]
) -> None:
    client = sign_in(cast.tess)
    [segment] = segments_of(text)
    form = segment_form(shown(client.get(desk_url(text))), segment)
    translate(sight_for(cast, cast.alma), text, "Alma was faster.", state="in review")
    response = form.send(client, body=ENGLISH, verb="approve", headers=headers)
    assert response.status_code == 409
    page = shown(response)
    assert "nothing was overwritten" in page.words
    assert segment_form(page, segment).fields["body"] == ENGLISH
    assert "What is saved now, by Alma" in page.words
    assert "Alma was faster." in page.words
    assert standing(text) == [("Alma was faster.", "in review")]
    done = segment_form(page, segment).send(client, verb="approve", headers=headers)  # both were seen: it wins
    assert done.status_code == (200 if headers else 303)
    assert standing(text) == [(ENGLISH, "approved")]


def test_the_same_words_twice_are_no_conflict(cast: Cast, text: Text, sign_in: SignIn) -> None:
    """A double click, or a retry after a lost answer."""
    client = sign_in(cast.tess)
    [segment] = segments_of(text)
    form = segment_form(shown(client.get(desk_url(text))), segment)
    assert {form.send(client, body=ENGLISH, verb="approve").status_code for _ in range(2)} == {303}
    assert standing(text) == [(ENGLISH, "approved")]


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_words_for_a_changed_source_are_kept_as_outdated(
    cast: Cast, text: Text, sign_in: SignIn, headers: dict[str, str]
) -> None:
    """The words are kept as an outdated draft, and the page says so."""
    client = sign_in(cast.tess)
    [segment] = segments_of(text)
    form = segment_form(shown(client.get(desk_url(text))), segment)
    revise_text(text, "¿Quién firmó el contrato, y cuándo?", cast.ana, START)
    response = form.send(client, body=ENGLISH, verb="approve", headers=headers)
    assert response.status_code == 409
    page = shown(response)
    [now] = segments_of(text)
    assert "The original was changed while you translated." in page.words
    assert segment_form(page, now).fields["body"] == ENGLISH
    assert "y cuándo?" in page.words
    assert standing(text) == [(ENGLISH, "draft")]
    assert ENGLISH not in read_by(sign_in(cast.ana), cast, cast.question)
    segment_form(page, now).send(client, body="Who signed it, and when?", verb="approve")
    assert standing(text) == [("Who signed it, and when?", "approved")]


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_words_for_a_paragraph_that_is_gone_are_kept(
    cast: Cast, two: Text, sign_in: SignIn, headers: dict[str, str]
) -> None:
    client = sign_in(cast.tess)
    _, second = segments_of(two)
    form = segment_form(shown(client.get(desk_url(two))), second)
    revise_text(two, "Primero.", cast.ana, START)
    response = form.send(client, body="Second.", verb="approve", headers=headers)
    assert response.status_code == 409
    if headers:
        assert response.headers["HX-Reswap"] == "none"
    else:
        assert "Second." in shown(response).texts("textarea")
    assert "Second." in shown(client.get("/unsent")).texts("textarea")
    assert standing(two) == []


@pytest.mark.parametrize("field", ["digest", "base", "verb"])
@pytest.mark.parametrize("value", ["", "x" * 500, "a\x00b", "-1", "9" * 30])
def test_a_forged_field_breaks_nothing(cast: Cast, text: Text, sign_in: SignIn, field: str, value: str) -> None:
    client = sign_in(cast.tess)
    [segment] = segments_of(text)
    form = segment_form(shown(client.get(desk_url(text))), segment)
    response = form.send(client, **{"body": ENGLISH, "verb": "save", field: value})
    assert response.status_code in (303, 409)
    assert client.get(desk_url(text)).status_code == 200


def test_an_outdated_paragraph_stays_readable_and_is_approved_again(cast: Cast, sign_in: SignIn) -> None:
    text = text_of(cast.post)
    revise_text(text, "La cooperativa vendió frutas.\n\nLos contratos pequeños ayudan a empezar.", cast.ana, START)
    seen = read_by(sign_in(cast.jorge), cast, cast.post)
    assert "The cooperative sold vegetables" in seen
    assert "The original of this paragraph was changed after it was translated." in seen
    client = sign_in(cast.tess)
    first, second = segments_of(text)
    page = shown(client.get(desk_url(text)))
    assert state_shown(page, first).startswith("the original was changed after this was translated")
    assert state_shown(page, second) == "approved · Tess"
    assert "Still right: approve" in page.words
    segment_form(page, first).send(client, body="The cooperative sold fruit.", verb="approve")
    assert "changed after" not in read_by(sign_in(cast.jorge), cast, cast.post)


def test_a_translation_can_be_approved_as_still_right(cast: Cast, text: Text, sign_in: SignIn) -> None:
    """The change of the original does not matter, so the same words are approved for the new version."""
    translate(sight_for(cast, cast.tess), text, ENGLISH)
    revise_text(text, "¿Quién firmó el contrato ?", cast.ana, START)
    client = sign_in(cast.alma)
    [segment] = segments_of(text)
    page = shown(client.get(desk_url(text)))
    assert segment_form(page, segment).send(client, verb="approve").status_code == 303
    assert "translated by Tess · approved" in read_by(sign_in(cast.ana), cast, cast.question)


def test_an_ended_session_keeps_every_paragraph_through_signing_in(
    app: Flask, cast: Cast, two: Text, sign_in: SignIn
) -> None:
    """That holds even if the password is mistyped once."""
    first, second = segments_of(two)
    form = shown(sign_in(cast.tess).get(desk_url(two))).form(desk_url(two))
    client = app.test_client()
    typed_in = {f"body-{first.lineage}": "First.", f"body-{second.lineage}": "Second\r\nline."}
    page = shown(client.post(desk_url(two), data=form.fields | typed_in | {"verb": "finish"}))
    assert "Your session had ended." in page.words
    for password in ("mistyped, and long", PASSWORD):
        response = page.form("/sign-in").send(client, email=cast.tess.email, password=password)
        page = shown(response) if response.status_code == 422 else page
    assert response.location == desk_url(two)
    again = shown(client.get(desk_url(two))).form(desk_url(two)).fields
    assert {name: again[name] for name in typed_in} == typed_in
    assert standing(two) == []


# ---- queueing by hand


def test_a_text_outside_the_policy_is_queued_by_hand(cast: Cast, sign_in: SignIn) -> None:
    sight = sight_for(cast, cast.jorge)
    post = posting.reply(sight, cast.thread, cast.jorge, typed("Obrigado a todas", "pt"))
    text = text_of(post)
    client = sign_in(cast.tess)
    page = shown(client.get(desk_url(text)))
    assert "which the forum’s policy does not translate." in page.words
    assert page.form("/queue").send(client, target="en").status_code == 303
    assert "Waiting for translation." in read_by(sign_in(cast.ana), cast, post)
    page = shown(client.get(desk_url(text)))
    [segment] = segments_of(text)
    segment_form(page, segment).send(client, body="Thank you all", verb="approve")
    assert "Thank you all" in read_by(sign_in(cast.ana), cast, post)
    shown(client.get(desk_url(text))).form("/queue").send(client, target="")
    assert "Thank you all" not in read_by(sign_in(cast.ana), cast, post)


@pytest.mark.parametrize("target", ["xx", "es", "e\x00n", "en" * 50])
def test_a_text_is_not_queued_for_its_own_or_an_unknown_language(
    cast: Cast, text: Text, sign_in: SignIn, target: str
) -> None:
    assert sign_in(cast.tess).post(f"{desk_url(text)}/queue", data={"target": target}).status_code == 303
    assert text_of(cast.question).target == "en"


def test_a_text_without_target_takes_no_translation(cast: Cast, sign_in: SignIn) -> None:
    text = text_of(cast.answer)
    [segment] = segments_of(text)
    response = send_one(sign_in(cast.tess), text, segment.lineage, "¿Cómo?\n¿Y cuándo?")
    assert response.status_code == 403
    page = shown(response)
    assert "This text is not one of those to be translated." in page.words
    assert "¿Cómo?\n¿Y cuándo?" in ["".join(area.itertext()) for area in page.all("textarea")]


# ---- who may


@pytest.mark.parametrize("person", ["ana", "jorge", "rosa", "bento"])
def test_participants_do_not_translate(cast: Cast, text: Text, sign_in: SignIn, person: str) -> None:
    client = sign_in(getattr(cast, person))
    [segment] = segments_of(text)
    for call in (
        client.get(desk_url(text)),
        client.get(f"{FORUM}/translate"),
        client.get(f"{desk_url(text)}/next"),
        send_one(client, text, segment.lineage, "Mine"),
        client.post(f"{desk_url(text)}/claim", data={"what": "take"}),
        client.post(f"{desk_url(text)}/language", data={"language": "pt"}),
        client.post(f"{desk_url(text)}/queue", data={"target": ""}),
    ):
        assert call.status_code == 403
        assert "Only translators and admins of this forum can do that." in shown(call).words
    assert standing(text) == []
    assert text_of(cast.question).target == "en"


def translator_elsewhere(cast: Cast) -> None:
    db.session.add(
        Membership(
            forum_id=cast.other_forum.id, user_id=cast.tess.id, roles=frozenset({"translator"}), created_at=START
        )
    )


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_text_of_another_forum_is_a_404(cast: Cast, text: Text, sign_in: SignIn, method: str) -> None:
    translator_elsewhere(cast)
    [segment] = segments_of(text)
    client = sign_in(cast.tess)
    for path in ("", "/claim", "/language", "/queue", "/next"):
        url = f"/f/food-councils/translate/{text.key}{path}"
        response: Any = client.open(url, method=method, data={f"body-{segment.lineage}": "Elsewhere"})
        assert response.status_code in (404, 405)
    assert standing(text) == []


def test_a_segment_of_another_text_is_not_changed(cast: Cast, text: Text, sign_in: SignIn) -> None:
    other = segments_of(text_of(cast.post))[0]
    response = send_one(sign_in(cast.tess), text, other.lineage, "Misplaced")
    assert response.status_code == 409
    assert standing(text_of(cast.post))[0] == ("The cooperative sold vegetables to the municipality.", "approved")
    assert standing(text) == []


# ---- machines


def machine_draft(text: Text, body: str) -> None:
    """Store a machine draft as an engine does."""
    [segment] = segments_of(text)
    db.session.add(
        Translation(
            text_id=text.id, lineage=segment.lineage, language="en", digest=segment.digest, source=body,
            html=f"<p>{body}</p>", origin="machine", state="draft", created_at=START,
        )
    )  # fmt: skip
    text.version += 1


def test_a_machine_draft_is_shown_with_a_label_if_the_forum_allows_it(cast: Cast, text: Text, sign_in: SignIn) -> None:
    machine_draft(text, "Who signature the contract?")
    assert "signature" not in read_by(sign_in(cast.ana), cast, cast.question)
    assert "machine translation" in read_by(sign_in(cast.tess), cast, cast.question)
    db.session.get_one(Forum, cast.forum.id).shows_machine_drafts = True
    seen = read_by(sign_in(cast.ana), cast, cast.question)
    assert "Who signature the contract?" in seen
    assert "machine translation · draft" in seen
    assert "Machine translation, not checked by a person." in seen


def test_a_person_who_approves_a_machine_draft_is_credited(cast: Cast, text: Text, sign_in: SignIn) -> None:
    machine_draft(text, ENGLISH)
    client = sign_in(cast.tess)
    [segment] = segments_of(text)
    segment_form(shown(client.get(desk_url(text))), segment).send(client, verb="approve")
    seen = read_by(sign_in(cast.ana), cast, cast.question)
    assert "translated by Tess · approved" in seen
    assert "achine" not in seen


def test_a_machine_draft_in_review_is_still_labelled_as_one(cast: Cast, text: Text, sign_in: SignIn) -> None:
    machine_draft(text, ENGLISH)
    client = sign_in(cast.tess)
    [segment] = segments_of(text)
    segment_form(shown(client.get(desk_url(text))), segment).send(client, verb="review")
    assert "machine translation · in review" in read_by(sign_in(cast.ana), cast, cast.question)


# ---- what is told about a translation


def linked(cast: Cast) -> Text:
    """One paragraph with a number and a link."""
    sight = sight_for(cast, cast.ana)
    source = "Somos 120 familias; [aquí](https://example.org/acta) está el acta."
    return text_of(posting.reply(sight, cast.thread, cast.ana, typed(source, "es")))


RIGHT = "We are 120 families; [here](https://example.org/acta) are the minutes."


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_a_lost_link_blocks_every_approval(cast: Cast, sign_in: SignIn, headers: dict[str, str]) -> None:
    client, text = sign_in(cast.tess), linked(cast)
    [segment] = segments_of(text)
    page = shown(client.get(desk_url(text)))
    for _ in range(2):
        response = segment_form(page, segment).send(
            client, body="We are 120 families; here are the minutes.", verb="approve", headers=headers
        )
        assert response.status_code == 422
        page = shown(response)
        assert "Saved, but not approved: readers would lose something." in page.words
        assert "Must be corrected. A link is missing: https://example.org/acta" in page.words
    assert standing(text) == [("We are 120 families; here are the minutes.", "draft")]
    assert segment_form(page, segment).send(client, body=RIGHT, verb="approve", headers=headers).status_code in (
        200,
        303,
    )
    assert standing(text) == [(RIGHT, "approved")]


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["plain", "htmx"])
def test_a_warning_is_given_once(cast: Cast, sign_in: SignIn, headers: dict[str, str]) -> None:
    client, text = sign_in(cast.tess), linked(cast)
    [segment] = segments_of(text)
    wrong = RIGHT.replace("120", "112")
    page = shown(client.get(desk_url(text)))
    response = segment_form(page, segment).send(client, body=wrong, verb="approve", headers=headers)
    assert response.status_code == 422
    page = shown(response)
    assert "A number is different: 120 → 112" in page.words
    assert "If it is right, approve it again." in page.words
    assert standing(text) == [(wrong, "draft")]
    again = segment_form(page, segment).send(client, verb="approve", headers=headers)
    assert again.status_code in (200, 303)
    assert standing(text) == [(wrong, "approved")]


def test_another_warning_is_given_too(cast: Cast, sign_in: SignIn) -> None:
    client, text = sign_in(cast.tess), linked(cast)
    [segment] = segments_of(text)
    page = shown(client.get(desk_url(text)))
    page = shown(segment_form(page, segment).send(client, body=RIGHT.replace("120", "112"), verb="approve"))
    response = segment_form(page, segment).send(client, body=RIGHT.replace("120", "113"), verb="approve")
    assert "A number is different: 120 → 113" in shown(response).words
    assert standing(text)[-1][1] == "draft"


def test_a_warning_shown_with_a_draft_does_not_hold_up_its_approval(cast: Cast, sign_in: SignIn) -> None:
    """The page already shows the warning to anyone who opens it."""
    text = linked(cast)
    translate(sight_for(cast, cast.alma), text, RIGHT.replace("120", "112"), state="draft")
    client = sign_in(cast.tess)
    [segment] = segments_of(text)
    page = shown(client.get(desk_url(text)))
    assert "A number is different: 120 → 112" in page.words
    assert segment_form(page, segment).send(client, verb="approve").status_code == 303
    assert standing(text)[-1][1] == "approved"


def test_every_check_has_a_message() -> None:
    """The codes are read from the source of the checks, so a new code without words fails."""
    folder = Path(board.text.__file__).parent
    made = r"""(?:warning|blocking)\(\s*"([a-z_]+)"|Finding\(\s*"([a-z_]+)\""""
    codes = {
        by_helper or by_finding
        for path in folder.glob("*.py")
        for by_helper, by_finding in re.findall(made, path.read_text())
    }
    assert len(codes) > 10
    assert codes <= FINDING_WORDS.keys()


# ---- paragraphs that do not align


def test_translations_without_a_paragraph_are_shown_and_marked(cast: Cast, two: Text, sign_in: SignIn) -> None:
    translate(sight_for(cast, cast.tess), two, "First, well said.", "Second.")
    client = sign_in(cast.tess)
    assert "no longer in the original" not in shown(client.get(desk_url(two))).words
    revise_text(two, "Segundo.", cast.ana, START)
    section = shown(client.get(desk_url(two))).one("section[@class='unaligned']")
    assert "First, well said." in words_of(section)
    assert "Second." not in words_of(section)
    assert "approved · Tess" in words_of(section)
    post = db.session.scalars(select(Post).where(Post.text_id == two.id)).one()
    assert "First, well said." not in read_by(sign_in(cast.ana), cast, post)


def test_a_paragraph_translated_as_several_is_shown_whole(cast: Cast, text: Text, sign_in: SignIn) -> None:
    translate(sight_for(cast, cast.tess), text, "Who signed it?\n\n- The mayor?\n- Nobody?")
    seen = read_by(sign_in(cast.ana), cast, cast.question)
    assert [words for words in ("Who signed it?", "The mayor?", "Nobody?") if words not in seen] == []


# ---- titles, readings, weeks


def test_a_title_is_translated_like_any_text(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.tess)
    text = db.session.get_one(Text, cast.thread.title_id)
    [segment] = segments_of(text)
    segment_form(shown(client.get(desk_url(text))), segment).send(client, body="Selling\nto towns", verb="approve")
    page = shown(sign_in(cast.jorge).get(f"{FORUM}/thread/{cast.thread.key}"))
    assert "Selling to towns" in page.words


@pytest.mark.parametrize("what", ["reading", "title"])
def test_a_reading_links_to_its_editor_and_back(cast: Cast, sign_in: SignIn, what: str) -> None:
    client = sign_in(cast.tess)
    url = f"{FORUM}/reading/{cast.reading.key}"
    text_id = cast.reading.body_id if what == "reading" else cast.reading.title_id
    desk = desk_url(db.session.get_one(Text, text_id))
    assert desk in shown(client.get(url)).links
    assert url in shown(client.get(desk)).links


def test_a_half_translated_text_says_so(cast: Cast, two: Text, sign_in: SignIn) -> None:
    translate(sight_for(cast, cast.tess), two, "First.")
    post = db.session.scalars(select(Post).where(Post.text_id == two.id)).one()
    seen = read_by(sign_in(cast.ana), cast, post)
    assert "translated by Tess · approved · 1 paragraph missing" in seen
    assert "This paragraph is waiting for translation." in seen


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_page_of_every_text_has_an_address_and_a_name(app: Flask, cast: Cast, kind: str) -> None:
    with app.test_request_context():
        place = Place(kind, cast.week(1), "somekey")
        assert place_address(sight_for(cast, cast.tess), place).startswith("/f/social-economy")
        assert page_words(place)
