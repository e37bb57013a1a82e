"""Forms with which organisers edit texts. They are filled with the current texts or with what was left unsent, and they
do not overwrite what others saved meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from board.actions.holding import hold, hold_texts, let_go
from board.actions.unsent import unsent_at
from board.models import Base, Revision, UnsentText
from board.pages.preparing import as_they_stand
from board.visible import Sight
from board.web.frame.edit_conflicts import prints, tell_changed
from board.web.frame.readying import ready_row
from board.web.viewer import myself

NEW = "0"
"""The mark of a text that does not exist yet."""


@dataclass(frozen=True, slots=True)
class Editing:
    """A form being edited, the place under which its unsent text is kept, and the text kept there.

    ``brought_back`` is True if the form shows that text. ``theirs`` is what somebody else saved meanwhile.
    """

    form: Any
    place: str
    kept: UnsentText | None = None
    brought_back: bool = False
    theirs: tuple[Revision, ...] = ()


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


def again(form: Any, place: str, theirs: tuple[Revision, ...] = ()) -> Editing:
    """Prepare a form to be shown again with what was typed."""
    return Editing(form, place, unsent_at(myself(), place), theirs=theirs)


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
