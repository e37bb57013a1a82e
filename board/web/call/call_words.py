"""Words of the call: which people it looks for, and which languages they need."""

from __future__ import annotations

from collections.abc import Iterable

from babel.lists import format_list
from flask import Flask
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from board.models import Forum
from board.rules import applications
from board.rules.applications import KEY_RESPONDENT, KINDS, PARTICIPANT
from board.rules.languages import INTERFACE, can_all_be_read, target_for
from board.web.fields import choice_list
from board.web.words import ROLE_WORDS, language_name

KIND_HINTS = {
    PARTICIPANT: _l("reads the case studies, asks, and takes part in the discussions"),
    KEY_RESPONDENT: _l("also presents a case study, and answers questions in one of the weeks"),
}

KIND_CHOICES = choice_list({kind: ROLE_WORDS[kind] for kind in KINDS})

CHARACTERISTIC_WORDS = {
    "research": _l("Research experience on the subject"),
    "practice": _l("Experience of working on the ground, and of the policy that is needed there"),
    "advocacy": _l("Experience of advocacy, or of developing policy"),
}

STATE_WORDS = {
    applications.ACCEPTED: _l("Your application is accepted."),
    applications.WAITING: _l("Your application is on the waiting list."),
    applications.DECLINED: _l("Your application could not be accepted this time."),
}
"""The decision as an applicant reads it."""


def language_policy(forum: Forum) -> list[str]:
    """Say in sentences in which languages people write, what is translated, and which languages a reader needs."""
    if len(forum.languages) == 1 and not forum.policy:
        return [str(_("The forum is held in %(language)s.", language=language_name(forum.languages[0])))]
    return [
        str(_("People write in %(languages)s.", languages=_list(forum.languages, "or"))),
        *_translated(forum),
        *_not_translated(forum),
        *(_needed(forum, language) for language in forum.languages),
    ]


def _translated(forum: Forum) -> list[str]:
    words = _("What is written in %(source)s is translated into %(target)s, and both are shown side by side.")
    pairs = [pair.split(">") for pair in forum.policy]
    return [words % {"source": language_name(source), "target": language_name(target)} for source, target in pairs]


def _not_translated(forum: Forum) -> list[str]:
    untranslated = [language for language in forum.languages if target_for(language, forum.policy) is None]
    if not untranslated:
        return []
    return [str(_("What is written in %(languages)s is not translated.", languages=_list(untranslated, "or")))]


def _needed(forum: Forum, language: str) -> str:
    if can_all_be_read(language, forum.languages, forum.policy):
        words = _("Anyone who knows %(language)s can read everything, and needs no other language.")
        return str(words % {"language": language_name(language)})
    others = [code for code in forum.languages if code != language and target_for(code, forum.policy) != language]
    words = _("Anyone who writes in %(language)s should be able to read %(others)s.")
    return str(words % {"language": language_name(language), "others": _list(others, "standard")})


def _list(languages: Iterable[str], style: str) -> str:
    names = [language_name(code) for code in languages]
    return str(format_list(names, style=style, locale=get_locale()))  # type: ignore[arg-type]


def interface_names() -> str:
    """Return the languages of the interface in the reader's: "English or Spanish"."""
    return _list(INTERFACE, "or")


def connect(app: Flask) -> None:
    """Give templates the rules of applications and the words of the call."""
    app.jinja_env.globals.update(
        calls=applications,
        interface_names=interface_names,
        KIND_HINTS=KIND_HINTS,
        CHARACTERISTIC_WORDS=CHARACTERISTIC_WORDS,
    )
