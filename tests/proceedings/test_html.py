"""The proceedings as one page: whole, without a network, and true to what was approved."""

from __future__ import annotations

import re
from html import escape
from itertools import pairwise

import pytest

from board.proceedings.document import Document
from board.proceedings.making import make
from tests.proceedings.conftest import Made
from tests.support.editions import by_id, ids, links, parsed, text, translations_in
from tests.support.proceedings import HOSTILE, SITE, key

LAYOUTS = ["both", "es", "en"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_page_is_valid_and_every_link_in_it_leads_somewhere(made: Made, layout: str) -> None:
    tree = parsed(made("html", layout))
    found = ids(tree)
    assert len(found) == len(set(found))
    assert {link[1:] for link in links(tree) if link.startswith("#")} <= set(found)
    assert all(re.match("#|https?://|mailto:", link) for link in links(tree))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_page_needs_nothing_else(made: Made, layout: str) -> None:
    tree = parsed(made("html", layout))
    assert not list(tree.iter("script")) + list(tree.iter("img")) + list(tree.iter("link"))
    style = "".join(tree.find("head/style").itertext())  # type: ignore[union-attr]
    assert "url(" not in style
    assert "@import" not in style


def test_a_citation_leads_to_its_passage_and_on_to_the_post_and_back(made: Made, document: Document) -> None:
    tree = parsed(made("html", "both"))
    element = by_id(tree, f"e-{key('e', 1)}")
    assert links(element) == [f"#q-{key('q', number)}" for number in (1, 2, 1, 2)]
    passage = by_id(tree, f"q-{key('q', 1)}")
    quote, source = document.themes[0].quotes[0], document.sources[0]
    assert {quote.address, "#week-2", f"#p-{source.key}", f"#e-{key('e', 1)}"} <= set(links(passage))
    assert "Quebec·Week2·2November2009" in text(passage)  # an author who is signed by the region alone
    assert {source.address, f"#q-{quote.key}", f"#d-{source.key}"} <= set(links(by_id(tree, f"p-{source.key}")))


def test_nothing_stands_empty(made: Made) -> None:
    tree = parsed(made("html", "both"))
    assert {"week-1", "week-2"} <= set(ids(tree))
    assert "week-3" not in ids(tree)  # it has not opened: its outline is in the programme
    assert "Whatistocome" in text(by_id(tree, "programme"))
    assert "Nomorewords" not in text(by_id(tree, "week-1"))  # of this thread nothing is printed but the title


def test_a_citation_has_the_number_of_what_it_cites(made: Made) -> None:
    tree = parsed(made("html", "es"))
    assert text(by_id(tree, f"e-{key('e', 1)}")).startswith("ParatodaslasregionesHacefaltacapital[1][2].")
    assert "unacaja[S1]" in text(by_id(tree, f"thread-{key('h', 1)}"))
    assert text(by_id(tree, f"q-{key('q', 2)}")).startswith("[2]")


def test_only_approved_translations_stand_there_without_a_label(made: Made) -> None:
    tree = parsed(made("html", "both"))
    found = dict(translations_in(by_id(tree, f"d-{key('s', 3)}")))
    assert found["isapproved"] == ""
    assert found["isinreview"] == "Thistranslationhasnotbeencheckedyet."
    assert found["byamachine"] == "Amachine’stranslation,whichnobodyhaschecked."
    words = text(tree)
    assert "onlyadraft" not in words
    assert "hasfallenbehind" not in words
    assert "Contratación" not in words


@pytest.mark.parametrize("words", ["isinreview", "byamachine", "onlyadraft", "hasfallenbehind"])
def test_one_language_has_no_unapproved_translation_at_all(made: Made, words: str) -> None:
    tree = parsed(made("html", "en"))
    assert words not in text(tree)
    post = text(by_id(tree, f"d-{key('s', 3)}"))
    assert "isapproved" in post
    assert "borradorInSpanish:thereisnocheckedtranslation." in post


def test_words_say_their_language(made: Made) -> None:
    tree = parsed(made("html", "both"))
    assert tree.get("lang") == "en"
    passage = by_id(tree, f"q-{key('q', 1)}")
    assert [(div.get("lang"), text(div)) for div in passage.iter("div") if div.get("lang")] == [
        ("es", "Pasaje1"),
        ("en", "Passage1"),
    ]
    assert parsed(made("html", "es")).get("lang") == "es"


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words(made: Made, layout: str, words: str) -> None:
    shown = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe]", "", words)
    assert escape(shown, quote=False) in made("html", layout).decode()


def test_an_address_on_the_site_is_whole_and_a_link_to_nothing_is_words(made: Made) -> None:
    tree = parsed(made("html", "es"))
    reading = by_id(tree, f"d-{key('s', 8)}")
    assert f"{SITE}/f/social-economy/week/2" in links(reading)
    assert "ynada." in text(reading)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_headings_leave_no_level_out(made: Made, layout: str) -> None:
    levels = [int(tag.tag[1]) for tag in parsed(made("html", layout)).iter() if re.fullmatch("h[1-6]", str(tag.tag))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_the_matrix_counts_the_passages(made: Made, document: Document) -> None:
    table = next(table for table in parsed(made("html", "en")).iter("table") if table.get("class") == "matrix")
    rows = [[text(cell) for cell in row] for row in table.iter("tr")]
    assert rows[0] == ["Theme", "Quebec", "Brazil", "BasqueCountry", "noregion", "Total"]
    assert [row[-1] for row in rows[1:]] == ["5", "2", "0", "7"]
    assert rows[-1] == ["Total", "1", "2", "2", "2", "7"]
    assert all(cell.get("scope") == "col" for cell in table.iter("th") if cell in list(next(table.iter("tr"))))


def test_making_it_again_gives_the_same_bytes(made: Made, document: Document) -> None:
    assert make(document, "html", "both") == made("html", "both")
