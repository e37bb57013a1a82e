"""Words as they are indexed and asked for; what of a text is shown where it was found."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.rules.languages import ENDONYMS
from board.text import indexed, marks_in, parse_query, passage, reading_words
from board.text.query_parsing import MAX_QUERY_WORDS
from board.text.searching import (
    LONGEST,
    MAX_INDEXED,
    fold_word,
    forms,
    found_by,
    token,
    words_of,
)


def found(asked: str, text: str, language: str = "es") -> bool:
    """Whether a word that is asked for finds another in a text of this language."""
    return not set(forms(language, asked)).isdisjoint(found_by(language, text))


# ---- words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("¿Quién firmó el contrato?", ["Quién", "firmó", "el", "contrato"]),
        ("don't; O'Higgins", ["don", "t", "O", "Higgins"]),
        ("3.5 % of 2009-2010", ["3", "5", "of", "2009", "2010"]),
        ("snake_case a_b", ["snake", "case", "a", "b"]),
        ("e\u0301cole", ["e\u0301cole"]),
        ("Ελλάδα Кооператив", ["Ελλάδα", "Кооператив"]),
        ("合作社", ["合", "作", "社"]),
        ("🌾🌾 ok👍🏽", ["🌾", "🌾", "ok", "👍"]),
        ("👩‍🌾", ["👩", "🌾"]),
        ("🇧🇷🇨🇦", ["🇧🇷", "🇨🇦"]),
        ("❤️", ["❤"]),
        ("-*()[]{}\"':;!?^~|&\\/<>=+#@%$", []),
    ],
)
def test_a_text_is_taken_apart_into(text: str, words: list[str]) -> None:
    assert list(words_of(text)) == words


@pytest.mark.parametrize(
    ("language", "asked", "text"),
    [
        ("es", "cooperativas", "Cooperativa"),
        ("es", "cooperación", "cooperaciones"),
        ("es", "cooperacion", "COOPERACIÓN"),
        ("es", "vender", "vendió"),
        ("es", "vendieron", "vender"),
        ("es", "vendio", "vendió"),
        ("es", "políticas", "politica"),
        ("es", "mujer", "mujeres"),
        ("es", "mujeres", "mujer"),
        ("es", "años", "año"),
        ("es", "ano", "años"),
        ("es", "ley", "leyes"),
        ("es", "país", "paises"),
        ("es", "voz", "voces"),
        ("es", "red", "redes"),
        ("pt", "lei", "leis"),
        ("es", "económicas", "económico"),
        ("es", "municipios", "municipio"),
        ("es", "pequeno", "pequeños"),
        ("es", "compañia", "compañía"),
        ("es", "compania", "compañías"),
        ("en", "policies", "policy"),
        ("en", "buying", "buy"),
        ("en", "CO\u00adOPERATIVE", "cooperatives"),
        ("en", "cafe", "Café"),
        ("pt", "cooperações", "cooperação"),
        ("pt", "acao", "Ação"),
        ("fr", "economique", "économiques"),
        ("de", "straße", "STRASSE"),
        ("qu", "ayllu", "Ayllu"),
        ("en", "ﬁsh", "fish"),
        ("en", "１２", "12"),
    ],
)
def test_a_word_is_found_in_another_form(language: str, asked: str, text: str) -> None:
    assert found(asked, text, language)


@pytest.mark.parametrize(
    ("language", "asked", "text"),
    [
        ("es", "año", "ano"),  # who types an ñ means it …
        ("es", "caña", "cana"),
        ("es", "coope", "cooperativa"),  # a beginning is no word
        ("en", "cooperative", "corporation"),
        ("qu", "ayllukuna", "ayllu"),  # there is no stemmer for it
        ("es", "🌾", "🌱"),
    ],
)
def test_a_word_does_not_find(language: str, asked: str, text: str) -> None:
    assert not found(asked, text, language)


def test_a_plain_n_finds_an_ñ_too() -> None:
    """People without the key type the nearest one."""
    assert found("ano", "año")
    assert found("ninos", "niño")


SPELT = st.text("abeioruñáéíóúüçãÑÁÉcdlmpst0123456789🌾合я", min_size=1, max_size=12)


@given(st.sampled_from(sorted(ENDONYMS)), SPELT)
def test_case_and_accents_never_matter(language: str, word: str) -> None:
    for one in words_of(word):
        assert found(fold_word(one), one, language)
        assert found(one.upper(), one, language)
        assert found(one, one.swapcase(), language)


@given(st.sampled_from(sorted(ENDONYMS)), st.text(max_size=200), st.text(max_size=200))
def test_tokens_are_plain_and_apart(language: str, one: str, other: str) -> None:
    made = token(language, one), token(language, other)
    assert all(re.fullmatch("[a-z0-9]+", each) for each in made)
    assert (made[0] == made[1]) == (one == other)


def test_a_word_without_end_is_cut() -> None:
    assert found("x" * 10_000, "x" * LONGEST)
    assert all(len(form) <= LONGEST for form in forms("es", "ñ" * 5_000))


def test_stemmers_may_be_asked_by_many_at_once() -> None:
    """Each keeps the word that it is at: shared, they would give one reader the stem of another's word."""
    words = [f"cooperaciones{number}mente" for number in range(400)]
    alone = [forms("es", word) for word in words]
    forms.cache_clear()
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda word: forms("es", word), words)) == alone


