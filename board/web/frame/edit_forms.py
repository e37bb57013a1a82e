"""Forms with which organisers change texts: filled as things stand, what was unsent comes back into them, and what
others saved meanwhile is not lost."""

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
"""The mark of a text that is not there yet."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A form with the place that its unsent text is kept under, and what is kept there.

    ``brought_back``: the form shows that text. ``theirs`` is what somebody else saved meanwhile.
    """

    form: Any
    place: str
    kept: UnsentText | None = None
    brought_back: bool = False
    theirs: tuple[Revision, ...] = ()


def begin(form: Any, place: str, sight: Sight | None = None, text_ids: Sequence[int | None] = ()) -> Draft:
    """A form about to be shown: what was being written there comes back into it.

    ``text_ids`` are the texts that it changes: what was saved of them after the words were kept is shown beside them.
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
    return Draft(form, place, kept, brought_back=kept is not None, theirs=theirs)


def again(form: Any, place: str, theirs: tuple[Revision, ...] = ()) -> Draft:
    """A form that comes back with what was typed."""
    return Draft(form, place, unsent_at(myself(), place), theirs=theirs)


def mark(standing: Mapping[int, Revision], *text_ids: int | None, beside: str = "") -> str:
    """Names the versions of texts that a form was filled from, and what stood ``beside`` them: saving with an older
    mark is a conflict.
    """
    versions = ".".join(str(standing[text_id].number) if text_id is not None else NEW for text_id in text_ids)
    return f"{versions}-{beside}" if beside else versions


class Beside(NamedTuple):
    """What a form changes besides texts: columns of its row, and what its fields hold of them.

    ``typed``: what a form says of them, where its fields can say one thing in several ways. ``untold``: those columns
    that no field can tell of.
    """

    columns: tuple[str, ...]
    fields: Callable[[Sight, Any], dict[str, Any]]
    typed: Callable[[Any], dict[str, Any] | None] = lambda _form: None
    untold: tuple[str, ...] = ()

    def mark(self, sight: Sight, row: Base) -> str:
        """Names the columns that are untold together, and then each field."""
        together = prints({"columns": [getattr(row, name) for name in self.untold]})
        return f"{together}.{prints(self.fields(sight, row))}" if self.columns else ""


NOTHING = Beside((), lambda _sight, _row: {})


def saved_meanwhile(
    sight: Sight, form: Any, row: Base, *texts: str, beside: Beside = NOTHING
) -> tuple[Revision, ...] | None:
    """The texts that somebody else saved since the form was filled, and the form moved on to them: sent again, it wins.

    None where nobody did. What was changed beside the texts is told by the form's errors, and may be all there is.
    ``texts`` are the columns of the row that say which they are. All is held: who saves in this moment is waited for.
    """
    ready_row(sight, form, row, *texts)
    hold(row, (*texts, *beside.columns))
    text_ids = [getattr(row, name) for name in texts]
    hold_texts(text_ids)
    standing = as_they_stand(sight, text_ids)
    versions = mark(standing, *text_ids)
    stands = beside.mark(sight, row)
    current = mark(standing, *text_ids, beside=stands)
    if form.base.data in (current, versions):  # the latter of who knows nothing else, and claims nothing about it
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
    """The texts with another version than these numbers name; where one was taken out, all that stand."""
    named = dict(zip(text_ids, numbers.split("."), strict=False))
    new = [revision for text_id, revision in standing.items() if str(revision.number) != named.get(text_id)]
    return tuple(new or standing.values())
