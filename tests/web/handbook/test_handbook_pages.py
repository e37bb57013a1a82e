"""The handbook on the site: public, in the language of the interface, and every page of the site leads to its own."""

from __future__ import annotations

import pytest
from flask import Flask

from board import handbook
from board.rules.languages import INTERFACE
from board.web.help_pages import FOR_BLUEPRINTS, FOR_ENDPOINTS, help_for
from tests.support.cast import Cast
from tests.support.client import Client, signed_in

NO_PAGES = {
    "attachments", "portraits", "public_feeds", "own_feeds",
    "archives", "coding_files", "edition_files", "following", "further", "speaking",
    "coders", "willing", "unreachable", "health", "handbook",
}  # fmt: skip
"""Parts of the site that show no page of their own, and the handbook itself."""


@pytest.mark.parametrize("language", INTERFACE)
@pytest.mark.parametrize("name", handbook.NAMES)
def test_every_page_opens_for_strangers(client: Client, language: str, name: str) -> None:
    answer = client.get(f"/help/{name}", headers={"Accept-Language": language})
    assert answer.status_code == 200
    page = handbook.book(language)[name]
    assert f"<title>{page.title} · " in answer.text
    assert all(f'id="{section.anchor}"' in answer.text for section in page.sections)
    assert handbook.HERE not in answer.text


def test_an_unknown_page_is_not_there(client: Client) -> None:
    assert client.get("/help/no-such-page").status_code == 404
    assert client.get("/help/../en/start.md").status_code == 404


def test_the_contents_lead_to_every_page(client: Client) -> None:
    text = client.get("/help/").text
    assert all(f'href="/help/{name}"' in text for name in handbook.NAMES)


def test_a_search_leads_to_sections_and_marks_the_words(client: Client) -> None:
    text = client.get("/help/?q=backup").text
    assert 'href="/help/site#backups"' in text
    assert "<mark>" in text


def test_a_search_that_finds_nothing_says_so_and_keeps_the_words(client: Client) -> None:
    text = client.get("/help/", query_string={"q": '<script>"qwertz'}).text
    assert "<script>&#34;" not in text
    assert text.count("&lt;script&gt;&#34;qwertz") == 3
    assert "Nothing found" in text


def test_endless_words_are_cut(client: Client) -> None:
    assert client.get("/help/", query_string={"q": "week " * 10_000}).status_code == 200


def test_every_page_of_the_site_leads_to_its_own_help(app: Flask) -> None:
    shown = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in rule.methods and "." in rule.endpoint}
    without = {endpoint for endpoint in shown if not help_for(endpoint)}
    assert {endpoint.split(".")[0] for endpoint in without} <= NO_PAGES
    parts = {endpoint.split(".")[0] for endpoint in app.view_functions}
    assert FOR_BLUEPRINTS.keys() <= parts
    assert FOR_ENDPOINTS.keys() <= app.view_functions.keys()


@pytest.mark.parametrize("target", sorted({*FOR_BLUEPRINTS.values(), *FOR_ENDPOINTS.values()}))
def test_help_leads_to_a_section_that_is_there(target: str) -> None:
    name, _, anchor = target.partition("#")
    assert not anchor or anchor in {section.anchor for section in handbook.book("en")[name].sections}


def test_a_page_says_where_its_help_is(app: Flask, cast: Cast) -> None:
    text = signed_in(app, cast.ana).get("/f/social-economy/home").text
    assert 'href="/help/start#home"' in text
    assert 'href="/help/"' in text


def test_a_narrow_page_has_the_beginning_of_its_help_beside_it(app: Flask, cast: Cast) -> None:
    text = signed_in(app, cast.ana).get("/profile").text
    assert '<section class="beside"' in text
    parts = handbook.beginning(handbook.book("en")["you"].sections[1])
    told = "".join(f"<b>{words}</b>" if is_strong else words for words, is_strong in parts)
    assert told in text
    assert "<b>Your profile</b>" in told
    assert "**" not in told


def test_a_wide_page_has_none(app: Flask, cast: Cast) -> None:
    assert 'class="beside"' not in signed_in(app, cast.ana).get("/f/social-economy/home").text
