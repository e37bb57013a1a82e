"""What clients send is cut exactly, and nothing of it is lost."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from board.text.markup import pieces
from board.text.mime_bodies import Bodies, bodies
from board.text.numbered_answers import split_answers
from board.text.reply_bodies import Cut, cut_reply
from board.text.reply_secrets import without_secrets
from tests.text.reply_corpus import TOKEN, Reply, replies

FILES = ("first", "second", "third", "digests")
ALL = [reply for name in FILES for reply in replies(name)]


def cut(reply: Reply) -> tuple[Bodies, Cut]:
    found = bodies(reply.message)
    return found, cut_reply(found.plain, found.html, is_wrapped=not found.is_flowed)


def visible(found: Bodies) -> str:
    """The words of the body from which the answer was taken."""
    if found.plain and "view this message in HTML" not in found.plain:
        return found.plain
    return "".join(piece if isinstance(piece, str) else " " for piece in pieces(found.html or ""))


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"[\w@.:/]+", without_secrets(text)))


def letters(text: str) -> Counter[str]:
    return Counter(re.sub(r"[\s>\ufeff\u00a0]", "", without_secrets(text)))


def test_there_are_enough_answers() -> None:
    assert len(ALL) >= 90
    assert len({reply.name for reply in ALL}) == len(ALL)


@pytest.mark.parametrize("reply", ALL, ids=lambda reply: reply.name)
def test_the_new_words_are_exactly_these(reply: Reply) -> None:
    assert cut(reply)[1].new == reply.new


@pytest.mark.parametrize("reply", ALL, ids=lambda reply: reply.name)
def test_nothing_is_lost(reply: Reply) -> None:
    found, made = cut(reply)
    rest = f"{made.new}\n{made.tail}"
    if found.plain:
        assert words(visible(found)) - words(rest) == Counter()
    assert letters(visible(found)) - letters(rest) == Counter()
    assert TOKEN not in rest


@pytest.mark.parametrize("reply", ALL, ids=lambda reply: reply.name)
def test_cutting_once_more_changes_nothing(reply: Reply) -> None:
    new = cut(reply)[1].new
    assert cut_reply(new, is_wrapped=False).new == new


NUMBERS = {
    "below the links of a post": [(1, "Sí, conviene."), (2, "Nadie.")],
    "a list of sources in a post is no number of a post": [
        (2, "> [1] Informe anual de 2005, página 3.\n\nI do not believe that report.")
    ],
    "in html, below the links and below a paragraph": [(1, "Sí, conviene."), (2, "> ¿Y quién lo controla?\n\nNadie.")],
    "numbers above the whole digest, in outlook": [
        (None, "Buenos días:"),
        (2, "Nadie lo controla."),
        (1, "Sí, conviene.\n\nSaludos\nRosa"),
    ],
    "below the whole digest": [(1, "Sí, conviene.")],
}


@pytest.mark.parametrize("name", NUMBERS)
def test_each_answer_to_a_digest_has_the_number_of_what_it_answers(name: str) -> None:
    [reply] = [reply for reply in replies("digests") if reply.name == name]
    assert split_answers(cut(reply)[1].new) == NUMBERS[name]
