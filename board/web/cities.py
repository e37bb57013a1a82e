"""Time zones found by a city or a country, however it is spelled: "la paz", "Bolivia", "quebec", "America/La_Paz"."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from babel import Locale
from babel.core import get_global
from flask_babel import get_locale

from board.rules.weeks import is_zone
from board.text import fold, formats

SHOWN = 8
"""The most places that are offered at once."""
MAX_QUERY = 64
MORE = Path(__file__).with_name("more_cities.toml")


class Place(NamedTuple):
    """A city, as it is shown, and the zone whose clocks it shows."""

    city: str
    territory: str
    zone: str

    @property
    def label(self) -> str:
        """The city with its country: "La Paz, Bolivia"."""
        return f"{self.city}, {self.territory}" if self.territory else self.city


class _Entry(NamedTuple):
    place: Place
    names: tuple[str, ...]
    """What it is called, folded: the whole of it in the query is the best match."""
    words: frozenset[str]
    """Every word by which it is found."""
    names_zone: bool
    """Whether the zone has its name."""


def search(query: str) -> list[Place]:
    """Return places that the words name, the best first. Each word of the query begins one of theirs."""
    asked = _folded(query[:MAX_QUERY])
    words = asked.split()
    found = [entry for entry in _entries(str(get_locale())) if _is_meant(words, entry)] if words else []
    return [entry.place for entry in sorted(found, key=lambda entry: _rank(asked, entry))][:SHOWN]


def resolve(typed: str, chosen: str = "") -> str | None:
    """Return the zone that was typed or meant; None if it is unknown, or if there are several and none was chosen."""
    typed = typed.strip()
    if is_zone(typed) and "/" in typed:
        return typed
    found = search(typed)
    zones = list(dict.fromkeys(place.zone for place in found))
    if chosen in zones:
        return chosen
    asked = _folded(typed)
    exact = {place.zone for place in found if asked in (_folded(place.city), _folded(place.label))}
    certain = exact or set(zones)
    return certain.pop() if len(certain) == 1 else None


def label_of(zone: str) -> str:
    """Return the city and the country of a zone: "La Paz, Bolivia"; the zone itself where it is not known."""
    main = get_global("zone_aliases").get(zone, zone)
    known = (entry.place for entry in _entries(str(get_locale())) if entry.place.zone == main)
    return next((place.label for place in known), zone)


def main_places() -> list[Place]:
    """Return the place after which each zone is named, by name."""
    first = {entry.place.zone: entry.place for entry in reversed(_entries(str(get_locale())))}
    return sorted(first.values(), key=lambda place: _folded(place.label))


def _folded(words: str) -> str:
    """Return the words without case, accents and signs between them. A ñ counts as n here."""
    letters = fold(words).replace("ñ", "n")
    return " ".join("".join(letter if letter.isalnum() else " " for letter in letters).split())


def _is_meant(asked: list[str], entry: _Entry) -> bool:
    return all(any(word.startswith(part) for word in entry.words) for part in asked)


def _rank(asked: str, entry: _Entry) -> tuple[bool, bool, bool, str]:
    """Return the sort key: a city of that name first, then one that begins so, then one after which a zone is named."""
    begins = any(name.startswith(asked) for name in entry.names)
    return asked not in entry.names, not begins, not entry.names_zone, _folded(entry.place.label)


@lru_cache(maxsize=8)
def _entries(locale: str) -> tuple[_Entry, ...]:
    """Return every place in one language; it is found by its English name too."""
    return tuple(_of_zones(locale)) + tuple(_of_more(locale))


def _of_zones(locale: str) -> Iterator[_Entry]:
    for zone in sorted(_territories()):
        yield _entry(zone, locale, formats.city(zone, locale), formats.city(zone, "en"), zone, names_zone=True)


def _of_more(locale: str) -> Iterator[_Entry]:
    known = _territories()
    for zone, cities in tomllib.loads(MORE.read_text(encoding="utf-8")).items():
        if zone in known:
            yield from (_entry(zone, locale, city) for city in cities)


def _entry(zone: str, locale: str, city: str, *names: str, names_zone: bool = False) -> _Entry:
    code = _territories()[zone]
    here, english = (Locale.parse(name).territories.get(code, "") for name in (locale, "en"))
    if code == "001":
        here = ""
    folded = tuple(map(_folded, (city, *names)))
    words = frozenset(" ".join((*folded, _folded(here), _folded(english))).split())
    return _Entry(Place(city, here, zone), folded, words, names_zone)


@lru_cache(maxsize=1)
def _territories() -> dict[str, str]:
    """Return the country of each zone that both databases know and that is named after a place."""
    found = {zone: code for zone, code in get_global("zone_territories").items() if is_zone(zone) and "/" in zone}
    return {zone: code for zone, code in found.items() if not zone.startswith("Etc/")}
