"""Pictures taken out of the words in which they stand: each is printed once, below them, for both languages.

The source of a picture in HTML is ``picture:KEY``: every format puts something of its own in its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import NamedTuple

from board.proceedings.document import Picture
from board.text.attached import KEY, Place, put_in

Pictures = Callable[[str], bytes]
"""Return the bytes of a picture of the document by its key, as the site shows it."""
SRC = re.compile(rf'src="picture:({KEY})"')
"""A picture in a chapter."""
ELEMENT = rf'<span data-image="{KEY}">(?:(?!</span>).)*</span>'
ALONE = re.compile(rf"(<p>|<br ?/?>)(?:\s*{ELEMENT})+\s*(?=</p>|<br ?/?>)", re.DOTALL)
"""Pictures on a line of their own."""
LINE_ENDS = re.compile(r"(?<=<p>)(?:\s*<br ?/?>)+|(?:<br ?/?>\s*)+(?=</p>)")
EMPTY = re.compile(r"(?:\s*<p>\s*</p>)*\s*")


class Caption(NamedTuple):
    """What a picture shows, in a language."""

    language: str
    words: str


class Figure(NamedTuple):
    """A picture to be printed, and what it shows in each language of its paragraph; the first is its description."""

    picture: Picture
    captions: tuple[Caption, ...]


class Lifted(NamedTuple):
    """HTML without its pictures, and what they show by key."""

    html: str
    words: dict[str, str]


def lifted(html: str, pictures: Mapping[str, Picture]) -> Lifted:
    """Take out the pictures that are printed. On a line of its own one leaves nothing, among words its own ones.

    Any other picture becomes a link with its words.
    """
    words: dict[str, str] = {}

    def taken(place: Place) -> str:
        picture = pictures.get(place.key)
        if place.kind != "image" or picture is None:
            return f"[{place.html}]"
        if not picture.is_printed:
            return f'[<a href="{escape(picture.address)}">{place.html}</a>]'
        words.setdefault(place.key, place.words)
        return place.whole

    if "<span data-" not in html:
        return Lifted(html, words)
    rest = LINE_ENDS.sub("", ALONE.sub(_line_end, put_in(html, taken)))
    rest = put_in(rest, lambda place: f"[{place.html}]")
    return Lifted("" if EMPTY.fullmatch(rest) else rest, words)


def _line_end(found: re.Match[str]) -> str:
    return "<p>" if found[1] == "<p>" else ""


def figures(sides: Iterable[tuple[str, Mapping[str, str]]], pictures: Mapping[str, Picture]) -> tuple[Figure, ...]:
    """Return the pictures of a paragraph. ``sides`` are its languages, with what each picture shows in it."""
    captions: dict[str, list[Caption]] = {}
    for language, words in sides:
        for key, said in words.items():
            captions.setdefault(key, []).extend([Caption(language, said)] if said else [])
    return tuple(Figure(pictures[key], tuple(said)) for key, said in captions.items())
