"""Who is looking: a person, and their set of roles in the forum at hand."""

from __future__ import annotations

from dataclasses import dataclass

PARTICIPANT = "participant"
KEY_RESPONDENT = "key_respondent"
TRANSLATOR = "translator"
ADMIN = "admin"
ROLES = (PARTICIPANT, KEY_RESPONDENT, TRANSLATOR, ADMIN)


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person as one forum knows them. Nobody signed in: ``user_id`` is None and there are no roles."""

    user_id: int | None = None
    is_owner: bool = False
    roles: frozenset[str] = frozenset()
    must_agree: bool = False
    """Before they write, they have to agree to the code of conduct."""
    suspended: bool = False
    """They read, and write nothing: see ``member``."""

    @property
    def is_member(self) -> bool:
        return bool(self.roles)

    @property
    def is_admin(self) -> bool:
        return ADMIN in self.roles

    @property
    def is_translator(self) -> bool:
        return TRANSLATOR in self.roles

    @property
    def sees_drafts(self) -> bool:
        """Human drafts of translations are for those who work on them."""
        return self.is_admin or self.is_translator


NOBODY = Viewer()


def member(
    user_id: int, is_owner: bool, roles: frozenset[str], *, must_agree: bool = False, suspended: bool = False
) -> Viewer:
    """Somebody with their roles in a forum. Who is suspended reads as a plain participant: all other roles rest.

    The site's owner is never: an admin who did not know that it was them changed nothing.
    """
    suspended = suspended and not is_owner
    if suspended and roles:
        roles = frozenset({PARTICIPANT})
    return Viewer(user_id, is_owner, roles, must_agree, suspended and bool(roles))
