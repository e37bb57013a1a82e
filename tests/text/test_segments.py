"""Where a source is cut, and that nothing falls between the cuts."""

from __future__ import annotations

import pytest

from board.text import blocks, split_translation
from tests.text import awkward
from tests.text.awkward import Awkward
from tests.text.page import Page


def sources(source: str) -> list[str]:
    return [block.source for block in blocks(source, anchor="p")]


def html(source: str) -> str:
    return "".join(block.html for block in blocks(source, anchor="p"))


@pytest.mark.parametrize(
    ("post", "count"),
    [
        (awkward.NESTED_LISTS, 2),
        (awkward.CONTINUED_NUMBERS, 3),
        (awkward.FOOTNOTES, 4),
        (awkward.REFERENCE_LINKS, 2),
        (awkward.TABLE, 3),
        (awkward.CODE_WITH_BLANK_LINES, 3),
        (awkward.QUOTES, 4),
        (awkward.EMOJI, 1),
        (awkward.PASTED_FROM_WORD, 3),
        (awkward.HEADINGS, 8),
    ],
    ids=lambda value: getattr(value, "name", None),
)
def test_segments_of(post: Awkward, count: int) -> None:
    assert len(sources(post.source)) == count


@pytest.mark.parametrize("post", awkward.ALL, ids=lambda post: post.name)
def test_translations_pair_with_their_source(post: Awkward) -> None:
    fewer = 2 if post is awkward.UNEQUAL_PARAGRAPHS else 0
    assert len(split_translation(post.translation)) == len(sources(post.source)) - fewer


@pytest.mark.parametrize(
    "one",
    [
        "- uno\n\n- dos\n\n  párrafo\n\n    - tres\n\n- cuatro",
        "1. uno\n  - dos\n\n2. tres",
        "```\na\n\n\nb\n```",
        "> a\n>\n> b\nsigue",
        "a|b\n-|-\n1|2",
        "- a\n\n  ```\n  x\n\n- y\n  ```\n- b",
        "[^1]: nota\n\n    sigue",
        "una línea\notra",
        "En\n1990. Fue así.",
    ],
)
def test_one_segment(one: str) -> None:
    assert sources(one) == [one]


@pytest.mark.parametrize(
    "two",
    [
        "texto:\n\n- lista",
        "> a\n\n> b",
        "- a\n\n1. b",
        "# T\n\nb",
        "```\na\n```\n\nb",
    ],
)
def test_two_segments(two: str) -> None:
    assert sources(two) == two.split("\n\n")


@pytest.mark.parametrize("joined", ["texto:\n- lista", "texto:\n1. lista", "texto\n> cita", "texto\n# T", "texto\n***"])
def test_a_block_needs_no_blank_line_before_it(joined: str) -> None:
    assert sources(joined) == joined.split("\n")


def test_definitions_alone_are_no_segment() -> None:
    assert sources("[a]: https://example.org\n[b]: /c 'título'") == []


def test_only_an_address_makes_a_definition() -> None:
    assert "[Nota]: importante" in Page(html("[Nota]: importante")).text


def test_a_fence_never_closed_swallows_nothing() -> None:
    assert len(sources("```\na\n\nb\n\nc")) == 3


def test_words_behind_ticks_open_no_fence() -> None:
    assert "Hola a todas" in Page(html("```Hola a todas\n```")).text


def test_lists_keep_their_numbers() -> None:
    page = Page(html(awkward.CONTINUED_NUMBERS.source))
    assert [attributes.get("start") for attributes in page.all("ol")] == [None, "3"]


def test_nested_lists_nest() -> None:
    assert html(awkward.NESTED_LISTS.source).count("<li><p>") == 3
    assert "<ul><li>hasta 10 000 bolivianos, sin concurso;</li><li>" in html(
        "- a\n  - hasta 10 000 bolivianos, sin concurso;\n  - b"
    )


@pytest.mark.parametrize("spaces", [2, 3, 4])
@pytest.mark.parametrize("marker", ["-", "1."])
def test_two_to_four_spaces_nest(marker: str, spaces: int) -> None:
    page = Page(html(f"{marker} uno\n{' ' * spaces}- dos"))
    assert [tag for tag, _ in page.tags][1:] == ["li", "ul", "li"]


def test_code_in_a_list_item() -> None:
    assert "<pre><code>x\n\ny</code></pre>" in html("- a\n\n  ```\n  x\n\n  y\n  ```")


def test_headings_begin_at_the_level_asked_for_and_skip_none() -> None:
    assert [tag for tag, _ in Page(html(awkward.HEADINGS.source)).tags if tag[0] == "h" and tag != "hr"] == [
        "h3",
        "h4",
        "h3",
    ]
    assert blocks("# a", anchor="p", top_heading=2)[0].html == "<h2>a</h2>"


def test_a_line_end_is_a_break() -> None:
    assert html("uno\ndos") == "<p>uno<br>dos</p>"


def test_a_table_scrolls_by_itself_and_is_aligned_without_style() -> None:
    made = html(awkward.TABLE.source)
    page = Page(made)
    assert {"class": "scroll", "tabindex": "0"} in page.all("div")
    assert [cell.get("align") for cell in page.all("th")] == ["left", "center", "right"]
    assert "style" not in made
    assert "<code>a|b</code>" in made
    assert "muchas</strong> | pocas" in made


def test_extra_cells_are_kept() -> None:
    assert "2 | 3" in Page(html("a|b\n-|-\n1|2|3")).text


def test_digest_is_of_what_is_translated() -> None:
    before = blocks("Ver [a].\n\nOtro.\n\n[a]: https://one.example", anchor="p")
    after = blocks("Ver [a].\n\n\n\nOtro. \n\n[a]: https://two.example", anchor="q")
    assert before[0].digest != after[0].digest
    assert before[1].digest == after[1].digest
    assert len(before[1].digest) == 64


def test_digest_sees_no_difference_between_two_spellings_of_an_accent() -> None:
    assert blocks("a\u0301", anchor="p")[0].digest == blocks("á", anchor="p")[0].digest


def test_a_note_does_not_outdate_the_paragraph_that_refers_to_it() -> None:
    before = blocks("Texto[^1].\n\n[^1]: nota", anchor="p")
    after = blocks("Texto[^1].\n\n[^1]: otra nota", anchor="p")
    assert [one.digest == other.digest for one, other in zip(before, after, strict=True)] == [True, False]
