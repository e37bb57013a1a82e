"""Every awkward post, the whole way: post → machine's draft → page. Only words differ, and none is lost."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from board.actions import posting
from board.actions.wordings import current_source
from board.clock import FixedClock
from board.extensions import db
from board.jobs import run_due
from board.models import Job, Post, User
from board.pages.texts import load_pairs
from board.text import Finding, check_translation
from board.text.words import TAG
from tests.engines import corpus
from tests.engines.conftest import Use
from tests.support.cast import Cast, segments_of, sight_for, text_of, typed
from tests.support.client import Client
from tests.support.libretranslate import Engine, backwards
from tests.support.shown import shown

pytestmark = pytest.mark.once

FORUM = "/f/social-economy"
UNTRANSLATABLE = "one word that engines drop"
"""Apertium has no word for it: it stays without a draft."""

Sides = list[tuple[Any, Any]]
"""Each paragraph of a post on the page, with its translation."""


def test_there_are_enough_of_them() -> None:
    assert len(set(corpus.ALL.values())) >= 60


@pytest.fixture(autouse=True)
def _members_see_drafts(cast: Cast) -> None:
    cast.forum.shows_machine_drafts = True
    db.session.commit()


def posted(cast: Cast, clock: FixedClock) -> dict[str, Post]:
    """All of them in one thread, and the worker's round after it."""
    sight = sight_for(cast, cast.ana)
    posts = {name: posting.reply(sight, cast.thread, cast.ana, typed(source)) for name, source in corpus.ALL.items()}
    run_due(clock)
    return posts


def on_the_page(cast: Cast, posts: dict[str, Post], client: Client) -> dict[str, Sides]:
    """What a member reads of them."""
    page = shown(client.get(f"{FORUM}/thread/{cast.thread.key}"))
    return {name: sides(post, page.one(f"article[@id='p-{post.key}']")) for name, post in posts.items()}


def sides(post: Post, article: Any) -> Sides:
    divs = [one for one in article.iter("div") if (one.get("class") or "").split(" ")[0] in ("original", "translation")]
    originals = [one for one in divs if one.get("class") == "original"]
    translations = [one for one in divs if one.get("class") != "original"]
    assert [one.get("class") for one in translations] == ["translation machine"] * len(segments_of(text_of(post)))
    return list(zip(originals, translations, strict=True))


def shape(element: Any) -> list[tuple[str, Any, Any]]:
    """Tags in their order, where links lead, what code says. Notes of the translation have addresses of their own."""
    inside = list(element.iter())[1:]
    found = [
        (one.tag, re.sub("^#.*-(?=note-|ref-)", "#", one.get("href") or ""), one.tag == "code" and one.text)
        for one in inside
        if one.get("class") != "note" or one.get("role")
    ]
    return [one for one in found if one[0] != "p" or one is not found[-1]]


def words(element: Any) -> Counter[str]:
    said = " ".join(part for part in element.itertext()).replace("Machine translation, not checked by a person.", "")
    return Counter(re.findall(r"\w+", said.casefold()))


def said(made: str) -> list[str]:
    return html.unescape(TAG.sub(" ", made)).casefold().split()


def figures(element: Any) -> Counter[str]:
    return Counter(re.findall(r"\d+", " ".join(element.itertext())))


@pytest.mark.parametrize("translated", [str.upper, backwards])
def test_no_word_is_lost(
    cast: Cast, clock: FixedClock, libre: Engine, use: Use, sign_in: Callable[[User], Client],
    translated: Callable[[str], str],
) -> None:  # fmt: skip
    libre.translated = translated
    use(f"libretranslate+{libre.address}")
    page = on_the_page(cast, posted(cast, clock), sign_in(cast.jorge))
    originals = {name: [(shape(one), words(one)) for one, _ in both] for name, both in page.items()}
    assert {name: [(shape(one), words(one)) for _, one in both] for name, both in page.items()} == originals


def test_a_real_engine_loses_no_markup_link_or_number(
    cast: Cast, clock: FixedClock, apertium_address: str, use: Use, sign_in: Callable[[User], Client]
) -> None:
    use(f"apertium+{apertium_address}")
    posts = posted(cast, clock)
    posts.pop(UNTRANSLATABLE)
    assert "it answered nothing" in db.session.scalars(select(Job.error).where(Job.done_at.is_(None))).one()
    page = on_the_page(cast, posts, sign_in(cast.jorge))
    assert {name: [shape(one) for _, one in both] for name, both in page.items()} == {
        name: [shape(one) for one, _ in both] for name, both in page.items()
    }
    assert [name for name, both in page.items() if any(figures(one) - figures(other) for one, other in both)] == []
    assert [
        name for name, both in page.items() if any(bool(words(one)) != bool(words(other)) for one, other in both)
    ] == []
    assert {name: blocking(cast, post) for name, post in posts.items()} == {name: [] for name in posts}


def blocking(cast: Cast, post: Post) -> list[Finding]:
    """What the desk's own checks would hold an approval back for."""
    text = text_of(post)
    return [
        finding
        for row in load_pairs(sight_for(cast, cast.tess), [text])[text.id].rows
        if row.translation
        for finding in check_translation(
            row.segment.source, row.translation.source, source_language="es", target_language="en",
            whole_source=current_source(text),
        )
        if finding.blocks
    ]  # fmt: skip


def test_the_desk_gets_markdown_that_says_the_same(cast: Cast, clock: FixedClock, libre: Engine, use: Use) -> None:
    """As a translator finds them: no escape too many, no label lost."""
    use(f"libretranslate+{libre.address}")
    for name, post in posted(cast, clock).items():
        assert (name, blocking(cast, post)) == (name, [])
        text = text_of(post)
        for row in load_pairs(sight_for(cast, cast.tess), [text])[text.id].rows:
            assert row.translation is not None, name
            assert row.translation.source.count("\\") == row.segment.source.count("\\"), name
            assert said(row.translation.html) == said(row.segment.html), name
