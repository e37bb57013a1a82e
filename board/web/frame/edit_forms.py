"""Forms with which admins edit texts. They are filled with the current texts or with what was left unsent, and they
do not overwrite what others saved meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField

from board.actions.holding import hold, hold_texts, let_go
from board.actions.titled import Titled
from board.actions.unsent import unsent_at
from board.actions.writing import choose_language
from board.models import Base, Forum, Revision, UnsentText
from board.pages.preparing import as_they_stand
from board.pages.texts import titles
from board.visible import Sight
from board.web.attaching import Attaching
from board.web.fields import language_choices
from board.web.frame.edit_conflicts import prints, tell_changed
from board.web.frame.readying import ready_row
from board.web.viewer import myself

NEW = "0"
"""The mark of a text that does not exist yet."""


class TitledForm(Attaching):
    """A title and a text in one language. ``base`` names the versions that the form was filled from."""

    language = SelectField(_l("Written in"))
    base = HiddenField()

    def __init__(self, forum: Forum, *, is_new: bool = False, **given: Any) -> None:
        super().__init__(**given)
        self.main_language = forum.languages[0]
        self.language.choices = language_choices(forum.languages, guess=is_new)

    @property
    def chosen_language(self) -> str:
        """The language that was chosen, or else a guess from the words."""
        return self.language_of(f"{self.title.data or ''}\n\n{self.body.data or ''}")

    def language_of(self, words: str) -> str:
        """Return the language that was chosen, or else a guess from these words."""
        language, _guessed = choose_language(self.language.data or "", words, self.main_language)
        return language

    @property
    def typed(self) -> Titled:
        """The content of a valid form."""
        return Titled(self.title.data or "", self.body.data or "", self.chosen_language)


@dataclass(frozen=True, slots=True)
class Editing:
    """A form, the place under which its unsent text is kept, and the text kept there.

    ``brought_back`` is True if the form shows that text. ``theirs`` is what somebody else saved meanwhile. ``status``
    is that of the page.
    """

    form: Any
    place: str
    kept: UnsentText | None = None
    brought_back: bool = False
    theirs: tuple[Revision, ...] = ()
    status: int = 200


def begin(form: Any, place: str, sight: Sight | None = None, text_ids: Sequence[int | None] = ()) -> Editing:
    """Prepare a form to be shown for the first time: unsent text comes back into it.

    ``text_ids`` are the texts that it edits: revisions saved after the unsent text was kept are shown beside it.
    """
    kept = unsent_at(myself(), place)
    theirs: tuple[Revision, ...] = ()
    if kept is not None and sight is not None:
        standing = as_they_stand(sight, text_ids).values()
        theirs = tuple(revision for revision in standing if revision.created_at >= kept.kept_at)
    if kept is not None:
        for name, value in (("title", kept.title), ("body", kept.body), ("language", kept.language)):
            if name in form and value:
                form[name].data = value
    return Editing(form, place, kept, brought_back=kept is not None, theirs=theirs)


def again(form: Any, place: str, theirs: tuple[Revision, ...] | None = None) -> Editing:
    """Prepare a refused form to be shown again with what was typed; ``theirs`` if somebody else saved meanwhile."""
    status = 422 if theirs is None else 409
    return Editing(form, place, unsent_at(myself(), place), theirs=theirs or (), status=status)


def mark(standing: Mapping[int, Revision], *text_ids: int | None, beside: str = "") -> str:
    """Return a mark of the versions of texts that a form was filled from, and of what stood ``beside`` them.

    Saving with an older mark is a conflict.
    """
    versions = ".".join(str(standing[text_id].number) if text_id is not None else NEW for text_id in text_ids)
    return f"{versions}-{beside}" if beside else versions


class Beside(NamedTuple):
    """What a form edits besides texts: columns of its row, and the values of the fields that show them.

    ``typed`` gives the form's values, for fields that can express one value in several ways. ``untold`` are the columns
    for which the form has no field to put an error beside.
    """

    columns: tuple[str, ...]
    fields: Callable[[Sight, Any], dict[str, Any]]
    typed: Callable[[Any], dict[str, Any] | None] = lambda _form: None
    untold: tuple[str, ...] = ()

    def mark(self, sight: Sight, row: Base) -> str:
        """Return a mark of the columns: one digest for the untold ones together, then one for each field."""
        together = prints({"columns": [getattr(row, name) for name in self.untold]})
        return f"{together}.{prints(self.fields(sight, row))}" if self.columns else ""


NOTHING = Beside((), lambda _sight, _row: {})


def words_to_edit(sight: Sight, row: Base, title: str, body: str, beside: Beside = NOTHING) -> dict[str, Any]:
    """Return what the form of a row is filled with: its title and its text, their language, and the form's base.

    ``title`` and ``body`` are the row's columns of text ids.
    """
    title_id, body_id = getattr(row, title), getattr(row, body)
    standing = as_they_stand(sight, (title_id, body_id))
    return {
        "title": standing[title_id].source,
        "body": standing[body_id].source if body_id else "",
        "language": titles(sight, [title_id])[title_id].text.language,
        "base": mark(standing, title_id, body_id, beside=beside.mark(sight, row)),
    }


def refused(sight: Sight, form: Any, place: str, row: Base, *texts: str, beside: Beside = NOTHING) -> Editing | None:
    """Return the form to be shown again if it is not valid or somebody else saved meanwhile.

    None means that it can be saved; the rows then stay held. See ``saved_meanwhile``.
    """
    if not form.validate():
        return again(form, place)
    theirs = saved_meanwhile(sight, form, row, *texts, beside=beside)
    return None if theirs is None else again(form, place, theirs)


def saved_meanwhile(
    sight: Sight, form: Any, row: Base, *texts: str, beside: Beside = NOTHING
) -> tuple[Revision, ...] | None:
    """Return the texts that somebody else saved since the form was filled; None if nothing was changed since.

    Other changes are shown as the form's errors; they can be the only ones, and the result is then empty. The form's
    ``base`` moves on to the present state: sent again, the form wins. ``texts`` are the row's columns of text ids.

    Without a conflict the rows stay held for the save that follows; this waits for anyone who is just saving them.
    """
    ready_row(sight, form, row, *texts)
    hold(row, (*texts, *beside.columns))
    text_ids = [getattr(row, name) for name in texts]
    hold_texts(text_ids)
    standing = as_they_stand(sight, text_ids)
    versions = mark(standing, *text_ids)
    stands = beside.mark(sight, row)
    current = mark(standing, *text_ids, beside=stands)
    if form.base.data in (current, versions):  # `versions` alone: a form without other fields
        return None
    before, form.base.data = form.base.data or "", current
    numbers, _, stood = before.partition("-")
    tell_changed(form, stood.partition(".")[2], beside.fields(sight, row), beside.typed(form))
    if stood.partition(".")[0] != stands.partition(".")[0]:
        theirs = tuple(standing.values())
    else:
        theirs = _rewritten(standing, text_ids, numbers) if numbers != versions else ()
        if not theirs and not form.errors:
            return None
    let_go()
    return theirs


def _rewritten(standing: Mapping[int, Revision], text_ids: Sequence[int | None], numbers: str) -> tuple[Revision, ...]:
    """Return the texts whose version differs from these numbers; all texts if the difference is a missing one."""
    named = dict(zip(text_ids, numbers.split("."), strict=False))
    new = [revision for text_id, revision in standing.items() if str(revision.number) != named.get(text_id)]
    return tuple(new or standing.values())
