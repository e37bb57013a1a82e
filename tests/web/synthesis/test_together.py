"""Themes that occur together, as people see them; and long lists of passages, page by page."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from flask import Flask

from board.actions import speaking
from board.models import User
from board.pages import theme_passages, together
from board.web import charts
from tests.support.asked import queries
from tests.support.cast import Cast, sight_for
from tests.support.client import Client
from tests.support.shown import shown
from tests.support.synthesis import add_theme, place

SignIn = Callable[[User], Client]
F = "/f/social-economy"
QUOTED = "div[@class='original']/p/mark"
SVG = "{http://www.w3.org/2000/svg}"


def test_a_pair_leads_to_the_passages_of_the_texts_that_have_both(cast: Cast, sign_in: SignIn) -> None:
    capital, law = add_theme(cast), add_theme(cast, "Legislation")
    place(cast, capital, "verduras")
    place(cast, capital, "win it", cast.answer)
    place(cast, law, "contratos")
    client = sign_in(cast.ana)
    page = shown(client.get(f"{F}/synthesis/together"))
    assert page.texts("table/tbody/tr/td") == [
        "Access to capital together with Legislation", "Legislation together with Access to capital", "1",
    ]  # fmt: skip
    both = f"{F}/theme/{capital.key}?with={law.key}"
    assert both in page.links
    passages = shown(client.get(both))
    assert passages.texts(QUOTED) == ["verduras"]
    assert "in which “Legislation” occurs as well" in passages.words
    assert client.get(f"{F}/theme/{capital.key}?with=zzzzzzzzzzzzzz").status_code == 404


def test_the_plot_and_its_table_say_the_same(cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("Capital", "Legislation", "Savings", "Training"):
        place(cast, add_theme(cast, name), "verduras")
    client = sign_in(cast.ana)
    page = shown(client.get(f"{F}/synthesis/together"))
    assert len(page.all(f"{SVG}path")) == len(page.all("table/tbody/tr")) == 6
    monkeypatch.setattr(together, "MAX_DRAWN", 3)
    monkeypatch.setattr(together, "MAX_LISTED", 5)
    page = shown(client.get(f"{F}/synthesis/together"))
    assert len(page.all(f"{SVG}text")) == 3
    assert "These are the 5 most frequent of 6 pairs." in page.words


def test_an_arc_is_as_thick_as_its_value_and_stays_inside() -> None:
    drawn = charts.arcs([f"Theme {number} with a name that is long" for number in range(30)], [(0, 29, 1), (3, 4, 90)])
    assert [arc.thickness for arc in drawn.arcs] == [charts.LEAST, charts.THICKEST]
    assert [arc.value for arc in drawn.arcs] == [1, 90]
    assert drawn.arcs[0].path.startswith(f"M{charts.AXIS} 12.0A{charts.AXIS - charts.THICKEST:.1f} ")
    assert all(len(row.label) <= charts.LETTERS for row in drawn.rows)
    assert {later.y - row.y for row, later in pairwise(drawn.rows)} == {charts.STEP}
    assert charts.arcs([], []).arcs == []


def test_readers_voices_stand_below_the_regions(cast: Cast, sign_in: SignIn) -> None:
    place(cast, add_theme(cast), "verduras")
    client = sign_in(cast.ana)
    assert "Readers of each region" not in shown(client.get(f"{F}/synthesis")).words
    speaking.speak(sight_for(cast, cast.rosa), cast.thread, cast.post, "tried", on=True)
    page = shown(client.get(f"{F}/synthesis"))
    assert page.texts("tbody[@class='voices-of-regions']/tr[4]/*") == ["Tried here", "·0", "1", "1"]


def test_a_long_theme_has_pages_in_the_order_of_the_regions(
    app: Flask, cast: Cast, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    theme = add_theme(cast)
    for words, region in (("contratos", ""), ("verduras", "Quebec"), ("municipio", "Brazil"), ("ayudan", "Brazil")):
        place(cast, theme, words, region=region)
    monkeypatch.setattr(theme_passages, "A_PAGE", 3)
    client, address = sign_in(cast.ana), f"{F}/theme/{theme.key}"
    first, second = shown(client.get(address)), shown(client.get(f"{address}?page=2"))
    assert first.texts(QUOTED) == ["municipio.", "ayudan", "verduras"]
    assert second.texts(QUOTED) == ["contratos"]
    assert f"{address}?page=2" in first.links
    assert f"{address}?page=1" in second.links
    assert shown(client.get(f"{address}?page=99")).texts(QUOTED) == ["contratos"]
    assert "Page 1 of 2" in first.words
    assert "Page" not in shown(client.get(f"{address}?region=Brazil")).words.split("Brazil 2")[1]
    with queries(app) as of_three:
        client.get(address)
    monkeypatch.setattr(theme_passages, "A_PAGE", 1)
    with queries(app) as of_one:
        client.get(address)
    assert len(of_one) == len(of_three)


def test_the_number_of_queries_does_not_grow_with_the_pairs(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    client, numbers = sign_in(cast.ana), set()
    for name in ("Capital", "Legislation", "Savings"):
        place(cast, add_theme(cast, name), "verduras")
        client.get(f"{F}/synthesis/together")
        with queries(app) as asked:
            client.get(f"{F}/synthesis/together")
        numbers.add(len(asked))
    assert len(numbers) == 1
