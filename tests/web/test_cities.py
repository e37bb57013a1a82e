"""Time zones by the name of their city, in the reader's language."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_babel import force_locale

from board.web.words import city


@pytest.mark.parametrize(
    ("zone", "english", "spanish"),
    [
        ("America/Toronto", "Toronto", "Toronto"),
        ("America/Bogota", "Bogota", "Bogotá"),
        ("America/La_Paz", "La Paz", "La Paz"),
        ("America/Mexico_City", "Mexico City", "Ciudad de México"),
        ("America/Argentina/Buenos_Aires", "Buenos Aires", "Buenos Aires"),
        ("UTC", "UTC", "UTC"),
    ],
)
def test_a_city_has_the_name_by_which_the_reader_knows_it(app: Flask, zone: str, english: str, spanish: str) -> None:
    with app.test_request_context():
        for locale, name in (("en", english), ("es", spanish)):
            with force_locale(locale):
                assert city(zone) == name
