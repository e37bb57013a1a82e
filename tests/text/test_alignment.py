"""Which paragraph continues which when a text is edited."""

from __future__ import annotations

from board.text import align, blocks

PARAGRAPHS = [
    "El municipio compró el doble de lo que había comprado antes.",
    "La ley permite lotes pequeños, hasta diez mil bolivianos.",
    "Nadie publicó los contratos, aunque el decreto lo ordena.",
    "Gracias por sus preguntas y hasta la semana próxima.",
]


def continued(before: list[str], after: list[str]) -> list[str | None]:
    """The lineages of `after`, those of `before` being its positions."""
    old = [(str(n), block.digest, block.source) for n, block in enumerate(blocks("\n\n".join(before), anchor="p"))]
    return align(old, blocks("\n\n".join(after), anchor="p"))


def test_nothing_changed() -> None:
    assert continued(PARAGRAPHS, PARAGRAPHS) == ["0", "1", "2", "3"]


def test_first_revision() -> None:
    assert continued([], PARAGRAPHS[:2]) == [None, None]


def test_everything_deleted() -> None:
    assert continued(PARAGRAPHS, []) == []


def test_a_paragraph_inserted() -> None:
    assert continued(PARAGRAPHS, [*PARAGRAPHS[:2], "Algo del todo nuevo.", *PARAGRAPHS[2:]]) == [
        "0",
        "1",
        None,
        "2",
        "3",
    ]


def test_a_paragraph_deleted() -> None:
    assert continued(PARAGRAPHS, [PARAGRAPHS[0], *PARAGRAPHS[2:]]) == ["0", "2", "3"]


def test_a_paragraph_moved() -> None:
    assert continued(PARAGRAPHS, [PARAGRAPHS[3], *PARAGRAPHS[:3]]) == ["3", "0", "1", "2"]


def test_a_paragraph_edited() -> None:
    edited = PARAGRAPHS[1].replace("diez mil", "veinte mil")
    assert continued(PARAGRAPHS, [PARAGRAPHS[0], edited, *PARAGRAPHS[2:]]) == ["0", "1", "2", "3"]


def test_a_paragraph_edited_beside_a_new_one() -> None:
    edited = PARAGRAPHS[1] + " Es poco."
    after = [PARAGRAPHS[0], "Algo del todo nuevo.", edited, *PARAGRAPHS[2:]]
    assert continued(PARAGRAPHS, after) == ["0", None, "1", "2", "3"]


def test_a_paragraph_replaced_is_new() -> None:
    assert continued(PARAGRAPHS, [PARAGRAPHS[0], "Otro asunto.", *PARAGRAPHS[2:]]) == ["0", None, "2", "3"]


def test_a_paragraph_moved_and_edited() -> None:
    edited = PARAGRAPHS[3].replace("próxima", "que viene")
    assert continued(PARAGRAPHS, [edited, *PARAGRAPHS[:3]]) == ["3", "0", "1", "2"]


def test_equal_paragraphs_pair_in_order() -> None:
    assert continued(["Sí.", "No.", "Sí."], ["Sí.", "Sí.", "No.", "Sí."]) == ["0", "2", "1", None]


def test_each_lineage_is_used_once() -> None:
    lineages = continued(PARAGRAPHS, PARAGRAPHS * 2)
    kept = [lineage for lineage in lineages if lineage]
    assert sorted(kept) == ["0", "1", "2", "3"]
