"""Terms of a glossary in a text, and their marks in its HTML."""

from __future__ import annotations

import random
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from board.text import Term, blocks, find_terms, mark_terms
from tests.text.page import Page
from tests.text.test_properties import TEXTS

FUND = Term("fondo rotatorio", "revolving fund")
MONEY = Term("fondo", "fund")
WORDS = ["cooperativa", "economía", "fondo", "rotatorio", "ley", "pública", "compra", "de", "la", "y", "nación", "año"]


def found(source: str, *terms: Term) -> list[tuple[str, str]]:
    return [(one.term.term, one.words) for one in find_terms(source, terms)]


def html(source: str) -> str:
    return "".join(block.html for block in blocks(source, anchor="p"))


def unmarked(marked: str) -> str:
    return re.sub(r'<mark title="[^"<>]*">|</mark>', "", marked)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Un fondo rotatorio.", "fondo rotatorio"),
        ("FONDOS ROTATORIOS", "FONDOS ROTATORIOS"),
        ("el Fóndo  rotatorio", "Fóndo rotatorio"),
        ("el fondo\nrotatorio", "fondo rotatorio"),
        ("el *fondo* **rotatorio**", "fondo rotatorio"),
        ("[el fondo rotatorio](https://x.org)", "fondo rotatorio"),
        ("- un\n- fondo rotatorio", "fondo rotatorio"),
        ("fo\u0301ndo rotatorio", "fo\u0301ndo rotatorio"),
    ],
)
def test_a_term_is_found(text: str, words: str) -> None:
    assert found(text, FUND) == [("fondo rotatorio", words)]


@pytest.mark.parametrize(
    "text",
    [
        "trasfondo rotatorio",
        "fondo rotatoriamente",
        "el fondo. Rotatorio",
        "fondo, rotatorio",
        "fondo\n\nrotatorio",
        "- fondo\n- rotatorio",
        "`fondo rotatorio`",
        "```\nfondo rotatorio\n```",
        "fondo `x` rotatorio",
        "https://x.org/fondo-rotatorio",
        "www.fondo-rotatorio.org",
        "fondo.rotatorio@x.org",
        '[a](https://x.org/fondo-rotatorio "fondo rotatorio")',
        "fondo",
        "",
    ],
)
def test_a_term_is_not_found(text: str) -> None:
    assert found(text, FUND) == []


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("red", "redes"),
        ("redes", "la red"),
        ("cooperativas", "Cooperativa"),
        ("voz", "voces"),
        ("gestión", "gestiones"),
        ("associação", "associações"),
        ("plano municipal", "planos municipais"),
        ("conseil régional", "conseils régionaux"),
        ("society", "societies"),
        ("co-operative", "Co-operatives"),
        ("économie sociale", "l’économie sociale"),
        ("niño", "NIÑOS"),
    ],
)
def test_singular_and_plural(term: str, text: str) -> None:
    assert found(text, Term(term, "x")) == [(term, text.removeprefix("la ").removeprefix("l’"))]


@pytest.mark.parametrize(("term", "text"), [("de", "des"), ("ley", "leyenda"), ("caso", "casa"), ("mes", "me")])
def test_other_words(term: str, text: str) -> None:
    assert found(text, Term(term, "x")) == []


def test_the_longest_alone_and_each_once_in_order() -> None:
    source = "La ley: un fondo rotatorio. Otro fondo rotatorio, un fondo, una ley."
    law = Term("ley", "law")
    assert found(source, FUND, MONEY, law) == [
        ("ley", "ley"),
        ("fondo rotatorio", "fondo rotatorio"),
        ("fondo", "fondo"),
    ]
    assert found("fondo rotatorio", MONEY, FUND) == [("fondo rotatorio", "fondo rotatorio")]


def test_a_term_that_begins_like_a_longer_one_is_found_alone() -> None:
    longer = Term("fondo rotatorio de lana", "revolving wool fund")
    assert found("fondo rotatorio de agua", longer, FUND) == [("fondo rotatorio", "fondo rotatorio")]


def test_two_entries_for_the_same_words_are_both_found() -> None:
    assert len(find_terms("compra", [Term("compra", "purchase"), Term("compra", "procurement")])) == 2


@pytest.mark.parametrize("term", ["", " ", "—", "|"])
def test_a_term_without_words_is_nowhere(term: str) -> None:
    assert found("a — b |", Term(term, "x")) == []


def test_variants() -> None:
    assert Term("a", "one | two||three ").variants == ["one", "two", "three"]


