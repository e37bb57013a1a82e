"""Questions about empty cells of the matrix, which admins put to key respondents."""

from __future__ import annotations

from dataclasses import dataclass

from board.actions import posting
from board.actions.once import Writing
from board.extensions import db
from board.models import CellQuestion, Membership, Post, Theme, Thread, User, Week
from board.rules import synthesis
from board.rules.permissions import check
from board.visible.gate import Sight


@dataclass(frozen=True, slots=True)
class CellAsked:
    """The cell that a question is about, and the key respondent to whom it is put."""

    theme: Theme
    region: str
    respondent: Membership


def ask_about_cell(sight: Sight, cell: CellAsked, place: Thread | Week, author: User, typed: Writing) -> None:
    """Put a question about a cell to a key respondent, in a thread, or in a new thread of a week.

    The post and the cell are noted in one transaction, so a form that is sent twice asks once.
    """
    check(synthesis.ask_about_cell(sight.viewer))
    respondent = cell.respondent

    def note(post: Post) -> None:
        question = {"theme_id": cell.theme.id, "region": cell.region, "post_id": post.id}
        db.session.add(CellQuestion(forum_id=sight.forum.id, **question))

    if isinstance(place, Week):
        posting.open_thread(sight, place, author, typed, asked=respondent.user, asked_roles=respondent.roles, then=note)
    else:
        posting.reply(sight, place, author, typed, asked=respondent.user, asked_roles=respondent.roles, then=note)
