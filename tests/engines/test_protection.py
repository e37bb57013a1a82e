"""What becomes of answers that are not what they should be: text, or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from board.engines.http import EngineError, Unusable
from board.engines.paragraphs import draft
from board.text import blocks, render_segment
from tests.text.test_properties import TEXTS


@dataclass
class Saying:
    """An engine that makes of each text whatever it is told to."""

    make: Callable[[str], str]
    name: str = "test"

    def translate(self, texts: Sequence[str], source: str, target: str) -> list[str]:
        return [self.make(text) for text in texts]


def drafted(source: str, make: Callable[[str], str], *, inline: bool = False) -> str:
    return draft(Saying(make), source, source, "es", "en", inline=inline)


def said(answer: str, source: str = "Hola a todas.") -> str:
    """The HTML of a paragraph to whose text an engine answers this."""
    return render_segment(drafted(source, lambda _: answer), source, anchor="t")


HOSTILE = [
    "<script>alert(1)</script> hello",
    "<img src=x onerror=alert(1)> hello",
    "&lt;script&gt;hello&lt;/script&gt;",
    "[hello](https://evil.example)",
    "![hello](https://evil.example/x.png)",
    "# hello",
    "> hello",
    "- hello",
    "+ hello",
    "1. hello",
    "12) hello",
    "**hello** _hello_ `hello`",
    "```\nhello\n```",
    "| hello |\n|---|\n| hello |",
    "hello\n===",
    "hello\n\n---\n\nhello",
    "[^1]: hello [^1]",
    "[hello]: https://evil.example",
    "hello \\",
    "~~~ hello",
    "\x02wzxhzdk:0\x03 hello",
]


@pytest.mark.parametrize("answer", HOSTILE)
def test_markup_that_an_engine_brings_in_is_text(answer: str) -> None:
    try:
        made = said(answer)
    except Unusable:  # an address: a link that the author did not set
        assert "evil.example" in answer
        return
    assert re.findall("<[^>]*>", made) == ["<p>", "</p>"]
    assert "hello" in made


@pytest.mark.parametrize("answer", ["hello https://evil.example", "hello www.evil.example/x", "mail me@evil.example"])
def test_an_address_that_an_engine_brings_in_is_refused(answer: str) -> None:
    with pytest.raises(Unusable, match="structure"):
        said(answer)


@pytest.mark.parametrize("answer", ["", " ", "\n", "\u200b", "???", "<>"])
def test_an_answer_without_a_word_is_none(answer: str) -> None:
    with pytest.raises(Unusable):
        said(answer, "Hola.")


def test_an_enormous_answer_is_none() -> None:
    with pytest.raises(Unusable, match="too long"):
        said("hello " * 100)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_an_engine_answers_each_text_once(count: int) -> None:
    @dataclass
    class Miscounting(Saying):
        def translate(self, texts: Sequence[str], source: str, target: str) -> list[str]:
            return ["hello"] * count

    with pytest.raises(Unusable, match="each text"):
        draft(Miscounting(str), "- uno\n- dos", "- uno\n- dos", "es", "en")


MARKED = "El **informe** de 2005 lo dice."


def lose_marks(text: str) -> str:
    return re.sub(r"XQZ\d+", "", text)


@pytest.mark.parametrize(
    "make",
    [
        lose_marks,
        lambda text: text.replace("XQZ3", "XQZ1"),
        lambda text: text.replace("XQZ", "XQZ "),
        lambda text: f"{text} XQZ1",
        lambda text: text.replace("XQZ1", "XQZ9").replace("XQZ3", "XQZ1").replace("XQZ9", "XQZ3"),
        lambda text: text.replace("2005", "2006"),
    ],
    ids=["lost", "twice", "broken", "one more", "other order", "other number"],
)
def test_where_a_mark_or_a_number_is_lost_the_pieces_are_translated_one_by_one(make: Callable[[str], str]) -> None:
    assert drafted(MARKED, make) == MARKED


def test_marks_may_change_their_case() -> None:
    assert drafted(MARKED, str.lower) == MARKED.lower()


def test_spaces_around_marks_are_the_authors() -> None:
    assert drafted("¿_Quién_, (**Ana**)?", lambda text: text.replace("XQZ", " XQZ").replace(",", " ,")) == (
        "¿_Quién_, (**Ana**)?"
    )


def test_emphasis_still_works_where_the_engine_dropped_the_punctuation_before_it() -> None:
    assert drafted("Hola, ¿_quién_ va?", lambda text: text.replace("¿", "")) == "Hola, _quién_ va?"


def test_what_the_engine_has_no_words_for_stays_as_it_was() -> None:
    assert (
        drafted("| uno | dos |\n|---|---|", lambda text: "" if text == "dos" else "one") == "| one | dos |\n|---|---|"
    )


def test_thousands_may_be_written_another_way() -> None:
    assert drafted("Son 1.500,75 en total.", lambda text: text.replace("1.500,75", "1,500.75")) == (
        "Son 1,500.75 en total."
    )


def test_a_long_translation_of_an_underlined_heading_is_a_heading_still() -> None:
    assert drafted("Un título\n---", lambda text: text * 12).startswith("## Un título")


def test_a_label_of_a_reference_is_translated_and_found() -> None:
    whole = "El [informe] y [el otro][informe].\n\n[informe]: https://example.org"
    made = draft(Saying(str.upper), "El [informe] y [el otro][informe].", whole, "es", "en")
    assert made == "EL [INFORME][informe] Y [EL OTRO][informe]."


def test_in_a_title_no_character_is_markup() -> None:
    assert drafted("Hola", lambda _: "- **hello** <b>", inline=True) == "- **hello** <b>"


ADVERSARIES = st.sampled_from(
    [
        str.upper,
        lambda text: " ".join(reversed(text.split())),
        lose_marks,
        lambda text: f"# {text} | <b>",
        lambda text: f"1. {text}\n\n> `x` **",
        lambda text: text[: len(text) // 2],
    ]
)


@given(TEXTS, ADVERSARIES)
@settings(deadline=None)
def test_whatever_is_typed_and_answered_the_structure_is_the_authors(text: str, make: Callable[[str], str]) -> None:
    for block in blocks(text, anchor="p"):
        try:
            made = draft(Saying(make), block.source, text, "es", "en")
        except EngineError:
            continue
        shapes = [re.findall("<[^>]*>", render_segment(one, text, anchor="t")) for one in (block.source, made)]
        assert shapes[0] == shapes[1]
