"""Words of the translators' desk, and the list of its keyboard shortcuts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from flask import Flask
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from board.pages.places import Place
from board.pages.rewording import Answer
from board.pages.texts import Row
from board.rules import permissions, queue
from board.rules import translations as rule
from board.rules.permissions import Refusal
from board.text import Finding, fingerprint
from board.visible import Sight
from board.web import viewer
from board.web.desk.glossary_forms import TROUBLE_WORDS
from board.web.desk.memory_forms import FAULT_WORDS

FINDING_WORDS = {
    "link_lost": _l("A link is missing: %(detail)s"),
    "link_changed": _l("A link leads elsewhere: %(detail)s"),
    "link_added": _l("This link is not in the original: %(detail)s"),
    "note_lost": _l("The mark of a note is missing: %(detail)s"),
    "mention_lost": _l("Somebody is no longer mentioned: %(detail)s"),
    "code_changed": _l("Code was changed or left out: %(detail)s"),
    "items": _l("The list has other items: %(detail)s"),
    "table": _l("The table has other rows or columns: %(detail)s"),
    "heading_lost": _l("The heading became a paragraph: %(detail)s"),
    "quote_lost": _l("The quotation is no longer set as one: %(detail)s"),
    "untranslated": _l("Still as in the original: %(detail)s"),
    "doubled": _l("Appears twice: %(detail)s"),
    "too_long": _l("Much longer than the original (characters): %(detail)s"),
    "too_short": _l("Much shorter than the original (characters): %(detail)s"),
    "number_changed": _l("A number is different: %(detail)s"),
    "number_missing": _l("A number is missing: %(detail)s"),
    "number_added": _l("This number is not in the original: %(detail)s"),
    "number_style": _l("This number reads differently in the other language: %(detail)s"),
    "billion": _l("These words mean different numbers: %(detail)s"),
    "glossary": _l("The glossary says otherwise: %(detail)s"),
}
"""The message of each check."""


def finding_words(finding: Finding) -> str:
    """Return a finding in words, and whether it keeps a translation from being approved."""
    words = str(FINDING_WORDS[finding.code]) % {"detail": finding.detail}
    return str(_("Must be corrected. %(words)s", words=words)) if finding.blocks else words


ORDER_WORDS = {
    queue.WAITED_FOR: _l("what somebody waits for"),
    queue.OLDEST: _l("the oldest first"),
    queue.BY_WEEK: _l("by week"),
}
WHY_FIRST = {
    queue.WAITED_FOR: _l(
        "First come questions to the key respondents who are answering now, and their answers, then announcements, "
        "then this week’s texts, then the rest; within each, what has waited longest."
    ),
    queue.OLDEST: _l("First comes what has waited longest, whatever it is."),
    queue.BY_WEEK: _l("The texts come week by week; within each, what has waited longest is first."),
}
"""The orders of the queue, and what each of them puts first."""

REWORD_WORDS = {
    Answer.OPEN: _l("The author has not answered yet."),
    Answer.CHANGED: _l("The author has changed this passage since."),
    Answer.LEFT: _l("The author says that it stays as it is."),
}

Verb = tuple[str, str, str]
"""A button: the verb that it sends, its label, and its shortcut key."""


def segment_verbs(row: Row, sight: Sight) -> Iterator[Verb]:
    """Yield the buttons under a paragraph, from the same rule that the handler asks."""
    yield "save", _("Save"), ""
    if row.state != rule.IN_REVIEW:
        yield "review", _("Send to review"), "r"
    if _may_approve(sight, row):
        outdated = row.state == rule.OUTDATED
        yield "approve", _("Still right: approve") if outdated else _("Approve"), "k" if outdated else "p"


def _may_approve(sight: Sight, row: Row) -> bool:
    """Return whether the viewer may approve a paragraph. A forum can require that nobody approves their own words."""
    writer_id = row.translation.translator_id if row.translation else sight.viewer.user_id
    refusal = permissions.approve(sight.viewer, "any", writer_id or sight.viewer.user_id, sight.forum.second_approval)
    return refusal is not Refusal.SECOND_PERSON


def finish_words(rows: Sequence[Row], sight: Sight, *, in_parts: bool = False) -> str:
    """Return the label of the button that finishes a text, or one of its parts."""
    open_rows = [row for row in rows if row.state != rule.APPROVED]
    if in_parts:
        approves = all(_may_approve(sight, row) for row in open_rows)
        return str(_("Approve this part and continue") if approves else _("Send this part to review and continue"))
    if all(_may_approve(sight, row) for row in open_rows):
        return str(_("Approve and go to the next text"))
    return str(_("Send to review and go to the next text"))


def desk_keys() -> list[tuple[tuple[str, ...], str]]:
    """Return the keyboard shortcuts: the keys, and what they do."""
    return [
        (("Ctrl", "Enter"), _("Save this paragraph and go to the next")),
        (("Alt", "↓"), _("Next paragraph")),
        (("Alt", "↑"), _("Paragraph before")),
        (("Alt", "P"), _("Approve this paragraph")),
        (("Alt", "K"), _("The translation is still right although the original changed")),
        (("Alt", "M"), _("Use what was translated before")),
        (("Alt", "1"), _("Insert the first term of the glossary; Alt 2 the second, and so on")),
        (("Alt", "S"), _("What the author flagged here is right as it is")),
        (("Alt", "R"), _("Send this paragraph to review")),
        (("Alt", "A"), _("Approve the whole text, or send it to review, and go to the next one")),
        (("Alt", "N"), _("Next text, without finishing this one")),
        (("?",), _("Show these keys (while you type in a field: Alt 0)")),
    ]


def age(since: datetime) -> str:
    """Return roughly how long something has waited, such as "3 hours"."""
    minutes = int((viewer.now() - since).total_seconds()) // 60
    if minutes < 60:
        return str(ngettext("%(num)d min", "%(num)d min", max(0, minutes)))
    if minutes < 48 * 60:
        return str(ngettext("%(num)d hour", "%(num)d hours", minutes // 60))
    return str(ngettext("%(num)d day", "%(num)d days", minutes // (24 * 60)))


def place_words(place: Place) -> str:
    """Return the week and the kind of a text, such as "Week 4 · post"."""
    kind = str(_(place.words))
    return f"{_('Week %(number)s', number=place.week.number)} · {kind}" if place.week else kind


def connect(app: Flask) -> None:
    """Give templates these words."""
    app.jinja_env.globals.update(
        TROUBLE_WORDS=TROUBLE_WORDS, MEMORY_FAULT_WORDS=FAULT_WORDS, REWORD_WORDS=REWORD_WORDS, desk_keys=desk_keys
    )
    app.jinja_env.filters.update(
        age=age,
        finding_words=finding_words,
        fingerprint=fingerprint,
        finish_words=finish_words,
        place_words=place_words,
        segment_verbs=segment_verbs,
    )
