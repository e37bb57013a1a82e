"""Seeing the editions of the proceedings, and what of them may no longer be served."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, String, Subquery, and_, cast, literal, or_, select

from board.models import Edition, EditionFile, EditionPart, Excerpt, File, Forum, Membership, Thread, Week
from board.rules.proceedings import NAMED, UNNAMED
from board.visible.discussion import visible_threads
from board.visible.gate import Sight
from board.visible.people import forum_memberships
from board.visible.programme import weeks_within
from board.visible.synthesis import quotable_places
from board.visible.withdrawals import is_printable, passage_is_not_withdrawn


def visible_editions(sight: Sight) -> Select[Edition]:
    """Return the editions of the forum, the newest first: published ones for everyone, all for its admins.

    A forum that only members read publishes its proceedings for everyone: the people quoted in it were asked.
    """
    shown = or_(Edition.published_at.is_not(None), literal(sight.viewer.is_admin))
    return select(Edition).where(Edition.forum_id == sight.forum.id, shown).order_by(Edition.number.desc())


def published_editions(sight: Sight) -> Select[Edition]:
    """Return the published editions, the newest first."""
    return visible_editions(sight).where(Edition.published_at.is_not(None))


def forums_with_editions() -> Select[Forum]:
    """Return the forums that have published an edition."""
    return select(Forum).where(Forum.id.in_(select(Edition.forum_id).where(Edition.published_at.is_not(None))))


def edition_files(sight: Sight) -> Select[EditionFile, File]:
    """Return the files of the visible editions, without their data."""
    editions = visible_editions(sight).order_by(None).with_only_columns(Edition.id)
    return (
        select(EditionFile, File)
        .join(File, File.id == EditionFile.file_id)
        .where(EditionFile.edition_id.in_(editions))
        .order_by(EditionFile.id)
    )


def data_of_file(edition: Edition, format: str, layout: str) -> Select[bytes, str]:
    """Return the data and the digest of a file of an edition already found visible."""
    files = select(File.data, File.digest).join(EditionFile, EditionFile.file_id == File.id)
    here = EditionFile.edition_id == edition.id, EditionFile.format == format, EditionFile.layout == layout
    return files.where(*here)


def contents_of(edition: Edition) -> Select[bytes, str]:
    """Return what an edition already found visible says, as JSON, with its digest."""
    return select(File.data, File.digest).where(File.id == edition.contents_id)


def parts_out_of_sight(sight: Sight, edition: Edition) -> Select[EditionPart]:
    """Return what an edition prints that not all participants may read now, or that its author has withdrawn.

    Nothing of an edition is served while there is such a part: a published edition is not changed, but replaced.
    """
    return _out_of_sight(sight).where(EditionPart.edition_id == edition.id)


def stopped_editions(sight: Sight) -> Select[int]:
    """Return the ids of all editions of the forum that have such parts."""
    return _out_of_sight(sight).with_only_columns(EditionPart.edition_id).distinct()


def _out_of_sight(sight: Sight) -> Select[EditionPart]:
    """Return parts that are not known to be within sight: a part of any other kind would not be served either.

    A passage that was taken out of the synthesis, or whose theme is retired, stays: its words may still be quoted.
    What is published stays signed as its author wanted then; what is not has to be signed as they want now.
    """
    reader = sight.of_participants()
    places = quotable_places(reader)
    quotable = Excerpt.text_id.in_(select(places.c.text_id))
    excerpts = select(Excerpt.key).where(quotable, passage_is_not_withdrawn())
    printable = select(places.c.key).where(is_printable(places.c.text_id))
    threads = visible_threads(reader).with_only_columns(Thread.key)
    weeks = weeks_within(reader).order_by(None).with_only_columns(cast(Week.number, String))
    published = select(Edition.id).where(Edition.published_at.is_not(None))
    within = or_(
        EditionPart.kind.in_(("post", "reading")) & EditionPart.key.in_(select(places.c.key)),
        (EditionPart.kind == "whole") & EditionPart.key.in_(printable),
        (EditionPart.kind == "excerpt") & EditionPart.key.in_(excerpts),
        (EditionPart.kind == "thread") & EditionPart.key.in_(threads),
        (EditionPart.kind == "week") & EditionPart.key.in_(weeks),
        (EditionPart.kind == "named") & EditionPart.key.in_(_signed(sight, places, Membership.attribution == NAMED)),
        (EditionPart.kind == "by_region")
        & EditionPart.key.in_(_signed(sight, places, Membership.attribution != UNNAMED)),
        EditionPart.kind.in_(("named", "by_region")) & EditionPart.edition_id.in_(published),
    )
    editions = select(Edition.id).where(Edition.forum_id == sight.forum.id)
    return select(EditionPart).where(EditionPart.edition_id.in_(editions), ~within)


def _signed(sight: Sight, places: Subquery, how: ColumnElement[bool]) -> Select[str]:
    """Return the keys of texts whose author is a member who wants to be signed so."""
    author = and_(Membership.user_id == places.c.author_id, Membership.forum_id == sight.forum.id)
    return select(places.c.key).join(Membership, author).where(how)


def silent_authors(sight: Sight, edition: Edition) -> Select[Membership]:
    """Return the members whom an edition quotes and who have not said how they want to be quoted, by name."""
    places = quotable_places(sight.of_participants())
    printed = and_(EditionPart.kind == places.c.kind, EditionPart.key == places.c.key)
    quoted = select(places.c.author_id).join(EditionPart, printed).where(EditionPart.edition_id == edition.id)
    return forum_memberships(sight).where(Membership.user_id.in_(quoted), Membership.checked_at.is_(None))
