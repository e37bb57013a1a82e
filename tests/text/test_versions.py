"""Whether an answer to a receipt is a corrected version of the post, or just an answer."""

from __future__ import annotations

import pytest

from board.text.versions import is_version_of

POST = "Las compras públicas ayudan a las cooperativas; en nuestro caso tardaron cuatro años."


@pytest.mark.parametrize(
    "words",
    [
        POST,
        POST.replace("cuatro", "cinco"),
        POST.upper(),
        "Las compras publicas ayudan.",
        f"{POST}\n\nAgrego que el municipio paga ahora en treinta días y que somos nueve cooperativas en total.",
    ],
)
def test_a_version_has_words_of_the_text(words: str) -> None:
    assert is_version_of(words, POST)


@pytest.mark.parametrize("words", ["¡Gracias!", "Thanks!", "Perfecto, nos vemos el lunes", "Sí"])
def test_an_answer_has_few_of_them(words: str) -> None:
    assert not is_version_of(words, POST)


def test_of_three_words_one_is_enough() -> None:
    assert is_version_of("compras uno dos", POST)
    assert not is_version_of("compras uno dos tres", POST)


def test_a_word_with_a_mended_letter_is_a_version() -> None:
    assert is_version_of("Ganamos.", "Gnamos.")
    assert not is_version_of("Gracias.", "Gnamos.")
