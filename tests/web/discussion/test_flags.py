"""An author flags what is wrong with the translation of their text, in one form that loses nothing typed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from board.actions import erasing, posting, scheduling
from board.actions.flagging import Note, raise_flags, settle_by_hand
from board.actions.translating import newest_translation, save_translation
from board.actions.wordings import current_number
from board.extensions import db
from board.models import Flag, Text, UnsentText, User
from board.rules.translations import APPROVED, DRAFT, MACHINE
from tests.support.cast import (
    ENGLISH_OF_IT,
    PASSWORD,
    SPANISH,
    Cast,
    segments_of,
    sight_for,
    text_of,
    translate,
    typed,
)  # fmt: skip
from tests.support.client import Client
from tests.support.shown import Form, Shown, shown, words_of

SignIn = Callable[[User], Client]
FORUM = "/f/social-economy"


@pytest.fixture
def text(cast: Cast) -> Text:
    """Ana's post: two paragraphs, both approved."""
    return text_of(cast.post)


@pytest.fixture
def ana(cast: Cast, sign_in: SignIn) -> Client:
    return sign_in(cast.ana)


def url(text: Text) -> str:
    return f"{FORUM}/text/{text.key}/flag"


def form_of(client: Client, text: Text) -> Form:
    return shown(client.get(url(text))).form("/flag")


def note(text: Text, position: int = 0) -> str:
    """Return the name of a paragraph's field."""
    return f"note-{segments_of(text)[position].lineage}"


def stored_notes() -> list[str]:
    return list(db.session.scalars(select(Flag.note).order_by(Flag.id)))


def fields(page: Shown) -> dict[str, str]:
    return {area.get("name", ""): "".join(area.itertext()).strip("\n") for area in page.all("textarea")}


def raise_flag(cast: Cast, text: Text, words: str = "Not vegetables.") -> Flag:
    translation = newest_translation(text, segments_of(text)[0].lineage)
    assert translation is not None
    raise_flags(sight_for(cast, cast.ana), text, None, [Note(translation, words)])
    return db.session.scalars(select(Flag)).one()


# ---- reading and sending


def test_each_paragraph_is_beside_its_translation_and_has_a_field(cast: Cast, text: Text, ana: Client) -> None:
    page = shown(ana.get(url(text)))
    assert page.texts("div[@class='source']") == SPANISH.split("\n\n")
    assert page.texts("div[@class='prose']") == ENGLISH_OF_IT
    assert [area.get("lang") for area in page.all("div[@class='source']")] == ["es", "es"]
    assert [area.get("lang") for area in page.all("div[@class='prose']")] == ["en", "en"]
    assert fields(page) == {note(text, 0): "", note(text, 1): ""}


def test_a_note_is_stored_and_shown(cast: Cast, text: Text, ana: Client) -> None:
    answer = form_of(ana, text).send(ana, **{note(text, 1): "  Pequeño no es “short”.\r\nDice otra cosa. "})
    assert (answer.status_code, answer.location) == (303, f"{FORUM}/post/{cast.post.key}")
    assert stored_notes() == ["Pequeño no es “short”.\nDice otra cosa."]
    page = shown(ana.get(url(text)))
    assert page.texts("p[@class='flagged']") == ["Pequeño no es “short”. Dice otra cosa."]
    assert "Thank you. The translators see what you wrote." in page.words


def test_a_form_without_notes_is_an_error_beside_the_first_field(cast: Cast, text: Text, ana: Client) -> None:
    answer = form_of(ana, text).send(ana, **{note(text): " \u200b "})
    page = shown(answer)
    assert answer.status_code == 422
    assert page.texts("p[@class='error']") == ["Describe what is wrong with the translation of at least one paragraph."]
    assert f"#{note(text)}" in page.links
    assert page.one(f"textarea[@name='{note(text)}']").get("aria-invalid") == "true"
    assert stored_notes() == []


