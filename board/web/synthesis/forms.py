"""The forms of the synthesis: themes, summaries, policy elements, passages in cells, and questions about cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.validators import DataRequired, Length

from board.models import Forum, Membership, Theme
from board.pages.cells import NamedThread
from board.rules.synthesis import MAX_ELEMENT, MAX_WHY
from board.web.field_rules import one_line, says_something, showable, shows_something, visible_only, written
from board.web.fields import OnceField, language_choices, region_choices, title_field
from board.web.frame.credits import in_my_language
from board.web.frame.edit_forms import TitledForm
from board.web.lengths import fits

MAX_MEMO = 4000
MAX_QUOTED = 4000
"""The maximum number of characters of a passage that is typed or selected, and not ticked by paragraph."""


class ThemeForm(TitledForm):
    """The name and the definition of a theme."""

    title = title_field(_l("Give the theme a name."), _l("Name"), _l("A few words, such as “access to capital”."))
    body = TextAreaField(
        _l("Definition"),
        description=_l("What belongs under this theme, in a sentence or two, so that everyone uses it alike."),
        filters=[written],
        validators=[fits],
    )
    once = OnceField()


class FurtherForm(TitledForm):
    """The example or the counter-example of a theme; empty takes it away."""

    title = HiddenField()
    body = TextAreaField(_l("Text"), filters=[written], validators=[fits])


class AbstractForm(TitledForm):
    """The summary of a thread or a week; empty takes it away. Ticked posts are cited at its end."""

    title = HiddenField()
    body = TextAreaField(_l("Summary"), filters=[written], validators=[fits])
    posts = SelectMultipleField(_l("Posts to cite"), choices=[], validate_choice=False)


class ElementForm(TitledForm):
    """A policy element: what a theme needs, in a region or altogether. Ticked passages are cited at its end."""

    title = HiddenField()
    region = SelectField(_l("Needed in"))
    body = TextAreaField(
        _l("What is needed"),
        description=_l(
            "Let each sentence cite the passages that it rests on. One without is marked as not yet founded."
        ),
        filters=[written],
        validators=[
            shows_something(_l("Write something first.")),
            Length(max=MAX_ELEMENT, message=_l("A policy element can have at most 4000 characters.")),
            fits,
        ],
    )
    passages = SelectMultipleField(_l("Passages to cite"), choices=[], validate_choice=False)
    once = OnceField()

    def __init__(self, forum: Forum, current: str = "", **given: Any) -> None:
        super().__init__(forum, **given)
        regions = region_choices(forum, current)[1:]
        self.region.choices = [SelectChoice("", str(_("all regions: the theme as a whole"))), *regions]


class MemoForm(FlaskForm):  # type: ignore[misc]
    """What admins note for each other about a theme."""

    memo = TextAreaField(
        _l("Memo"),
        description=_l("Notes on how you use this theme. Only admins read them."),
        filters=[showable],
        validators=[Length(max=MAX_MEMO, message=_l("A memo can have at most 4000 characters."))],
    )


class CellForm(FlaskForm):  # type: ignore[misc]
    """The cell in which a passage is placed, and why."""

    theme = SelectField(_l("Theme"), validators=[DataRequired(message=_l("Choose a theme."))])
    region = SelectField(
        _l("Region"), description=_l("The region that the passage tells about, which need not be its author’s.")
    )
    body: StringField = TextAreaField(
        _l("Why it belongs there"),
        description=_l("One sentence, for people who will read the synthesis."),
        filters=[one_line],
        validators=[
            says_something(_l("Say in a sentence why the passage belongs there.")),
            Length(max=MAX_WHY, message=_l("The reason can have at most 500 characters.")),
            visible_only,
        ],
    )

    def __init__(self, forum: Forum, themes: Sequence[tuple[Theme, str]], region: str = "", **given: Any) -> None:
        super().__init__(**given)
        names = [SelectChoice(theme.key, name) for theme, name in themes]
        self.theme.choices = [SelectChoice("", str(_("choose a theme"))), *names]
        self.region.choices = region_choices(forum, region)


class ExcerptForm(CellForm):
    """A passage of a text and its cell. The passage is ticked by paragraph, or its words are selected or typed."""

    paragraph = SelectMultipleField(_l("Paragraphs"), choices=[], validate_choice=False)
    words = StringField(
        _l("Only these words"),
        description=_l("Copy them from the original or the translation. Leave this empty for whole paragraphs."),
        filters=[one_line],
        validators=[Length(max=MAX_QUOTED, message=_l("This is too long. Tick the paragraphs instead."))],
    )
    near = HiddenField()
    side = HiddenField()
    once = OnceField()


class DeskForm(CellForm):
    """A paragraph and its cell, at the coding desk. The reason can stay empty: it is the theme's name then."""

    paragraph = HiddenField()
    body = StringField(
        _l("Why it belongs there"),
        filters=[one_line],
        validators=[Length(max=MAX_WHY, message=_l("The reason can have at most 500 characters.")), visible_only],
    )
    once = OnceField()


class CellQuestionForm(FlaskForm):  # type: ignore[misc]
    """The question of a cell, the key respondent to whom it is put, and the thread in which it stands."""

    respondent = SelectField(_l("Key respondent"))
    place = SelectField(_l("Where to ask"))
    body = TextAreaField(
        _l("Question"), filters=[written], validators=[shows_something(_l("Write the question first.")), fits]
    )
    language = SelectField(_l("Written in"))
    once = OnceField()

    def __init__(self, forum: Forum, **given: Any) -> None:
        super().__init__(**given)
        self.language.choices = language_choices(forum.languages)

    def offer(
        self, respondents: Sequence[Membership], threads: Sequence[NamedThread], new_thread: str, locale: str
    ) -> None:
        """Fill in the choices; the first place is a new thread."""
        self.respondent.choices = [SelectChoice(member.shown.key, member.shown.name) for member in respondents]
        listed = [SelectChoice(each.thread.key, _thread_words(each, locale)) for each in threads]
        self.place.choices = [SelectChoice("", new_thread), *listed]


def _thread_words(named: NamedThread, locale: str) -> str:
    title = in_my_language(named.title, locale)
    return str(_("Week %(number)s: %(title)s", number=named.week.number, title=title))
