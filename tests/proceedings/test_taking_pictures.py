"""An edition takes the pictures of the words that it prints, and lends their bytes while they may be read."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict

import pytest
from flask import Flask
from sqlalchemy import select

from board import jobs
from board.actions import posting, scheduling
from board.actions.editions import Wanted
from board.actions.erasing import erase_post
from board.clock import FixedClock
from board.extensions import db
from board.models import Attachment, EditionFile, File, Post
from board.proceedings import album, producing
from board.proceedings.composing import compose
from board.proceedings.document import Document
from board.proceedings.making import make
from board.proceedings.stock import Stock
from board.rules.proceedings import FULL_DISCUSSION
from tests.proceedings.test_composing import SITE, composed, edition
from tests.support.abstracts import summarise
from tests.support.asked import queries
from tests.support.attached import in_markdown, kept_file, kept_picture
from tests.support.cast import Cast, sight_for, text_of, translate, typed
from tests.support.press import begin, new_press, withdraw
from tests.support.synthesis import add_theme, place, write_element


def posted(cast: Cast, body: str) -> Post:
    return posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed(body, "es"))


def pictured(cast: Cast, words: str = "El mercado", seed: int = 0) -> tuple[Post, Attachment]:
    kept = kept_picture(cast.ana, seed=seed)
    return posted(cast, f"Miren esto.\n\n{in_markdown(kept, words)}"), kept


def paragraphs(document: Document, post: Post) -> list[tuple[str, str | None]]:
    posts = [each for week in document.weeks for thread in week.threads for each in thread.posts]
    words = next(each.words for each in posts if each.source == post.key)
    return [(each.html, each.translation) for each in words.paragraphs]


def everything(document: Document) -> str:
    return json.dumps(asdict(document), ensure_ascii=False)


def element(kept: Attachment, words: str) -> str:
    return f'<p><span data-image="{kept.key}">{words}</span></p>'


def test_a_post_has_its_picture_described_in_both_languages(cast: Cast) -> None:
    post, kept = pictured(cast)
    translate(sight_for(cast, cast.tess), text_of(post), "Look.", in_markdown(kept, "The market"))
    document = composed(cast, FULL_DISCUSSION)
    assert paragraphs(document, post)[1] == (element(kept, "El mercado"), element(kept, "The market"))
    (picture,) = document.pictures
    assert (picture.key, picture.width, picture.height, picture.is_printed) == (kept.key, 40, 30, True)
    assert picture.address == f"{SITE}/f/social-economy/picture/{kept.key}"


def test_an_edition_that_does_not_print_the_post_has_no_picture_of_it(cast: Cast) -> None:
    _post, kept = pictured(cast)
    assert (composed(cast).pictures, kept.key in everything(composed(cast))) == ((), False)


def test_a_picture_of_another_text_is_its_words(cast: Cast) -> None:
    _post, kept = pictured(cast)
    other = posted(cast, in_markdown(kept, "robada"))
    document = composed(cast, FULL_DISCUSSION)
    assert paragraphs(document, other) == [("<p>[robada]</p>", None)]
    assert len(document.pictures) == 1


def test_a_file_is_a_link_with_its_title(cast: Cast) -> None:
    kept = kept_file(cast.ana, name="Informe.pdf")
    post = posted(cast, f"Aquí: {in_markdown(kept, 'el informe')}")
    document = composed(cast, FULL_DISCUSSION)
    link = f'<a href="{SITE}/f/social-economy/file/{kept.key}">el informe</a> (PDF)'
    assert paragraphs(document, post) == [(f"<p>Aquí: {link}</p>", None)]
    assert document.pictures == ()
    assert f"[el informe]({SITE}/f/social-economy/file/{kept.key}) (PDF)" in make(document, "md", "es").decode()


def test_a_summary_has_its_picture_and_a_policy_element_its_words(cast: Cast) -> None:
    in_summary, in_element = kept_picture(cast.alma, seed=1), kept_picture(cast.alma, seed=2)
    summarise(cast, cast.week(1), f"Seen:\n\n{in_markdown(in_summary, 'The square')}")
    write_element(cast, add_theme(cast), f"Buy small. {in_markdown(in_element, 'A stall')}")
    document = composed(cast)
    assert [picture.key for picture in document.pictures] == [in_summary.key]
    assert "[A stall]" in everything(document)
    assert in_element.key not in everything(document)


# ---- passages


def quoted(cast: Cast, post: Post, words: str) -> list[tuple[str, str | None]]:
    place(cast, add_theme(cast), words, post)
    (quote,) = composed(cast).themes[-1].quotes
    return [(each.html, each.translation) for each in quote.words.paragraphs]


@pytest.mark.parametrize(
    ("words", "original"),
    [
        ("Vendemos en la plaza vieja cada lunes.", "<p>Vendemos en PICTURE cada lunes.</p>"),
        ("la plaza vieja", "<p>PICTURE</p>"),
        ("en la plaza", "<p>en la plaza</p>"),
        ("vieja cada lunes.", "<p>vieja cada lunes.</p>"),
        ("cada lunes.", "<p>cada lunes.</p>"),
    ],
)
def test_a_passage_has_a_picture_if_all_of_its_words_are_in_it(cast: Cast, words: str, original: str) -> None:
    kept = kept_picture(cast.ana)
    post = posted(cast, f"Vendemos en {in_markdown(kept, 'la *plaza* vieja')} cada lunes.")
    span = f'<span data-image="{kept.key}">la plaza vieja</span>'
    assert quoted(cast, post, words) == [(original.replace("PICTURE", span), None)]
    assert [picture.key for picture in composed(cast).pictures] == ([kept.key] if "PICTURE" in original else [])


def test_a_passage_of_a_picture_has_it_in_both_languages(cast: Cast) -> None:
    post, kept = pictured(cast)
    translate(sight_for(cast, cast.tess), text_of(post), "Look.", in_markdown(kept, "The market"))
    assert quoted(cast, post, "El mercado") == [(element(kept, "El mercado"), element(kept, "The market"))]


def test_words_in_a_passage_that_look_like_a_picture_stay_words(cast: Cast) -> None:
    post, kept = pictured(cast)
    typed_words = f'&lt;span data-image="{kept.key}"&gt;x&lt;/span&gt;'
    other = posted(cast, typed_words)
    assert quoted(cast, other, "x")[0][0].count("<span") == 0
    assert post.key != other.key


# ---- sight


def hide(cast: Cast, post: Post) -> None:
    posting.hide_post(sight_for(cast, cast.alma), post, "spam")


def lock(cast: Cast, _post: Post) -> None:
    scheduling.override_week(sight_for(cast, cast.alma), cast.week(1), "locked")


def erase(cast: Cast, post: Post) -> None:
    hide(cast, post)
    erase_post(sight_for(cast, cast.olga), post)


@pytest.mark.parametrize("act", [hide, lock, erase, withdraw])
def test_a_picture_goes_with_its_words(cast: Cast, act: Callable[[Cast, Post], None]) -> None:
    post, kept = pictured(cast)
    key = kept.key
    place(cast, add_theme(cast), "El mercado", post)
    assert key in everything(composed(cast, FULL_DISCUSSION))
    act(cast, post)
    document = composed(cast, FULL_DISCUSSION)
    assert (document.pictures, key in everything(document)) == ((), False)
    if act is not withdraw:  # on the site, those words stay
        assert key not in Stock(sight_for(cast, cast.alma)).ids


def test_two_worlds_with_and_without_the_pictures_of_a_locked_week_are_the_same(cast: Cast) -> None:
    pictured(cast)
    scheduling.override_week(sight_for(cast, cast.alma), cast.week(2), "locked")

    def world() -> tuple[str, dict[str, int]]:
        return everything(composed(cast, FULL_DISCUSSION)), Stock(sight_for(cast, cast.alma)).ids

    before = world()
    scheduling.override_week(sight_for(cast, cast.alma), cast.week(2), "open")
    kept = kept_picture(cast.jorge)
    body = f"{in_markdown(kept, 'LOCKED')} {in_markdown(kept_file(cast.jorge), 'LOCKED')}"
    posting.reply(sight_for(cast, cast.jorge), cast.question_thread, cast.jorge, typed(body, "es"))
    assert kept.key in world()[1]
    scheduling.override_week(sight_for(cast, cast.alma), cast.week(2), "locked")
    assert world() == before


# ---- room, queries, bytes


def test_the_first_pictures_are_printed_as_far_as_there_is_room(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = [pictured(cast, seed=seed)[1].size for seed in range(3)]
    monkeypatch.setattr(album, "MOST_BYTES", sum(sizes[:2]))
    assert [each.is_printed for each in composed(cast, FULL_DISCUSSION).pictures] == [True, True, False]
    monkeypatch.setattr(album, "MOST_BYTES", sum(sizes[:2]) - 1)
    assert [each.is_printed for each in composed(cast, FULL_DISCUSSION).pictures] == [True, False, False]


def test_pictures_ask_for_nothing_more(cast: Cast, app: Flask) -> None:
    def asked() -> int:
        db.session.expire_all()
        with queries(app) as statements:
            compose(sight_for(cast, cast.alma), edition(cast, FULL_DISCUSSION), SITE)
        return len(statements)

    posted(cast, "Sin foto")
    before = asked()
    for seed in range(4):
        pictured(cast, seed=seed)
    assert asked() == before


def test_bytes_are_lent_without_a_transaction_that_stays(cast: Cast) -> None:
    _post, kept = pictured(cast)
    key, kept_bytes = kept.key, b"small " + cast.ana.key.encode() + b" 0"
    db.session.commit()
    stock = Stock(sight_for(cast, cast.alma))
    lent = stock(key)
    assert not db.session().in_transaction()
    assert lent == kept_bytes


def test_what_is_not_there_any_more_is_words_and_a_link(cast: Cast) -> None:
    post, _kept = pictured(cast)
    document = composed(cast, FULL_DISCUSSION)
    hide(cast, post)
    shown = Stock(sight_for(cast, cast.alma)).printable(document)
    assert [each.is_printed for each in shown.pictures] == [False]
    assert "<img" not in make(shown, "html", "both").decode()


@pytest.mark.parametrize("act", [hide, lock, withdraw])
def test_what_goes_while_a_file_is_made_is_in_no_file(
    cast: Cast, clock: FixedClock, monkeypatch: pytest.MonkeyPatch, act: Callable[[Cast, Post], None]
) -> None:
    post, kept = pictured(cast)
    key, press, done = kept.key, new_press(monkeypatch), []
    begun = begin(cast, Wanted(FULL_DISCUSSION))

    def made(document: Document, kind: str, layout: str, bytes_of: Callable[[str], bytes]) -> bytes:
        if not done:
            done.append(act(cast, post))
        return press(document, kind, layout, bytes_of) + str([each.key for each in document.pictures]).encode()

    monkeypatch.setattr(producing, "make", made)
    jobs.run_due(clock)
    jobs.run_due(clock)
    files = db.session.scalars(select(File.data).join(EditionFile).where(EditionFile.edition_id == begun.id)).all()
    assert files
    assert [data for data in files if key.encode() in data] == []
