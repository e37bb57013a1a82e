"""An edition holds what everyone who takes part may read, signed as its authors want, and every citation resolves."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta

import pytest
from flask import Flask

from board.actions import codebook, posting, scheduling, translating
from board.actions.translating import MachineDraft
from board.extensions import db
from board.models import Edition, Excerpt, QuoteAnswer
from board.proceedings.composing import compose
from board.proceedings.document import Document, Words
from board.proceedings.making import make
from board.proceedings.sources import parts_of
from board.rules.proceedings import FULL_DISCUSSION, NAMED, NO_DISCUSSION, SELECTED_THREADS, WITHDRAWN
from board.rules.translations import IN_REVIEW
from tests.support.abstracts import citation, summarise
from tests.support.asked import queries
from tests.support.cast import OPENING, START, Cast, membership_of, segments_of, sight_for, text_of, translate, typed
from tests.support.synthesis import add_theme, cites, place, write_element

SITE = "https://forum.example"


def edition(cast: Cast, discussion: str = NO_DISCUSSION, *threads: str) -> Edition:
    return Edition(number=1, discussion=discussion, threads=threads, note="", made_by_id=cast.alma.id, created_at=START)


def composed(cast: Cast, discussion: str = NO_DISCUSSION, *threads: str) -> Document:
    return compose(sight_for(cast, cast.alma), edition(cast, discussion, *threads), SITE)


def everything(document: Document) -> str:
    return json.dumps(asdict(document), ensure_ascii=False)


def only_words(words: Words | None) -> list[tuple[str, str | None, str]]:
    assert words is not None
    return [(each.html, each.translation, each.state) for each in words.paragraphs]


def test_a_passage_leads_back_to_its_post_week_and_author(cast: Cast) -> None:
    place(cast, theme := add_theme(cast), "verduras")
    document = composed(cast)
    (quote,) = next(each for each in document.themes if each.key == theme.key).quotes
    (source,) = document.sources
    assert (quote.source, quote.region, quote.why) == (cast.post.key, "Brazil", "It shows who pays.")
    assert (source.kind, source.key, source.week) == ("post", cast.post.key, 1)
    assert source.address == f"{SITE}/f/{cast.forum.slug}/post/{cast.post.key}"
    assert (source.signed, source.region) == ("", "Brazil")  # Ana has not answered yet
    assert quote.address == f"{SITE}/f/{cast.forum.slug}/excerpt/{quote.key}"
    assert parts_of(document) >= {("post", cast.post.key), ("excerpt", quote.key), ("thread", cast.thread.key)}
    assert {key for kind, key in parts_of(document) if kind == "week"} == {"1", "2"}


def test_an_author_is_named_only_after_they_agreed(cast: Cast) -> None:
    place(cast, add_theme(cast), "verduras")
    before = composed(cast)
    assert ("Ana" in everything(before), before.people, before.unnamed) == (False, (), 1)
    member = membership_of(cast.ana, cast.forum)
    assert member is not None
    member.attribution = NAMED
    after = composed(cast)
    assert ([person.name for person in after.people], after.sources[0].signed, after.unnamed) == (["Ana"], "Ana", 0)


def test_whoever_has_not_answered_is_signed_by_their_region_in_print(cast: Cast) -> None:
    place(cast, add_theme(cast), "verduras")
    assert "<bdi>Brazil</bdi> · " in make(composed(cast), "html", "en").decode()


def test_a_translator_is_named_only_after_they_agreed(cast: Cast) -> None:
    place(cast, add_theme(cast), "verduras")
    document = composed(cast, FULL_DISCUSSION)
    assert ("vegetables" in everything(document), "Tess" in everything(document)) == (True, False)
    member = membership_of(cast.tess, cast.forum)
    assert member is not None
    member.attribution = NAMED
    themes = composed(cast).themes
    assert {quote.words.translators for theme in themes for quote in theme.quotes} == {("Tess",)}


def hide(cast: Cast, _passage: Excerpt) -> None:
    posting.hide_post(sight_for(cast, cast.alma), cast.post, "spam")


def lock(cast: Cast, _passage: Excerpt) -> None:
    scheduling.override_week(sight_for(cast, cast.alma), cast.week(1), "locked")


def withdraw(cast: Cast, passage: Excerpt) -> None:
    answer = QuoteAnswer(forum_id=cast.forum.id, text_id=passage.text_id, user_id=cast.ana.id, kind=WITHDRAWN, at=START)
    db.session.add(answer)


@pytest.mark.parametrize("act", [hide, lock, withdraw])
def test_what_may_not_be_quoted_is_not_in_it(cast: Cast, act: Callable[[Cast, Excerpt], None]) -> None:
    passage = place(cast, add_theme(cast), "verduras")
    summarise(cast, cast.week(2), f"They sold vegetables {citation(cast, cast.post)}. Others did not.")
    before = everything(composed(cast, FULL_DISCUSSION))
    assert ("verduras" in before, cast.post.key in before, passage.key in before) == (True, True, True)
    act(cast, passage)
    db.session.flush()
    document = composed(cast, FULL_DISCUSSION)
    said = everything(document)
    assert ("verduras" in said, cast.post.key in said, passage.key in said) == (False, False, False)
    assert document.statistics.passages == 0


def test_words_that_were_withdrawn_are_not_printed_with_the_discussion_either(cast: Cast) -> None:
    theme = add_theme(cast)
    place(cast, theme, "Los contratos", once="kept")
    withdrawn = place(cast, theme, "verduras", once="gone")
    before = composed(cast, FULL_DISCUSSION)
    assert ("whole", cast.post.key) in parts_of(before)
    answer = QuoteAnswer(
        forum_id=cast.forum.id, text_id=withdrawn.text_id, user_id=cast.ana.id, kind=WITHDRAWN, at=START
    )
    answer.excerpt_id = withdrawn.id
    db.session.add(answer)
    db.session.flush()
    document = composed(cast, FULL_DISCUSSION)
    assert ("verduras" in everything(document), "Los contratos" in everything(document)) == (False, True)
    assert cast.post.key not in printed(document)
    assert {("post", cast.post.key), ("whole", cast.post.key)} & parts_of(document) == {("post", cast.post.key)}


def test_a_case_study_with_withdrawn_words_is_named_and_not_printed(cast: Cast) -> None:
    study = cast.case_study
    assert study is not None
    sight = sight_for(cast, cast.alma, OPENING)
    assert "Nuestra cooperativa LOCKED" in everything(compose(sight, edition(cast), SITE))
    body_id = study.body_id
    passage = Excerpt(
        forum_id=cast.forum.id, text_id=body_id, theme_id=add_theme(cast).id, language="en", author_id=cast.jorge.id,
        created_at=START,
    )  # fmt: skip
    db.session.add(passage)
    db.session.flush()
    answer = QuoteAnswer(forum_id=cast.forum.id, text_id=body_id, user_id=cast.bento.id, kind=WITHDRAWN, at=START)
    answer.excerpt_id = passage.id
    db.session.add(answer)
    db.session.flush()
    said = everything(compose(sight, edition(cast), SITE))
    assert ("Nuestra cooperativa LOCKED" in said, "Caso LOCKED" in said) == (False, True)


def test_a_citation_becomes_the_number_of_its_source(cast: Cast) -> None:
    other = posting.reply(sight_for(cast, cast.jorge), cast.thread, cast.jorge, typed("We buy it.", "en"))
    summarise(cast, cast.week(1), f"They bought {citation(cast, other, '7')}, and sold {citation(cast, cast.post)}.")
    document = composed(cast)
    assert [source.key for source in document.sources] == [other.key, cast.post.key]
    (words,) = only_words(document.weeks[0].summary)
    assert f'bought <a href="#p-{other.key}">[1]</a>, and sold <a href="#p-{cast.post.key}">[2]</a>.' in words[0]


def test_other_links_to_the_site_lead_there_from_anywhere(cast: Cast) -> None:
    summarise(
        cast, cast.week(1), f"See [the week](/f/{cast.forum.slug}/week/1) and [a page](https://elsewhere.example/)."
    )
    (words,) = only_words(composed(cast).weeks[0].summary)
    assert f'href="{SITE}/f/{cast.forum.slug}/week/1"' in words[0]
    assert 'href="https://elsewhere.example/"' in words[0]


def test_only_an_approved_translation_is_called_approved(cast: Cast) -> None:
    post = posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed("Compramos semillas.", "es"))
    place(cast, add_theme(cast), "semillas", post)
    text = text_of(post)

    def state() -> tuple[str | None, str]:
        (theme,) = composed(cast).themes
        ((_html, translation, state),) = only_words(theme.quotes[0].words)
        return translation, state

    assert state() == (None, "missing")
    translate(sight_for(cast, cast.tess), text, "We buy seeds.", state="draft")
    assert state() == (None, "missing")
    translate(sight_for(cast, cast.tess), text, "We buy seeds.", state=IN_REVIEW)
    assert state() == ("<p>We buy seeds.</p>", "in review")
    translate(sight_for(cast, cast.tess), text, "We buy seeds.")
    assert state() == ("<p>We buy seeds.</p>", "approved")
    posting.edit_post(sight_for(cast, cast.ana), cast.thread, post, text, "Compramos semillas y abono.", 1)
    assert state()[1] == "outdated"


def test_a_machines_draft_says_so(cast: Cast) -> None:
    cast.forum.shows_machine_drafts = True
    post = posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed("Compramos semillas.", "es"))
    (segment,) = segments_of(text_of(post))
    made = MachineDraft(segment.lineage, segment.digest, "es", "en", "We buy seeds.", "Test")
    assert translating.save_machine_draft(sight_for(cast, cast.tess), text_of(post), made) is not None
    posts = [post for thread in composed(cast, FULL_DISCUSSION).weeks[0].threads for post in thread.posts]
    (ours,) = [each for each in posts if each.source == post.key]
    assert [state for _html, _translation, state in only_words(ours.words)] == ["machine"]


def printed(document: Document) -> set[str]:
    return {post.source for week in document.weeks for thread in week.threads for post in thread.posts}


def test_the_discussion_is_printed_as_far_as_the_edition_says(cast: Cast) -> None:
    other = posting.reply(sight_for(cast, cast.jorge), cast.question_thread, cast.jorge, typed("We buy it.", "en"))
    assert printed(composed(cast)) == set()
    assert printed(composed(cast, SELECTED_THREADS, cast.thread.key)) >= {cast.post.key}
    assert other.key not in printed(composed(cast, SELECTED_THREADS, cast.thread.key))
    assert printed(composed(cast, FULL_DISCUSSION)) >= {cast.post.key, other.key}


@pytest.mark.parametrize(("late", "is_there"), [(-1, False), (0, True), (1, True)])
def test_a_week_is_in_it_from_its_opening_on(cast: Cast, late: int, is_there: bool) -> None:
    sight = sight_for(cast, cast.alma, OPENING + timedelta(seconds=late))
    document = compose(sight, edition(cast, FULL_DISCUSSION), SITE)
    assert ("LOCKED" in everything(document), document.weeks[2].opened != "") == (is_there, is_there)


def test_a_retired_themes_passages_are_not_in_it(cast: Cast) -> None:
    place(cast, theme := add_theme(cast), "verduras")
    codebook.set_state(sight_for(cast, cast.alma), theme, "retired", "It")
    assert (composed(cast).themes, composed(cast).sources) == ((), ())


def test_the_queries_do_not_grow_with_the_discussion(cast: Cast, app: Flask) -> None:
    def asked() -> int:
        db.session.expire_all()
        with queries(app) as statements:
            composed(cast, FULL_DISCUSSION)
        return len(statements)

    theme = add_theme(cast)
    place(cast, theme, "verduras", once="first")
    before = asked()
    for number in range(4):
        post = posting.reply(sight_for(cast, cast.jorge), cast.thread, cast.jorge, typed(f"We buy {number}.", "en"))
        place(cast, theme, "", post, once=f"more{number}")
    assert asked() == before


def test_a_policy_element_cites_passages_by_their_numbers(cast: Cast) -> None:
    theme = add_theme(cast)
    passage = place(cast, theme, "verduras")
    write_element(cast, theme, f"Buy small {cites(cast, passage)}. Pay soon.")
    (printed_theme,) = composed(cast).themes
    (element,) = printed_theme.elements
    ((html, _translation, _state),) = only_words(element.words)
    assert f'Buy small <a href="#q-{passage.key}">[1]</a>. <span class="unfounded">Pay soon.</span>' in html
    assert element.unfounded == 1


def test_a_sentence_whose_passage_was_withdrawn_is_not_founded_any_more(cast: Cast) -> None:
    theme = add_theme(cast)
    passage = place(cast, theme, "verduras")
    write_element(cast, theme, f"Buy small {cites(cast, passage)}.")
    withdraw(cast, passage)
    db.session.flush()
    (printed_theme,) = composed(cast).themes
    assert (printed_theme.quotes, printed_theme.elements[0].unfounded) == ((), 1)
    assert passage.key not in everything(composed(cast))
