"""Sentences that cite nothing are marked, and no others."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.text import blocks, split_translation, unfounded
from board.text.sentences import sentence_starts
from tests.text.page import Page
from tests.text.test_properties import TEXTS

OPEN, WORDS = '<span class="unfounded">', "<b>?</b>"


def cites(address: str) -> bool:
    return address.startswith("/f/x/excerpt/")


def html_of(source: str) -> str:
    return "".join(block.html for block in blocks(source, anchor="p"))


def shown(source: str) -> str:
    """Return Markdown as HTML with "{" and "}" around what is marked, and "?" where the words stand."""
    made = unfounded(html_of(source), cites, OPEN, WORDS).html
    return re.sub(r"</?a\b[^>]*>", "", made.replace(OPEN, "{").replace("</span>", "}").replace(WORDS, "?"))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("They sold [1](/f/x/excerpt/a).", "<p>They sold 1.</p>"),
        ("They sold.", "<p>{They sold.}?</p>"),
        ("They sold", "<p>{They sold}?</p>"),
        ("They sold [1](/f/x/excerpt/a). Nobody paid.", "<p>They sold 1. {Nobody paid.}?</p>"),
        ("They sold. [1](/f/x/excerpt/a)", "<p>They sold. 1</p>"),
        ("They sold. [1](/f/x/excerpt/a) [2](/f/x/excerpt/b) Nobody paid.", "<p>They sold. 1 2 {Nobody paid.}?</p>"),
        ("They sold.[1](/f/x/excerpt/a) Nobody paid.", "<p>They sold.1 {Nobody paid.}?</p>"),
        ("They sold.\n[1](/f/x/excerpt/a)", "<p>They sold.<br>1</p>"),
        ("[1](/f/x/excerpt/a) They sold.", "<p>1 They sold.</p>"),
        ("Yes. [Ana says](/f/x/excerpt/a) they sold.", "<p>{Yes.}? Ana says they sold.</p>"),
        ("Yes. [Ana. She sold](/f/x/excerpt/a) it.", "<p>{Yes.}? Ana. She sold it.</p>"),
        ("They sold [1](/f/x/post/a).", "<p>{They sold }1{.}?</p>"),
        ("They sold [a law](https://example.org).", "<p>{They sold }{a law}{.}?</p>"),
        ("[1](/f/x/excerpt/a)", "<p>1</p>"),
        ("… — !", "<p>… — !</p>"),
    ],
)
def test_a_sentence_is_founded_by_a_citation_in_it_or_behind_it(source: str, expected: str) -> None:
    assert shown(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("¿Quién firmó? El municipio [1](/f/x/excerpt/a).", "<p>{¿Quién firmó?}? El municipio 1.</p>"),
        ("Pagó [1](/f/x/excerpt/a). ¿Quién? ¡Él!", "<p>Pagó 1. {¿Quién?}? {¡Él!}?</p>"),
        ("La Sra. Ñáñez pagó 3.5 millones [1](/f/x/excerpt/a).", "<p>La Sra. Ñáñez pagó 3.5 millones 1.</p>"),
        ("El art. 5 de la ley No. 30 lo dice [1](/f/x/excerpt/a).", "<p>El art. 5 de la ley No. 30 lo dice 1.</p>"),
        ("No. Nobody paid [1](/f/x/excerpt/a).", "<p>{No.}? Nobody paid 1.</p>"),
        ("J. Pérez, S. A. y EE. UU. firmaron [1](/f/x/excerpt/a).", "<p>J. Pérez, S. A. y EE. UU. firmaron 1.</p>"),
        ("Pagaron, p. ej. Ana, aprox. diez [1](/f/x/excerpt/a).", "<p>Pagaron, p. ej. Ana, aprox. diez 1.</p>"),
        ("Él pagó. E\u0301l cobró [1](/f/x/excerpt/a).", "<p>{Él pagó.}? E\u0301l cobró 1.</p>"),
        ("“They sold.” Nobody paid [1](/f/x/excerpt/a).", "<p>{“They sold.”}? Nobody paid 1.</p>"),
        ("Fish & chips < 5. Nobody [1](/f/x/excerpt/a).", "<p>{Fish &amp; chips &lt; 5.}? Nobody 1.</p>"),
    ],
)
def test_sentences_end_where_a_reader_ends_them(source: str, expected: str) -> None:
    assert shown(source) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("**All of it.**", "<p><strong>{All of it.}</strong>?</p>"),
        ("**A sold. B** paid [1](/f/x/excerpt/a).", "<p><strong>{A sold.}? B</strong> paid 1.</p>"),
        ("A *sold. B* paid. C [1](/f/x/excerpt/a).", "<p>{A }<em>{sold.}? {B}</em>{ paid.}? C 1.</p>"),
        ("## A heading.\n\nA sold.", "<h3>A heading.</h3><p>{A sold.}?</p>"),
        ("Needed:\n\n- A sold\n- B [1](/f/x/excerpt/a)", "<p>Needed:</p><ul><li>{A sold}?</li><li>B 1</li></ul>"),
        ("First: this. Then that.", "<p>{First: this.}? {Then that.}?</p>"),
        ("> A sold.", "<blockquote><p>{A sold.}?</p></blockquote>"),
    ],
)
def test_marks_fit_into_the_markup(source: str, expected: str) -> None:
    assert shown(source).replace("\n", "") == expected


def test_sentences_without_foundation_are_counted() -> None:
    source = "A sold. B paid [1](/f/x/excerpt/a). C saw.\n\nD left.\n\n```\nE. F.\n```"
    assert unfounded(html_of(source), cites, OPEN, WORDS).number == 3
    assert unfounded(html_of(source), lambda _address: False, OPEN, WORDS).number == 4


LINKED = st.sampled_from(
    ["[1](/f/x/excerpt/a) ", "[dos. Tres](/f/x/excerpt/a)", "Uno. ", "**Dos. ", "¿Él? ", "3.5 ", "*"]
)


@given(TEXTS | st.lists(LINKED, max_size=20).map("".join))
def test_marking_changes_nothing_but_what_it_adds(source: str) -> None:
    for paragraph in split_translation(source) or [source]:
        made = html_of(paragraph)
        marked, count = unfounded(made, cites, OPEN, WORDS)
        assert marked.replace(OPEN, "").replace("</span>", "").replace(WORDS, "") == made
        assert marked.count(WORDS) == count
        assert marked.count(OPEN) == marked.count("</span>") >= count
        Page(marked)


@given(st.lists(st.sampled_from(["Vendió", "año", "3.5", "Sr.", "¿Quién?", "etc.", "!", "é."]), max_size=12))
def test_every_sentence_begins_with_a_word(words: list[str]) -> None:
    source = " ".join(words)
    assert all(source[start - 1] == " " and source[start] != " " for start in sentence_starts(source))


@given(st.lists(st.sampled_from(["Ana vendió.", "¿Quién pagó?", "El Sr. Paz.", "Son 3.5 kg."]), min_size=1, max_size=8))
def test_each_of_several_sentences_is_counted(sentences: list[str]) -> None:
    cited = [f"{sentence} [1](/f/x/excerpt/a)" for sentence in sentences[::2]]
    source = " ".join([*cited, *sentences[1::2]])
    assert unfounded(html_of(source), cites, OPEN, WORDS).number == len(sentences) - len(cited)
