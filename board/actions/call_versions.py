"""The call in further languages: admins write it as a whole, a text for each language."""

from __future__ import annotations

from sqlalchemy import select

from board.actions.acts import note_act
from board.actions.readying import ready_words
from board.actions.unsent import forget_unsent
from board.actions.writing import revise_text, write_text
from board.extensions import db
from board.models import CallVersion, Text, User
from board.rules import permissions
from board.rules.permissions import check
from board.rules.unsent import UnsentPlace
from board.visible.gate import Sight


def call_version(sight: Sight, language: str) -> CallVersion | None:
    """Return the call of the forum in a further language, as it stands now."""
    version = select(CallVersion).where(CallVersion.forum_id == sight.forum.id, CallVersion.language == language)
    return db.session.scalar(version.execution_options(populate_existing=True))


def version_place(sight: Sight, language: str) -> str:
    """Return the place of what somebody is writing there."""
    return UnsentPlace.CALL.at(sight.forum.slug, f"in-{language}")


def ready_call_version(sight: Sight, language: str, source: str) -> None:
    """Prepare what `write_call_version` writes, before the forum is held."""
    version = call_version(sight, language)
    ready_words(version.text_id if version else None, source, language, moves=False)


def write_call_version(sight: Sight, language: str, source: str, editor: User) -> None:
    """Write the call in a further language; an empty ``source`` removes it. Nobody is asked to translate it."""
    check(permissions.manage(sight.viewer))
    version = call_version(sight, language)
    if version is not None and source.strip():
        changed = revise_text(db.session.get_one(Text, version.text_id), source, editor, sight.now)
    else:
        changed = version is not None or bool(source.strip())
        if version is not None:
            db.session.delete(version)
        elif changed:
            text = write_text(sight.forum, source, language, editor, sight.now, private=True)
            db.session.add(CallVersion(forum_id=sight.forum.id, language=language, text_id=text.id))
    if changed:
        note_act(sight, "call.version", language)
    forget_unsent(editor, version_place(sight, language))
    db.session.commit()