def test_a_note_that_is_too_long_stays_to_be_shortened(cast: Cast, text: Text, ana: Client) -> None:
    answer = form_of(ana, text).send(ana, **{note(text): "x" * 1001, note(text, 1): "Wrong."})
    assert answer.status_code == 422
    assert fields(shown(answer)) == {note(text): "x" * 1001, note(text, 1): "Wrong."}
    assert stored_notes() == []
    again = shown(answer).form("/flag").send(ana, **{note(text): "x" * 1000})
    assert again.status_code == 303
    assert stored_notes() == ["x" * 1000, "Wrong."]


def test_a_translation_that_was_changed_meanwhile_is_shown_again(cast: Cast, text: Text, ana: Client) -> None:
    form = form_of(ana, text)
    segment = segments_of(text)[0]
    newest = newest_translation(text, segment.lineage)
    assert newest is not None
    tess = sight_for(cast, cast.tess)
    save_translation(tess, text, segment, "It sold greens.", APPROVED, base=newest.id, digest=segment.digest)
    answer = form.send(ana, **{note(text): "Not vegetables."})
    page = shown(answer)
    assert answer.status_code == 422
    assert page.texts("p[@class='error']") == [
        "This translation was changed while you wrote. Please check whether it is still wrong."
    ]
    assert "It sold greens." in page.words
    assert fields(page)[note(text)] == "Not vegetables."
    assert stored_notes() == []
    assert page.form("/flag").send(ana).status_code == 303  # the new translation was on the page
    assert stored_notes() == ["Not vegetables."]


def test_a_note_on_a_paragraph_that_is_gone_is_not_lost(cast: Cast, text: Text, ana: Client) -> None:
    form, name = form_of(ana, text), note(text)
    sight = sight_for(cast, cast.ana)
    posting.edit_post(sight, cast.thread, cast.post, text, SPANISH.split("\n\n")[1], current_number(text))
    answer = form.send(ana, **{name: "Not vegetables.", note(text): "Nor this."})
    page = shown(answer)
    assert answer.status_code == 422
    assert words_of(page.one("textarea[@id='lost-1']")) == "Not vegetables."
    assert "Not vegetables." in shown(ana.get("/unsent")).words
    assert fields(page)[note(text)] == "Nor this."
    assert stored_notes() == []


def test_a_draft_that_is_not_shown_cannot_be_flagged(cast: Cast, text: Text, ana: Client) -> None:
    """Sending the id of the draft in a forged form does not help."""
    segment = segments_of(text)[0]
    newest = newest_translation(text, segment.lineage)
    assert newest is not None
    tess = sight_for(cast, cast.tess)
    draft = save_translation(tess, text, segment, "Secret draft.", DRAFT, base=newest.id, digest=segment.digest)
    answer = form_of(ana, text).send(ana, **{f"seen-{segment.lineage}": str(draft.id), note(text): "Wrong."})
    assert answer.status_code == 422
    assert "Secret draft." not in shown(answer).words
    assert stored_notes() == []


def test_a_machine_draft_can_be_flagged_if_it_is_shown(cast: Cast, ana: Client) -> None:
    cast.forum.shows_machine_drafts = True
    text = text_of(cast.question)
    [segment] = segments_of(text)
    tess = sight_for(cast, cast.tess)
    save_translation(tess, text, segment, "Who firm?", DRAFT, base=0, digest=segment.digest, origin=MACHINE)
    assert "Machine translation, not checked by a person." in shown(ana.get(url(text))).words
    assert form_of(ana, text).send(ana, **{note(text): "Firmar is to sign."}).status_code == 303
    assert stored_notes() == ["Firmar is to sign."]


# ---- taking back


