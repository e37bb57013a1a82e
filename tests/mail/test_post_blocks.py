"""A post in a mail: what stands beside its words, and the words as its reader wants them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from board.actions import posting
from board.actions.translating import save_translation
from board.mail.blocks import Passage
from board.mail.plain_part import plain_part
from board.mail.post_blocks import post_blocks
from board.mail.readers import Reader, in_language_of, way_of
from board.models import Post, User
from board.pages.mailed_posts import mailed_posts
from board.rules.mail_tokens import POST, unseal
from board.rules.translations import DRAFT, IN_REVIEW, MACHINE
from tests.support.asked import queries
from tests.support.cast import START, Cast, membership_of, segments_of, sight_for, text_of, translate, typed


def reader_of(cast: Cast, user: User) -> Reader:
    return Reader(user, cast.forum, sight_for(cast, user))


def shown(cast: Cast, post: Post, user: User | None = None, number: int | None = None, *, linked: bool = False) -> str:
    to = reader_of(cast, user or cast.jorge)
    [mailed] = mailed_posts(to.sight.of_participants(), [post.id])
    with in_language_of(to.user):
        return plain_part(post_blocks(to, mailed, number, linked=linked))


def test_it_says_who_wrote_it_when_to_whom_and_who_translated_it(cast: Cast) -> None:
    assert shown(cast, cast.post).splitlines()[0] == "[Ana · Tue 24 Feb, 05:14 Toronto time · English: Tess]"
    assert shown(cast, cast.answer, number=2).splitlines()[0] == "[2] Jorge · Wed 25 Feb, 05:14 · in reply to Ana"


def test_it_is_written_in_the_language_of_its_reader(cast: Cast) -> None:
    cast.jorge.interface = "es"
    assert (
        shown(cast, cast.answer).splitlines()[0] == "[Jorge · mié 25 feb, 05:14, hora de Toronto · en respuesta a Ana]"
    )


def test_a_badge_is_said_in_words(cast: Cast) -> None:
    post = posting.reply(sight_for(cast, cast.rosa), cast.question_thread, cast.rosa, typed("El alcalde."), to=None)
    assert "Rosa · Key respondent · week 2 · Quebec · answering now · Wed" in shown(cast, post)


def test_a_question_names_the_person_who_is_asked(cast: Cast) -> None:
    assert "[Question to Rosa. Not answered yet.]" in shown(cast, cast.question)


def test_both_languages_stand_together_paragraph_by_paragraph(cast: Cast) -> None:
    to = reader_of(cast, cast.jorge)
    [mailed] = mailed_posts(to.sight.of_participants(), [cast.post.id])
    with in_language_of(to.user):
        passages = [block for block in post_blocks(to, mailed) if isinstance(block, Passage)]
    assert [(passage.language, passage.is_translation) for passage in passages] == [("es", False), ("en", True)] * 2
    assert passages[1].source == "The cooperative sold vegetables to the municipality."
    assert passages[0].html == "<p>La cooperativa vendió verduras al municipio.</p>"


@pytest.mark.parametrize(
    ("mode", "there", "missing"),
    [("original", "La cooperativa", "The cooperative"), ("translation", "The cooperative", "La cooperativa")],
)
def test_one_language_is_enough_for_readers_who_want_one(cast: Cast, mode: str, there: str, missing: str) -> None:
    cast.jorge.reading_mode = mode
    words = shown(cast, cast.post)
    assert there in words
    assert missing not in words
    assert ("English: Tess" in words) == (mode == "translation")


@pytest.mark.parametrize(("mode", "said"), [("both", True), ("translation", True), ("original", False)])
def test_a_pending_translation_is_said_and_the_original_stands_there(cast: Cast, mode: str, said: bool) -> None:
    cast.jorge.reading_mode = mode
    words = shown(cast, cast.question)
    assert "¿Quién firmó el contrato?" in words
    assert ("[The translation into English is pending.]" in words) == said


@pytest.mark.parametrize(
    ("reads", "interface", "said"),
    [(("es",), "es", False), (("es", "en"), "en", False), (("en",), "es", True), ((), "es", False), ((), "en", True)],
)
def test_a_pending_translation_is_said_to_those_who_do_not_read_the_original(
    cast: Cast, reads: tuple[str, ...], interface: str, said: bool
) -> None:
    cast.jorge.reading_mode, cast.jorge.reads, cast.jorge.interface = "mine", reads, interface
    words = shown(cast, cast.question)
    assert "¿Quién firmó el contrato?" in words
    pending = {"en": "[The translation into English is pending.]", "es": "[La traducción al inglés está pendiente.]"}
    assert (pending[interface] in words) == said


def test_anyone_who_reads_the_original_gets_it_alone(cast: Cast) -> None:
    cast.jorge.reads = ("es", "en")
    words = shown(cast, cast.post)
    assert "La cooperativa vendió verduras" in words
    assert "The cooperative" not in words
    assert "English: Tess" not in words


def test_anyone_who_reads_the_translation_gets_it_first(cast: Cast) -> None:
    cast.jorge.reads = ("en",)
    to = reader_of(cast, cast.jorge)
    [mailed] = mailed_posts(to.sight.of_participants(), [cast.post.id])
    with in_language_of(to.user):
        passages = [block for block in post_blocks(to, mailed) if isinstance(block, Passage)]
    assert [(passage.language, passage.is_translation) for passage in passages] == [("en", True), ("es", False)] * 2


def test_what_was_said_for_the_forum_comes_before_what_was_said_for_all(cast: Cast) -> None:
    cast.jorge.reads = ("en",)
    membership = membership_of(cast.jorge, cast.forum)
    assert membership is not None
    membership.reads = ("es",)
    assert way_of(cast.jorge, membership).languages == ("es",)
    assert way_of(cast.jorge, None).languages == ("en",)


def test_a_missing_paragraph_is_said_where_it_is_missing(cast: Cast) -> None:
    cast.jorge.reading_mode = "translation"
    post = posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed("Uno.\n\nDos."), to=None)
    translate(sight_for(cast, cast.tess), text_of(post), "One.")
    assert shown(cast, post).split("\n\n")[1:] == [
        "[en] One.",
        "Dos.",
        "[This paragraph is waiting for translation.]\n",
    ]


def test_an_outdated_paragraph_says_so(cast: Cast) -> None:
    ana = sight_for(cast, cast.ana)
    changed = "La cooperativa vendió frutas al municipio.\n\nLos contratos pequeños ayudan a empezar."
    posting.edit_post(ana, cast.thread, cast.post, text_of(cast.post), changed, 1)
    words = shown(cast, cast.post)
    assert words.count("[The original of this paragraph was changed after it was translated.]") == 1
    assert "· edited ·" in words


@pytest.mark.parametrize(("state", "said"), [(DRAFT, ""), (IN_REVIEW, "English: Tess (in review)")])
def test_what_is_in_review_says_so_and_a_draft_by_people_is_not_shown(cast: Cast, state: str, said: str) -> None:
    translate(sight_for(cast, cast.tess), text_of(cast.question), "Who signed?", state=state)
    words = shown(cast, cast.question, cast.tess)
    assert ("Who signed?" in words) == bool(said)
    assert said in words


@pytest.mark.parametrize("shows", [False, True])
def test_a_machine_is_named_as_one_and_only_where_the_forum_shows_its_drafts(cast: Cast, shows: bool) -> None:
    cast.forum.shows_machine_drafts = shows
    text = text_of(cast.question)
    [segment] = segments_of(text)
    tess = sight_for(cast, cast.tess)
    save_translation(tess, text, segment, "Who?", DRAFT, base=0, digest=segment.digest, origin=MACHINE)
    words = shown(cast, cast.question)
    assert ("Who?\n\n[Machine translation, not checked by a person.]" in words) == shows
    assert ("English: machine translation" in words) == shows


def test_it_links_to_the_site_and_to_an_answer_if_the_site_takes_mail(
    cast: Cast, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = f"On the site: http://localhost/f/social-economy/post/{cast.answer.key}\n"
    assert shown(cast, cast.answer, linked=True).endswith(at)
    settings = app.extensions["settings"]
    monkeypatch.setitem(app.extensions, "settings", replace(settings, mail_replies="reply@example.org"))
    address = shown(cast, cast.answer, linked=True).strip().partition("Reply by e-mail: mailto:reply+")[2]
    token = unseal(settings.secret_key, address.removesuffix("@example.org"))
    assert token is not None
    assert token[:3] == (POST, cast.jorge.id, cast.answer.id)


def test_nothing_is_shown_of_what_participants_may_not_read(cast: Cast) -> None:
    posting.hide_post(sight_for(cast, cast.alma), cast.answer, "Not fit")
    sight = sight_for(cast, cast.alma).of_participants()
    assert cast.locked_post is not None
    ids = [cast.post.id, cast.answer.id, cast.locked_post.id]
    assert [post.id for post in mailed_posts(sight, ids)] == [cast.post.id]


def test_many_posts_take_as_many_queries_as_one(cast: Cast, app: Flask) -> None:
    sight = sight_for(cast, cast.jorge).of_participants()
    replies = [
        posting.reply(sight_for(cast, cast.ana, START), cast.thread, cast.ana, typed(f"Uno {number}"), to=cast.answer)
        for number in range(5)
    ]
    with queries(app) as few:
        mailed_posts(sight, [replies[0].id])
    with queries(app) as many:
        assert len(mailed_posts(sight, [post.id for post in replies])) == 5
    assert len(many) == len(few)
