"""What a mail to the address of a call says: an application, with or without the form that the call's page puts in."""

from __future__ import annotations

from dataclasses import replace

from board.actions.applying import Applied
from board.actions.intake import KIND_WORDS, understood
from board.incoming.parsing import Arrived
from board.mail.applying import DESCRIPTION, KIND, NAME, NOTHING, labels_in_all_languages
from board.rules.applications import KEY_RESPONDENT, MAX_EXPERIENCE_WORDS
from board.rules.intake import FIELDS, MAX_EXPERIENCE, MAX_NAME, Fault, Trouble
from board.rules.languages import INTERFACE
from board.text import fold, guess_language, word_count
from board.text.filled_form import read_form
from board.visible import Sight

INTERFACE_CELL = "interface"


def application_in(arrived: Arrived, sight: Sight) -> Applied:
    """Return the application that a mail is. What no field understands goes into the description: nothing is lost."""
    cells = read_form(arrived.lines, labels_in_all_languages())
    about = [cells.pop("", ""), cells.pop(NOTHING, ""), cells.get(DESCRIPTION, "")]
    name, *others = (cells.get(NAME, "") or arrived.name or arrived.sender.partition("@")[0]).split("\n")
    cells |= {
        NAME: name[:MAX_NAME],
        KIND: _kind(cells.get(KIND, "")),
        "email": arrived.sender,
        INTERFACE_CELL: language_of(arrived),
        DESCRIPTION: "",
    }
    said, faults = understood(sight, cells)
    rest = [name[MAX_NAME:], *others, *map(_not_understood, faults)]
    return _fuller(replace(said, description="\n\n".join(filter(None, map(str.strip, (*about, *rest))))))


def language_of(arrived: Arrived) -> str:
    """Return the language of the interface in which somebody is answered who wrote this."""
    return guess_language(f"{arrived.subject}\n\n{arrived.text}", INTERFACE) or INTERFACE[0]


def _kind(typed: str) -> str:
    """Return the kind of application that a sentence names: the one that stands last in it."""
    words = fold(typed)
    last = max(KIND_WORDS, key=lambda word: words.rfind(word))
    return KIND_WORDS[last] if last in words else typed


def _not_understood(fault: Fault) -> str:
    return fault.detail if fault.trouble in FIELDS and fault.trouble is not Trouble.NO_NAME else ""


def _fuller(said: Applied) -> Applied:
    """Take a key respondent's description for the fuller one, if they wrote only one that is short enough for it."""
    fits = word_count(said.description[:MAX_EXPERIENCE]) <= MAX_EXPERIENCE_WORDS
    alone = said.kind == KEY_RESPONDENT and not said.experience and fits
    return replace(said, experience=said.description) if alone else said
