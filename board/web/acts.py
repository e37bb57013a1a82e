"""What admins did, in the reader's words, and where they go on."""

from __future__ import annotations

from flask import current_app, url_for

from board.models import Act
from board.visible import Sight
from board.web.words import ROLE_WORDS


def act_detail(act: Act) -> str:
    """The detail of an act in the reader's words: roles are kept by their names in code."""
    if act.kind != "person.roles":
        return act.detail
    name, _colon, roles = act.detail.rpartition(": ")
    return f"{name}: {', '.join(str(ROLE_WORDS.get(role, role)) for role in roles.split(', '))}"


APPLICATIONS = "selection.applications"


def applications_address(sight: Sight) -> str | None:
    """Where applications are decided, if this site has such a page."""
    there = APPLICATIONS in current_app.view_functions
    return url_for(APPLICATIONS, forum=sight.forum.slug) if there else None