# ---- a text in the index


def test_an_entry_holds_both_sides_each_in_its_language() -> None:
    made = indexed([("es", ["La casa.", "Dos."]), ("en", ["The house."])])
    assert made.wording == " esla escasa . esdos . enthe enhouse "
    assert set(made.words.split()) == {"esla", "escas", "escasa", "esdos", "enthe", "enhous", "enhouse"}
    assert made.words.split() == sorted(made.words.split())


def test_what_has_no_words_has_an_empty_entry() -> None:
    assert indexed([("es", ["…", ""])]) == ("", "")


def test_an_ñ_is_kept_both_ways() -> None:
    made = indexed([("es", ["un año más"])])
    assert " esun esano esmas " in made.wording
    assert "esano" in made.words.split()


def test_a_text_without_end_is_indexed_to_a_point() -> None:
    made = indexed([("en", ["word " * MAX_INDEXED, "beyond"]), ("es", ["allá"])])
    assert "enbeyond" not in made.words
    assert "esalla" in made.words


# ---- a question


def test_words_in_quotation_marks_are_a_phrase() -> None:
    asked = parse_query('Social "economía social" “policy support” «unas palabras» social')
    assert asked.words == ("social",)
    assert asked.phrases == (("economía", "social"), ("policy", "support"), ("unas", "palabras"))


def test_a_quotation_mark_that_stands_alone_means_nothing() -> None:
    assert parse_query('the "house').words == ("house",)
    assert parse_query('"').words == parse_query('""').words == ()


@pytest.mark.parametrize("typed", ["", " ", "\n\t", "?!", "-", "* * *", '""', "()", "'", "\u200b", "%_"])
def test_where_no_word_is_there_is_no_question(typed: str) -> None:
    assert not parse_query(typed)


def test_fillers_are_left_out_of_a_question_that_has_other_words() -> None:
    assert parse_query("la cooperativa de los municipios").words == ("cooperativa", "municipios")
    assert parse_query("de la").words == ("de", "la")
    assert parse_query('the "of the"').words == ()
    assert parse_query('"of the"').phrases == (("of", "the"),)


def test_signs_of_other_search_engines_are_plain_text() -> None:
    assert parse_query("title:house -garden AND (tree* OR NEAR/2 ^root) NOT col:x").words == (
        "title", "house", "garden", "tree", "near", "2", "root", "not", "col", "x",
    )  # fmt: skip


def test_hyphens_join_words_but_not_figures() -> None:
    assert parse_query("Co-operative 2009-2010 -minus").words == ("cooperative", "2009", "2010", "minus")
    assert parse_query('"co-operative"').phrases == (("co", "operative"),)


def test_a_long_question_is_cut_and_says_so() -> None:
    asked = parse_query(" ".join(f"w{number}" for number in range(MAX_QUERY_WORDS + 1)))
    assert len(asked.words) == MAX_QUERY_WORDS
    assert asked.cut
    assert not parse_query(" ".join(f"w{number}" for number in range(MAX_QUERY_WORDS))).cut
    quoted = parse_query('"' + "a b c d e f g h " * 10 + '" x')
    assert sum(map(len, quoted.phrases)) == MAX_QUERY_WORDS
    assert quoted.words == ()
    assert quoted.cut


@given(st.text(max_size=300))
def test_any_question_asks_of_plain_tokens_alone(typed: str) -> None:
    for words, phrases in parse_query(typed).sides():
        assert all(re.fullmatch("[a-z0-9]+", one) for tokens in words for one in tokens)
        assert all(re.fullmatch("( [a-z0-9]+)+ ", phrase) for phrase in phrases)
        assert all(tokens for tokens in words)


