"""The search page: one form, an address to share, and results that link to the place of the words."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlencode

import pytest
from flask import Flask

from board.actions import posting
from board.actions.abstracts import write_abstract
from board.actions.announcing import announce
from board.actions.calling import write_call_text
from board.actions.codebook import add_theme
from board.actions.titled import Titled
from board.extensions import db
from board.models import User
from tests.support.asked import queries
from tests.support.cast import START, Cast, sight_for, typed
from tests.support.client import Client
from tests.support.shown import Shown, read, shown

SignIn = Callable[[User], Client]
FORUM = "/f/social-economy"
PAGE = f"{FORUM}/search"


def results(client: Client, asked: str, **filters: str) -> Shown:
    return shown(client.get(f"{PAGE}?{urlencode({'q': asked, **filters})}"))


def headings(page: Shown) -> list[str]:
    return page.texts("ol[@class='items']/li//h3")


def test_an_empty_search_shows_the_form_alone(cast: Cast, sign_in: SignIn) -> None:
    page = shown(sign_in(cast.jorge).get(PAGE))
    assert page.texts("h1") == ["Search"]
    assert page.all("section[@aria-labelledby='results']") == []
    assert page.form("/search").fields == {"q": "", "week": "", "by": "", "region": "", "language": ""}


def test_results_link_to_the_place_of_the_words(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    page = results(client, "vegetable")
    assert page.texts("h2") == ["1 result"]
    assert headings(page) == ["Selling to the municipality"]
    assert page.texts("p[@class='passage']") == ["The cooperative sold vegetables to the municipality."]
    assert page.texts("mark") == ["vegetables"]
    assert "Week 1 · post Ana, Brazil Tue 24 Feb, 05:14 translated from Spanish" in page.words
    [link] = [link for link in page.links if link.endswith(f"/post/{cast.post.key}")]
    assert client.get(link).location.endswith(f"/thread/{cast.thread.key}#p-{cast.post.key}")


def test_a_found_title_is_shown_in_the_chosen_language(cast: Cast, sign_in: SignIn) -> None:
    page = results(sign_in(cast.jorge), "municipio", language="es")
    assert headings(page)[0] == "Vender al municipio"
    assert page.texts("p[@class='translated']") == ["Selling to the municipality"]
    assert page.texts("mark")[0] == "municipio"
    assert "title of a thread Ana, Brazil" in page.words


def test_a_week_is_found_by_its_outline(cast: Cast, sign_in: SignIn) -> None:
    page = results(sign_in(cast.jorge), "outline", week="4")
    assert headings(page) == ["What comes next"]
    assert f"{FORUM}/week/4" in page.links


def test_what_stands_under_a_title_is_shown_with_it(cast: Cast, sign_in: SignIn) -> None:
    sight = sight_for(cast, cast.alma)
    titled = Titled("Pickers", "How the zeppelin [is](/f/social-economy/post/x) met.", "en")
    announce(sight, titled, cast.alma)
    add_theme(sight, titled, cast.alma)
    for row in (cast.thread, cast.weeks[0]):
        write_abstract(sight, row, titled, cast.alma)
    page = results(sign_in(cast.jorge), "zeppelin")
    assert sorted(headings(page)) == ["Pickers", "Pickers", "Public buyers", "Selling to the municipality"]
    assert page.texts("p[@class='passage']") == ["How the zeppelin is met."] * 4
    assert page.texts("p[@class='translated']") == []


def test_what_stands_under_no_title_is_shown_under_what_it_is(cast: Cast, sign_in: SignIn) -> None:
    write_call_text(sight_for(cast, cast.alma), "format", "By zeppelin, in **writing**.", cast.alma)
    page = results(sign_in(cast.alma), "zeppelin")
    assert headings(page) == ["Format of the forum"]
    assert page.texts("p[@class='passage']") == ["By zeppelin, in writing."]


def test_the_purpose_of_the_forum_is_found(cast: Cast, sign_in: SignIn) -> None:
    assert headings(results(sign_in(cast.jorge), "learn buyers choose")) == ["Social economy"]


def test_the_address_holds_all_that_was_chosen(cast: Cast, sign_in: SignIn) -> None:
    chosen = {"week": "1", "by": "Ana", "person": cast.ana.key, "region": "Brazil", "language": "es"}
    page = results(sign_in(cast.jorge), "contratos", **chosen)
    assert page.texts("h2") == ["1 result"]
    assert page.form("/search").fields == {"q": "contratos", **chosen}


@pytest.mark.parametrize(
    "filters",
    [{"week": "99"}, {"week": "x"}, {"person": "nobody"}, {"region": "Mars"}, {"language": "xx"}, {"page": "0"}],
)
def test_unknown_filters_are_ignored(cast: Cast, sign_in: SignIn, filters: dict[str, str]) -> None:
    assert results(sign_in(cast.jorge), "verduras", **filters).texts("h2") == ["1 result"]


def test_an_author_whose_posts_cannot_be_read_is_like_an_unknown_one(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    client.careful = False
    known, unknown = (
        client.get(f"{PAGE}?q=verduras&person={key}").get_data(as_text=True).replace(key, "KEY")
        for key in (cast.bento.key, "zzzzzzzzzzzzzz")
    )
    assert shown_words(known) == shown_words(unknown)
    assert "Bento" not in known


def shown_words(html: str) -> str:
    return read(html).words


def test_a_search_without_results_says_what_was_searched_for(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    page = results(client, "unheard-of")
    assert page.texts("h2") == ["Nothing found"]
    assert "Nothing that you can read here contains “unheard-of”." in page.words
    page = results(client, "verduras", week="2")
    assert "with these filters" in page.words
    assert f"{PAGE}?q=verduras" in page.links


def test_punctuation_alone_is_an_empty_search(cast: Cast, sign_in: SignIn) -> None:
    assert "There is no word in this to look for" in results(sign_in(cast.jorge), "?*").words


def test_the_query_is_escaped(cast: Cast, sign_in: SignIn) -> None:
    asked = "<b>\"verduras\" & 'x'</b>"
    page = results(sign_in(cast.jorge), asked)
    assert page.form("/search").fields["q"] == asked
    assert page.all("b[.='verduras']") == []


def test_the_title_above_a_passage_is_marked_too(cast: Cast, sign_in: SignIn) -> None:
    page = results(sign_in(cast.jorge), "municipality vegetables")
    assert page.texts("mark") == ["municipality", "vegetables", "municipality"]


def test_what_is_marked_is_escaped(cast: Cast, sign_in: SignIn) -> None:
    words = "A <b>needle</b> &lt;i> `<script>needle</script>`"
    posting.reply(sight_for(cast, cast.ana), cast.thread, cast.ana, typed(words, "en"))
    html = sign_in(cast.jorge).get(PAGE, query_string={"q": "needle script"}).text
    assert "<mark>needle</mark>" in html
    assert "&lt;<mark>script</mark>&gt;" in html
    assert "<script>needle" not in html


def test_a_long_query_is_cut_and_the_page_says_so(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    assert "Only the first 20 words were searched for." in results(client, " ".join(map(str, range(2000)))).words
    assert results(client, "x" * 10_000).texts("h2") == ["Nothing found"]


def test_results_are_paged(cast: Cast, sign_in: SignIn) -> None:
    for number in range(21):
        posting.reply(sight_for(cast, cast.ana, START), cast.thread, cast.ana, typed(f"aguja {number}"))
    client = sign_in(cast.jorge)
    page = results(client, "aguja", week="1")
    assert (page.texts("h2"), len(headings(page))) == (["21 results"], 20)
    following = shown(client.get(f"{PAGE}?q=aguja&page=2&week=1"))
    assert f"{PAGE}?q=aguja&page=2&week=1" in page.links
    assert len(headings(following)) == 1
    assert "Page 2 of 2" in following.words


def test_every_page_of_a_forum_has_the_search_box_for_its_readers(cast: Cast, sign_in: SignIn, client: Client) -> None:
    page = shown(sign_in(cast.jorge).get(f"{FORUM}/week/1"))
    assert page.form("/search").fields == {"q": ""}
    assert [form.action for form in shown(client.get(f"{FORUM}/")).forms if "search" in form.action] == []


def test_people_who_cannot_read_the_forum_cannot_search_it(cast: Cast, sign_in: SignIn, client: Client) -> None:
    assert client.get(f"{PAGE}?q=verduras").status_code == 302
    assert sign_in(cast.nina).get(f"{PAGE}?q=verduras").status_code == 403
    cast.forum.public_reading = True
    db.session.commit()
    page = results(client, "vegetables")
    assert page.texts("h2") == ["1 result"]
    assert "Brazil" not in page.words.partition("1 result")[2]


def test_the_search_page_is_in_spanish(cast: Cast, sign_in: SignIn) -> None:
    cast.ana.interface = "es"
    page = results(sign_in(cast.ana), "vegetables")
    assert page.texts("h2") == ["1 resultado"]
    assert page.texts("p[@class='passage']") == ["The cooperative sold vegetables to the municipality."]
    assert page.texts("mark") == ["vegetables"]
    assert headings(page) == ["Vender al municipio"]


def test_a_page_that_echoes_the_query_is_not_compressed(cast: Cast, sign_in: SignIn) -> None:
    """Compressed, the size of the page would reveal its token."""
    client = sign_in(cast.jorge)
    for url, encoding in [(f"{PAGE}?q=verduras", None), (f"{FORUM}/week/1", "gzip")]:
        client.careful = False
        assert client.get(url, headers={"Accept-Encoding": "gzip"}).headers.get("Content-Encoding") == encoding


def asked_for(app: Flask, client: Client, url: str) -> int:
    """Return how many queries a page takes at its second reading."""
    client.get(url)
    with queries(app) as asked:
        client.get(url)
    return len(asked)


def test_many_results_take_no_more_queries(app: Flask, cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    before = asked_for(app, client, f"{PAGE}?q=verduras")
    for number in range(15):
        posting.reply(sight_for(cast, cast.rosa), cast.question_thread, cast.rosa, typed(f"verduras {number}", "en"))
    assert asked_for(app, client, f"{PAGE}?q=verduras") == before


# The author: a field of text, with suggestions


def test_an_author_is_named_in_any_spelling(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    for name in ("Ana", "ana", "ÁNA", " an "):
        page = results(client, "verduras", by=name)
        assert page.texts("h2") == ["1 result"], name
        assert page.form("/search").fields["by"] == "Ana"
    assert results(client, "verduras", by="Jorge").texts("h2") == ["Nothing found"]


def test_a_name_of_nobody_is_said_beside_the_field(cast: Cast, sign_in: SignIn) -> None:
    """Somebody whose words one may not read is nobody."""
    for name in ("Nobody at all", "Bento"):
        page = results(sign_in(cast.jorge), "verduras", by=name, week="1")
        assert f"Nobody whose words you can read here is called “{name}”." in page.words
        assert page.form("/search").fields | {"by": name, "q": "verduras", "week": "1"} == page.form("/search").fields
        assert page.all("section[@aria-labelledby='results']") == []
        assert page.all("input[@id='s-by'][@aria-invalid='true'][@aria-describedby='s-by-error']")


def test_of_namesakes_one_is_chosen(cast: Cast, sign_in: SignIn) -> None:
    cast.jorge.name = "Ana"
    db.session.commit()
    client = sign_in(cast.alma)
    page = results(client, "verduras", by="Ana")
    assert "Several people have such a name." in page.words
    [link] = [link for link in page.links if f"person={cast.ana.key}" in link]
    chosen = shown(client.get(link))
    assert chosen.texts("h2") == ["1 result"]
    assert chosen.form("/search").fields | {"by": "Ana", "person": cast.ana.key} == chosen.form("/search").fields


def test_an_emptied_field_lets_go_of_who_was_chosen(cast: Cast, sign_in: SignIn) -> None:
    page = results(sign_in(cast.jorge), "verduras", by="", person=cast.jorge.key)
    assert page.texts("h2") == ["1 result"]


def test_names_are_suggested_as_somebody_types(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in(cast.jorge)
    for typed_words, names in (("an", ["Ana"]), ("bent", []), ("", [])):
        part = client.get(f"{PAGE}?by={typed_words}", headers={"HX-Request": "true"}).text
        assert re.findall('value="([^"]*)"', part) == names
