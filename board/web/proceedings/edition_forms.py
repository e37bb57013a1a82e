"""The form with which an admin has an edition made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.validators import Length, ValidationError

from board.actions.editions import Wanted
from board.rules.proceedings import MAX_NOTE, MAX_SELECTED, NO_DISCUSSION, SELECTED_THREADS
from board.web.field_rules import one_line, visible_only
from board.web.fields import ChecklistField, OnceField, choice_list
from board.web.proceedings.edition_words import DISCUSSION_WORDS


class EditionForm(FlaskForm):  # type: ignore[misc]
    """How much of the discussion an edition has, and what is new in it."""

    discussion = RadioField(_l("How much it holds"), choices=choice_list(DISCUSSION_WORDS), default=NO_DISCUSSION)
    threads = ChecklistField(_l("Threads"))
    note: TextAreaField = TextAreaField(
        _l("What is new in it"),
        description=_l(
            "A sentence on the title page, such as “With the summaries of weeks 4 to 6”. It can stay empty."
        ),
        filters=[one_line],
        validators=[Length(max=MAX_NOTE, message=_l("The note can have at most 500 characters.")), visible_only],
    )
    once = OnceField()

    def __init__(self, threads: Sequence[SelectChoice], **given: Any) -> None:
        super().__init__(**given)
        self.threads.choices = list(threads)

    def validate_threads(self, field: ChecklistField) -> None:
        """Require at least one thread if threads are to be chosen, and not more than fit."""
        chosen = field.data or []
        if self.discussion.data == SELECTED_THREADS and not chosen:
            raise ValidationError(_("Choose at least one thread."))
        if self.discussion.data == SELECTED_THREADS and len(chosen) > MAX_SELECTED:
            raise ValidationError(_("Choose at most 100 threads, or the whole discussion."))

    @property
    def wanted(self) -> Wanted:
        """What the form asks for."""
        selected = self.discussion.data == SELECTED_THREADS
        threads = tuple(self.threads.data or ()) if selected else ()
        return Wanted(str(self.discussion.data), threads, str(self.note.data or ""))