# ---- what is shown


def marked(words: str, asked: str, language: str = "en") -> str:
    parts = passage(words, marks_in(words, language, parse_query(asked)))
    return "".join(f"[{part}]" if is_marked else part for part, is_marked in parts)


@pytest.mark.parametrize(
    ("words", "asked", "language", "shown"),
    [
        ("The cooperatives sold.", "cooperative", "en", "The [cooperatives] sold."),
        ("Las cooperativas vendieron.", "vendió", "es", "Las cooperativas [vendieron]."),
        ("A co-operative bank", "cooperatives", "en", "A [co-operative] bank"),
        ("A co-operative bank", "operative", "en", "A co-[operative] bank"),
        ("A cooperative bank", "co-operative", "en", "A [cooperative] bank"),
        ("Más años así.", "mas ano", "es", "[Más] [años] así."),
        ("Public policies, a policy", '"public policies"', "en", "[Public] [policies], a policy"),
        ("No match", "other", "en", "No match"),
        ("🌾 & <b>", "🌾", "en", "[🌾] & <b>"),
    ],
)
def test_words_are_marked_in_any_form(words: str, asked: str, language: str, shown: str) -> None:
    assert marked(words, asked, language) == shown


def test_a_passage_is_cut_between_words_around_what_was_asked() -> None:
    words = "beginning " + "before " * 60 + "the needle in hay " + "after " * 60 + "end"
    shown = marked(words, "needle")
    assert shown.startswith("… before")
    assert shown.endswith("after …")
    assert "the [needle] in hay" in shown
    assert len(shown) < 260


def test_the_passage_with_the_most_of_the_words_is_shown() -> None:
    words = "alpha " + "x " * 300 + "alpha beta " + "x " * 300 + "beta"
    assert "[alpha] [beta]" in marked(words, "alpha beta")


def test_words_that_stand_far_apart_are_all_shown() -> None:
    words = "alpha " + "x " * 300 + "beta " + "y " * 300 + "gamma " + "z " * 300 + "alpha"
    shown = marked(words, "gamma alpha beta")
    assert [shown.count(word) for word in ("[alpha]", "[beta]", "[gamma]")] == [1, 1, 1]
    assert shown.count(" … ") == 2
    assert len(shown) < 600


@given(st.lists(st.sampled_from(["alpha", "beta", "gamma", "x", "y"]), min_size=1, max_size=400), st.data())
def test_a_passage_holds_all_that_matches(words: list[str], data: st.DataObject) -> None:
    asked = data.draw(st.lists(st.sampled_from(["alpha", "beta", "gamma"]), min_size=1, unique=True))
    shown = marked(" ".join(words), " ".join(asked))
    assert all(f"[{word}]" in shown for word in asked if word in words)


def test_a_short_paragraph_is_shown_whole() -> None:
    assert marked("Some words before the needle stand here.", "needle") == "Some words before the [needle] stand here."


@given(st.text(max_size=600), st.text(max_size=20))
def test_a_passage_changes_no_letter(words: str, asked: str) -> None:
    line = " ".join(words.split())
    parts = passage(line, marks_in(line, "es", parse_query(asked)))
    shown = "".join(part for part, _ in parts)
    assert all(stretch in line for stretch in shown.removeprefix("… ").removesuffix(" …").split(" … "))


def test_what_is_read_of_html() -> None:
    html = (
        '<p>One &amp; <em>two</em>three<sup id="r"><a href="#n" role="doc-noteref">1</a></sup>,<br>four</p>'
        '<ul><li>a</li><li>b</li></ul><div role="doc-footnote">Note <a href="#r" role="doc-backlink">↩</a></div>'
        "<table><tr><td>c</td><td>d</td></tr></table>"
    )
    assert reading_words(html) == "One & twothree, four a b Note c d"


@pytest.mark.parametrize(
    "text", ["x" * 50_000, "x-" * 25_000, "é" * 50_000, '"' * 50_000, "-" * 50_000, "🌾-" * 25_000]
)
def test_no_text_takes_long(text: str) -> None:
    """Each letter is looked at a few times, whatever stands around it."""
    began = time.process_time()
    parse_query(text)
    marked(indexed([("es", [text])]).wording[:50_000] + text, "x")
    assert time.process_time() - began < 3
