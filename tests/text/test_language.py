"""Guessing the language from the writer's own words only."""

from __future__ import annotations

import subprocess
import sys

import pytest

from board.text import guess_language
from tests.text import awkward


@pytest.mark.parametrize(
    ("source", "language"),
    [
        ("¿Quién decide qué se compra en el municipio?", "es"),
        ("Who decides what the municipality buys?", "en"),
        ("Quem decide o que a prefeitura compra não é o povo.", "pt"),
        ("Qui décide de ce que la commune achète ?", "fr"),
        ("> Nobody reads the tender documents, and nobody will\n\nNo estoy de acuerdo con eso.", "es"),
        ("```\nSELECT this FROM that WHERE there IS nothing\n```\n\nEsta es la consulta que usamos.", "es"),
        ("No lo creo: https://example.org/the-whole-truth-about-everything-there-is", None),
        ("Ok.", None),
        ("", None),
        ("12345 67890 12345", None),
    ],
)
def test_guess(source: str, language: str | None) -> None:
    assert guess_language(source) == language


def test_only_likely_languages() -> None:
    assert guess_language("Quem decide o que a prefeitura compra?", ("es", "en")) == "es"


def test_a_language_nobody_knows() -> None:
    with pytest.raises(ValueError):
        guess_language("¿Quién decide qué se compra?", ("es", "xx"))


@pytest.mark.parametrize("post", [awkward.NESTED_LISTS, awkward.QUOTES, awkward.HEADINGS], ids=lambda post: post.name)
def test_awkward_posts(post: awkward.Awkward) -> None:
    assert (guess_language(post.source), guess_language(post.translation)) == ("es", "en")


def test_the_model_is_loaded_only_when_asked() -> None:
    code = "import sys, board.text; sys.exit('py3langid' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