def test_withdrawing_a_flag_keeps_what_is_typed(cast: Cast, text: Text, ana: Client) -> None:
    raise_flag(cast, text)
    page = shown(ana.get(url(text)))
    [button] = [button for button in page.all("button") if button.get("name") == "withdraw"]
    answer = page.form("/flag").send(ana, withdraw=button.get("value", ""), **{note(text, 1): "But this:"})
    assert (answer.status_code, answer.location) == (303, url(text))
    after = shown(ana.get(url(text)))
    assert after.texts("p[@class='flagged']") == []
    assert fields(after)[note(text, 1)] == "But this:"
    assert after.texts("p[@class='error']") == []
    assert stored_notes() == []


def test_withdrawing_a_flag_twice_is_no_error(cast: Cast, text: Text, ana: Client) -> None:
    key = raise_flag(cast, text).key
    form = form_of(ana, text)
    assert [form.send(ana, withdraw=key).status_code for _ in range(2)] == [303, 303]
    assert stored_notes() == []


def test_a_settled_flag_is_not_shown_any_more(cast: Cast, text: Text, ana: Client) -> None:
    raise_flag(cast, text)
    settle_by_hand(sight_for(cast, cast.tess), text, segments_of(text)[0].lineage)
    assert shown(ana.get(url(text))).texts("p[@class='flagged']") == []


def test_typed_text_is_escaped(cast: Cast, text: Text, ana: Client) -> None:
    hostile = "<script>alert(1)</script> & </textarea>"
    raise_flag(cast, text, hostile)
    assert shown(ana.get(url(text))).texts("p[@class='flagged']") == [hostile]
    form_of(ana, text).send(ana, withdraw="x", **{note(text): hostile})
    assert fields(shown(ana.get(url(text))))[note(text)] == hostile


# ---- access


def test_only_the_author_gets_the_link_and_the_page(cast: Cast, text: Text, sign_in: SignIn) -> None:
    title = db.session.get_one(Text, cast.thread.title_id)
    for name, let_in in (("ana", True), ("jorge", False), ("rosa", False), ("tess", False), ("alma", False)):
        client = sign_in(getattr(cast, name))
        for found, page in ((text, f"post/{cast.post.key}/tools"), (title, f"thread/{cast.thread.key}")):
            answer = client.get(f"{FORUM}/{page}")
            assert (url(found) in answer.text) is let_in, name
            assert client.get(url(found)).status_code == (200 if let_in else 403), name
            assert client.post(url(found), data={note(found): "Wrong."}).status_code == (422 if let_in else 403), name


def test_strangers_are_asked_to_sign_in_or_refused(cast: Cast, text: Text, client: Client, sign_in: SignIn) -> None:
    assert client.get(url(text)).status_code == 302
    assert sign_in(cast.nina).get(url(text)).status_code == 403


def test_an_untranslated_post_has_no_link(cast: Cast, ana: Client) -> None:
    text = text_of(cast.question)
    assert url(text) not in shown(ana.get(f"{FORUM}/post/{cast.question.key}/tools")).links
    page = shown(ana.get(url(text)))
    assert "There is no translation of this text to read yet." in page.words
    assert page.all("textarea") == []
    assert ana.post(url(text), data={note(text): "Wrong."}).status_code == 422
    assert stored_notes() == []


def test_a_draft_that_the_author_cannot_see_gives_no_link(cast: Cast, ana: Client) -> None:
    text = text_of(cast.question)
    translate(sight_for(cast, cast.tess), text, "Who signs?", state=DRAFT)
    assert url(text) not in shown(ana.get(f"{FORUM}/post/{cast.question.key}/tools")).links


def test_a_partly_translated_text_can_be_flagged(cast: Cast, text: Text, ana: Client) -> None:
    sight = sight_for(cast, cast.ana)
    longer = f"{SPANISH}\n\nUn párrafo más."
    posting.edit_post(sight, cast.thread, cast.post, text, longer, current_number(text))
    assert url(text) in shown(ana.get(f"{FORUM}/post/{cast.post.key}/tools")).links
    assert list(fields(shown(ana.get(url(text))))) == [note(text, 0), note(text, 1)]


def test_a_text_that_is_not_translated_is_refused(cast: Cast, sign_in: SignIn) -> None:
    assert sign_in(cast.jorge).get(url(text_of(cast.answer))).status_code == 403


