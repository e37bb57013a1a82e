"""Read the paragraphs that the editor's form sends, save them, and say what kept one from being saved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from board.actions import paragraphs
from board.actions.paragraphs import Guidance, Sent, Why
from board.models import Text
from board.pages.editor import References, checker
from board.pages.texts import Pair, Row
from board.rules.permissions import Refusal
from board.text import Finding
from board.visible import Sight
from board.web.field_rules import showable, whole_number
from board.web.lengths import MAX_UNSENT, too_long_a_title, too_much
from board.web.viewer import myself
from board.web.words import REASONS


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a paragraph was not saved or approved as asked.

    ``typed`` goes back into its field, ``status`` is the HTTP status, and ``findings`` are the checks that failed.
    """

    typed: str
    message: str
    status: int
    findings: tuple[Finding, ...] = ()


Troubles = dict[str, Trouble]
"""Troubles by the lineage of the paragraph."""

MESSAGES = {
    Why.WORDS_STAND_THERE: (
        422,
        _l("You wrote something else already. Empty the field to use what is offered."),
    ),
    Why.LOSES_SOMETHING: (
        422,
        _l("Saved, but not approved: readers would lose something. Please correct it."),
    ),
    Why.LOOK_AGAIN: (
        422,
        _l("Saved, but not approved yet: please check this. If it is right, approve it again."),
    ),
    Why.EMPTY: (422, _l("Write a translation first.")),
    Why.SOURCE_CHANGED: (
        409,
        _l("The original was changed while you translated. Your words are kept; please look at them again."),
    ),
    Why.SAVED_MEANWHILE: (
        409,
        _l("Somebody else saved this paragraph meanwhile. Theirs is shown beside yours; nothing was overwritten."),
    ),
    Why.REPLACED_MEANWHILE: (
        409,
        _l("Somebody else saved this paragraph meanwhile. Their words are in the field now: please check them."),
    ),
    Why.SECOND_PERSON: (403, REASONS[Refusal.SECOND_PERSON]),
}


def sent_segments(form: Mapping[str, str]) -> dict[str, Sent]:
    """Return the paragraphs of a form by lineage."""
    lineages = [name.removeprefix("body-") for name in form if name.startswith("body-")]
    return {lineage: _sent(form, lineage) for lineage in lineages}


def _sent(form: Mapping[str, str], lineage: str) -> Sent:
    return Sent(
        lineage=lineage,
        body=showable(form.get(f"body-{lineage}")),
        base=whole_number(form.get(f"base-{lineage}")),
        digest=showable(form.get(f"digest-{lineage}"))[:64],
        seen=form.get(f"seen-{lineage}", ""),
    )


def save_segments(
    sight: Sight, pair: Pair, rows: Iterable[Row], sent: Mapping[str, Sent], verb: str, against: References
) -> Troubles:
    """Save the paragraphs that were sent, and return the troubles of those that could not be saved as asked."""
    text = pair.text
    guidance = Guidance(
        check=checker(pair, against.terms),
        remembered={lineage: memory.source for lineage, memory in against.remembered.items()},
        is_too_long=lambda words: bool(_too_long(text, words)),
    )
    troubles = paragraphs.save_paragraphs(sight, text, rows, sent, verb, guidance)
    return {lineage: _in_words(text, trouble) for lineage, trouble in troubles.items()}


def _too_long(text: Text, words: str) -> str:
    return too_much(words) or (too_long_a_title(words) if text.inline else "")


def _in_words(text: Text, trouble: paragraphs.Trouble) -> Trouble:
    if trouble.why is Why.TOO_LONG:
        return Trouble(trouble.typed, _too_long(text, trouble.typed), 422)
    status, message = MESSAGES[trouble.why]
    return Trouble(trouble.typed, str(message), status, trouble.findings)


def keep_words_of_gone(sight: Sight, pair: Pair, sent: Mapping[str, Sent]) -> list[str]:
    """Keep what was typed for paragraphs that the original no longer has as unsent texts, and return it."""
    return paragraphs.keep_words_of_gone(sight, myself(), pair.rows, sent, MAX_UNSENT)
