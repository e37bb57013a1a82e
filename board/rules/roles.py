"""The person who is looking, and their roles in the current forum."""

from __future__ import annotations

from dataclasses import dataclass

PARTICIPANT = "participant"
KEY_RESPONDENT = "key_respondent"
TRANSLATOR = "translator"
ADMIN = "admin"
ROLES = (PARTICIPANT, KEY_RESPONDENT, TRANSLATOR, ADMIN)


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person as one forum knows them. Without a signed-in person, ``user_id`` is None and ``roles`` is empty."""

    user_id: int | None = None
    is_owner: bool = False
    roles: frozenset[str] = frozenset()
    must_agree: bool = False
    """They must agree to the code of conduct before they write."""
    suspended: bool = False
    """They can read but write nothing; see ``member``."""
    codes: bool = False
    """They go through the discussion at the coding desk, blind to what others have placed."""

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
        """Whether the person sees human drafts of translations: only people who work on them do."""
        return self.is_admin or self.is_translator


NOBODY = Viewer()


def member(
    user_id: int,
    is_owner: bool,
    roles: frozenset[str],
    *,
    must_agree: bool = False,
    suspended: bool = False,
    codes: bool = False,
) -> Viewer:
    """Return somebody with their roles in a forum. A suspended member reads as a plain participant: other roles rest.

    The site's owner is never suspended: an admin who suspended the owner without knowing it changes nothing.
    """
    suspended = suspended and not is_owner
    if suspended and roles:
        roles = frozenset({PARTICIPANT})
    return Viewer(user_id, is_owner, roles, must_agree, suspended and bool(roles), codes and bool(roles))