@pytest.mark.parametrize(
    ("source", "marked"),
    [
        ("Un fondo.", '<p>Un <mark title="fund">fondo</mark>.</p>'),
        ("un *fondo* y `fondo`", '<p>un <em><mark title="fund">fondo</mark></em> y <code>fondo</code></p>'),
        ("a & fondo <fondo>", '<p>a &amp; <mark title="fund">fondo</mark> &lt;<mark title="fund">fondo</mark>&gt;</p>'),
        ("sin nada", "<p>sin nada</p>"),
        ("```\nfondo\n```", '<div class="scroll" tabindex="0"><pre><code>fondo</code></pre></div>'),
    ],
)
def test_marks(source: str, marked: str) -> None:
    assert mark_terms(html(source), [MONEY]) == marked


def test_a_link_is_marked_inside_only() -> None:
    made = mark_terms(html('[un fondo](https://x.org/fondo "fondo"), https://x.org/fondo'), [MONEY])
    assert made.count("<mark") == 1
    assert '>un <mark title="fund">fondo</mark></a>' in made


def test_a_term_across_tags_is_marked_in_pieces() -> None:
    made = mark_terms(html("fondo\n**rotatorio** sí"), [FUND])
    mark = '<mark title="revolving fund">'
    assert made == f"<p>{mark}fondo</mark><br><strong>{mark}rotatorio</mark></strong> sí</p>"


def test_the_title_is_escaped_and_joins_what_the_words_may_mean() -> None:
    terms = [Term("fondo", 'a "b" <c> & d | e'), Term("Fondo", "e|f")]
    assert mark_terms("<p>fondo</p>", terms) == (
        '<p><mark title="a &quot;b&quot; &lt;c&gt; &amp; d | e | f">fondo</mark></p>'
    )


def test_an_entity_is_no_word() -> None:
    assert mark_terms("<p>3 &lt; 5 &amp; amp</p>", [Term("lt", "x"), Term("amp", "y")]) == (
        '<p>3 &lt; 5 &amp; <mark title="y">amp</mark></p>'
    )


def test_a_title_of_a_page_is_marked_too() -> None:
    assert mark_terms("women&#x27;s fund", [Term("women's fund", "fondo")]) == (
        '<mark title="fondo">women&#x27;s fund</mark>'
    )


TERMS = st.lists(
    st.builds(
        Term,
        st.lists(st.sampled_from([*WORDS, "uno", "dos", "casa", "lt", "p", "b", "x", "http"]), max_size=3).map(
            " ".join
        ),
        st.text(max_size=12),
    ),
    max_size=6,
)
SENTENCES = st.lists(st.sampled_from([*WORDS, "**", "*", "`", "\n", "\n\n", "- ", "&", "<", "."]), max_size=30).map(
    " ".join
)


@given(TEXTS | SENTENCES, TERMS)
@settings(deadline=None)
def test_marks_change_nothing_else(text: str, terms: list[Term]) -> None:
    made = html(text)
    marked = mark_terms(made, terms)
    assert unmarked(marked) == made
    assert Page(marked).text == Page(made).text


@given(SENTENCES, TERMS)
@settings(deadline=None)
def test_what_is_found_is_what_is_marked(text: str, terms: list[Term]) -> None:
    marked = mark_terms(html(text), terms)
    assert bool(find_terms(text, terms)) == ("<mark" in marked)


def test_a_large_glossary_and_a_long_text() -> None:
    chance = random.Random(1)  # noqa: S311 (nothing secret)
    stems = ["".join(chance.choices("bcdfglmnprstaeiou", k=7)) for _ in range(3000)]
    terms = [Term(" ".join(chance.choices(stems, k=chance.randint(1, 3))), "x") for _ in range(2000)]
    text = "\n".join(" ".join(chance.choices(stems, k=12)) + "." for _ in range(520))
    made = html(text)
    assert len(text) > 49_000
    start = time.process_time()
    assert len(find_terms(text, terms)) > 300
    assert mark_terms(made, terms).count("<mark") > 1000
    assert time.process_time() - start < 1.0  # 0.1 on a slow machine


@pytest.mark.parametrize("piece", ["<", "&", "&amp;", "a ", "fondo ", "<b", "'", "a-", "http://", "\u0301", '"'])
def test_hostile_text_in_bounded_time(piece: str) -> None:
    text = piece * (50_000 // len(piece))
    start = time.process_time()
    find_terms(text, [FUND, MONEY, Term("a a a a b", "x")])
    mark_terms(html(text[:20_000]), [FUND, Term("a a a a b", "x")])
    assert time.process_time() - start < 2.0
