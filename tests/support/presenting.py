"""The steps of a case study, with the cast: Bento writes it for the locked week 3."""

from __future__ import annotations

from board.actions import presenting
from board.actions.titled import Titled
from board.extensions import db
from board.models import Reading, Text, User
from board.models.base import new_key
from tests.support.cast import Cast, sight_for

BODY = "Empezamos con doce familias.\n\nHoy el municipio compra la mitad."


def words(title: str = "Nuestro caso", body: str = BODY, language: str = "es") -> Titled:
    return Titled(title=title, body=body, language=language)


def begin(cast: Cast, author: User | None = None, number: int = 3, language: str = "es") -> Reading:
    """Return a private draft."""
    author = author or cast.bento
    what = words(language=language)
    return presenting.begin_case_study(sight_for(cast, author), cast.week(number), what, author, new_key())


def submit(cast: Cast, author: User | None = None, number: int = 3, language: str = "es") -> Reading:
    """Return a case study that waits for an admin."""
    study = begin(cast, author, number, language)
    presenting.submit_case_study(sight_for(cast, author or cast.bento), study)
    return study


def publish(cast: Cast, author: User | None = None, number: int = 3, language: str = "es") -> Reading:
    """Return a case study that readers have once the week is open."""
    study = submit(cast, author, number, language)
    presenting.publish_case_study(sight_for(cast, cast.alma), study, seen(study))
    return study


def seen(study: Reading) -> str:
    """Return the revisions that an admin sees now."""
    ids = (study.title_id, study.body_id)
    return ".".join(str(db.session.get_one(Text, text_id).revision_id) for text_id in ids)