def test_a_key_respondent_flags_their_case_study_and_its_title(cast: Cast, sign_in: SignIn) -> None:
    assert cast.case_study is not None
    bento, tess = sign_in(cast.bento), sight_for(cast, cast.tess)
    for text_id, words in ((cast.case_study.title_id, "Case"), (cast.case_study.body_id, "Our cooperative.")):
        text = db.session.get_one(Text, text_id)
        translate(tess, text, words)
        assert url(text) in shown(bento.get(f"{FORUM}/reading/{cast.case_study.key}")).links
        answer = form_of(bento, text).send(bento, **{note(text): f"Not {words}"})
        assert answer.location == f"{FORUM}/reading/{cast.case_study.key}"
    assert stored_notes() == ["Not Case", "Not Our cooperative."]


def test_locked_removed_and_unknown_texts_get_the_same_404(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.alma)
    own = posting.reply(sight_for(cast, cast.alma), cast.thread, cast.alma, typed("Bienvenidas."))
    translate(sight_for(cast, cast.tess), text_of(own), "Welcome.")
    assert client.get(url(text_of(own))).status_code == 200
    posting.delete_post(sight_for(cast, cast.alma), own)
    assert client.get(url(text_of(own))).status_code == 404  # an admin can read the words, but the post is removed
    ana, key = sign_in(cast.ana), text_of(cast.post).key
    scheduling.override_week(sight_for(cast, cast.alma), cast.week(1), "locked")
    for address in (f"{FORUM}/text/{key}/flag", f"{FORUM}/text/zzzzzzzzzzzzzz/flag"):
        assert (ana.get(address).status_code, ana.post(address).status_code) == (404, 404)


# ---- nothing typed is lost


def keep(client: Client, text: Text, words: str) -> None:
    """Keep words as the page does by itself during typing."""
    lineage = segments_of(text)[0].lineage
    assert client.post("/unsent", data={"place": f"flag:{lineage}", "body": words}).status_code == 200


def unsent() -> list[str]:
    return list(db.session.scalars(select(UnsentText.body)))


def test_notes_survive_the_end_of_the_session(app: Flask, cast: Cast, text: Text, ana: Client) -> None:
    form, client = form_of(ana, text), app.test_client()
    page = shown(client.post(url(text), data=form.fields | {note(text, 1): "Not “short”.\r\nOther."}))
    answer = page.form("/sign-in").send(client, email=cast.ana.email, password=PASSWORD)
    assert answer.location == url(text)
    assert fields(shown(client.get(url(text))))[note(text, 1)] == "Not “short”.\nOther."
    assert stored_notes() == []


def test_an_unsent_note_is_in_its_field_until_it_is_sent(text: Text, ana: Client) -> None:
    keep(ana, text, "Not vege")
    assert fields(shown(ana.get(url(text)))) == {note(text, 0): "Not vege", note(text, 1): ""}
    assert "What is wrong with a translation" in shown(ana.get("/unsent")).words
    assert form_of(ana, text).send(ana, **{note(text): "Not vegetables."}).status_code == 303
    assert unsent() == []
    assert fields(shown(ana.get(url(text))))[note(text)] == ""


def test_an_emptied_field_stays_empty_when_the_form_comes_back(text: Text, ana: Client) -> None:
    keep(ana, text, "Not vege")
    answer = form_of(ana, text).send(ana, **{note(text): "", note(text, 1): "x" * 1001})
    assert fields(shown(answer)) == {note(text, 0): "", note(text, 1): "x" * 1001}


def test_erasing_a_post_deletes_unsent_notes_on_it(cast: Cast, text: Text, ana: Client) -> None:
    keep(ana, text, "Not vegetables.")
    posting.delete_post(sight_for(cast, cast.ana), cast.post)
    erasing.erase_post(sight_for(cast, cast.olga), cast.post)
    assert unsent() == []
