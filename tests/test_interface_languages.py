"""What a language of the interface consists of: a name, a catalogue, texts, and nothing that knows it by name."""

from __future__ import annotations

import pytest
from flask import Flask

from board.config import ROOT
from board.rules.languages import COUNTRIES, ENDONYMS, INTERFACE, interface_for, locale_tag
from tests.support.client import Client
from tests.support.shown import shown
from tests.support.spoken import spoken

TEXTS = ROOT / "templates/account/texts"


@pytest.mark.parametrize("language", INTERFACE)
def test_a_language_has_its_texts(language: str) -> None:
    names = {path.name.split(".")[0] for path in TEXTS.glob("*.en.html")}
    assert names == {path.name.split(".")[0] for path in TEXTS.glob(f"*.{language}.html")}


@pytest.mark.parametrize("language", INTERFACE)
@pytest.mark.parametrize("text", ["conduct", "privacy"])
def test_a_text_has_the_same_parts_in_each_language(language: str, text: str) -> None:
    parts = [(TEXTS / f"{text}.{each}.html").read_text() for each in (INTERFACE[0], language)]
    for tag in ("<h2>", "<li>", "<b>", "{% if"):
        assert parts[0].count(tag) == parts[1].count(tag)


@pytest.mark.parametrize("language", INTERFACE)
def test_pages_are_in_each_language_and_offer_the_others(client: Client, language: str) -> None:
    page = shown(client.get("/sign-in", headers={"Accept-Language": language}))
    assert page.root.get("lang") == language
    assert page.root.get("data-locale") == (locale_tag(language) if language in COUNTRIES else None)
    assert page.texts("h1") == [spoken(language, "Sign in")]
    offered = {button.get("value"): button.text for button in page.all("button[@name='interface']")}
    assert offered == {code: ENDONYMS[code] for code in INTERFACE if code != language}


@pytest.mark.parametrize("language", INTERFACE)
@pytest.mark.parametrize("country", ["CA", "BR", "419", "XX"])
def test_a_browser_gets_its_language_whatever_the_country(app: Flask, language: str, country: str) -> None:
    assert interface_for([f"{language}-{country}", "en"]) == language
    assert interface_for([f"{language}_{country.lower()}"]) == language


def test_the_first_language_that_the_site_speaks_counts() -> None:
    assert interface_for(["gn-PY", "es-PY", "en"]) == "es"
    assert interface_for(["gn", "ay", "*"]) == "en"
    assert interface_for([]) == "en"
