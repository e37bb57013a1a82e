"""Notes: numbered over the whole text, linked both ways, never with an id twice."""

from __future__ import annotations

import pytest

from board.text import Block, blocks, render_segment, split_translation
from tests.text import awkward
from tests.text.page import Page

POST = awkward.FOOTNOTES


def original(anchor: str = "p7") -> list[Block]:
    return blocks(POST.source, anchor=anchor)


def test_notes_link_both_ways() -> None:
    page = Page("".join(block.html for block in original()))
    assert page.ids == ["p7-ref-datos", "p7-ref-ley", "p7-note-datos", "p7-note-ley"]
    assert {address.removeprefix("#") for address in page.addresses} == set(page.ids)


def test_notes_are_numbered_by_first_reference() -> None:
    made = "".join(block.html for block in blocks("b[^b] a[^a]\n\n[^a]: nota a\n[^b]: nota b", anchor="p"))
    assert made.index(">1</a></sup> a") < made.index(">2</a></sup>")
    assert ">2</a> nota a" in made


def test_the_second_reference_gets_no_id() -> None:
    assert Page(original()[1].html).ids == []
    assert Page(original()[1].html).addresses == ["#p7-note-datos"]


def test_a_note_keeps_its_paragraphs() -> None:
    assert Page(original()[2].html).all("p") == [{}, {}]
    assert "<em>contraloría</em>" in original()[2].html


def test_an_undefined_reference_is_text() -> None:
    assert blocks("a[^x]", anchor="p")[0].html == "<p>a[^x]</p>"


def test_a_reference_in_code_is_code() -> None:
    first, second, _ = blocks("`[^1]`\n\nb[^1]\n\n[^1]: nota", anchor="p")
    assert "<code>[^1]</code>" in first.html
    assert Page(second.html).ids == ["p-ref-1"]


def test_original_and_translation_stand_on_one_page() -> None:
    translated = [
        render_segment(segment, POST.source, anchor="p7-t", position=position)
        for position, segment in enumerate(split_translation(POST.translation))
    ]
    page = Page("".join([block.html for block in original()] + translated))
    assert len(page.ids) == len(set(page.ids)) == 8
    assert {address.removeprefix("#") for address in page.addresses} == set(page.ids)


def test_a_translation_keeps_the_numbers_of_the_whole() -> None:
    assert ">2</a> Although" in render_segment("[^ley]: Although", POST.source, anchor="t", position=3)


@pytest.mark.parametrize("position", [None, 0, 1, 9])
def test_without_knowing_the_place_no_id_is_given_twice(position: int | None) -> None:
    made = [render_segment(text, POST.source, anchor="t", position=position) for text in ("a[^datos]", "b[^datos]")]
    ids = Page("".join(made)).ids
    assert position == 0 or ids == []


def test_a_translators_own_note() -> None:
    made = render_segment("text[^tn]\n\n[^tn]: of the translator", POST.source, anchor="t", position=0)
    page = Page(made)
    assert page.ids == ["t-ref-tn", "t-note-tn"]
    assert ">tn</a></sup>" in made


def test_a_label_of_any_letters_makes_a_plain_id() -> None:
    page = Page("".join(block.html for block in blocks('a[^ñ"<]\n\n[^ñ"<]: nota', anchor="p")))
    assert len(page.ids) == 2
    assert all(identifier.replace("-", "").isalnum() for identifier in page.ids)


def test_a_label_defined_twice_has_one_id() -> None:
    page = Page("".join(block.html for block in blocks("a[^1]\n\n[^1]: uno\n[^1]: dos", anchor="p")))
    assert page.ids == ["p-ref-1", "p-note-1"]
    assert "dos" in page.text


def test_definitions_of_the_whole_serve_a_segment() -> None:
    whole = "[a][x]\n\n[x]: https://whole.example"
    assert Page(render_segment("[b][x]", whole, anchor="t")).addresses == ["https://whole.example"]
    own = "[b][x]\n\n[x]: https://own.example"
    assert Page(render_segment(own, whole, anchor="t")).addresses == ["https://own.example"]


def test_headings_of_a_segment_rank_in_the_whole() -> None:
    assert render_segment("### Detail", "# Título\n\n### Detalle", anchor="t") == "<h4>Detail</h4>"
