"""Seeing the programme: forums and weeks are public, readings follow their week."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, literal, or_, select, true
from sqlalchemy.orm import joinedload
from sqlalchemy.sql.base import ExecutableOption

from board.models import Act, Announcement, CallVersion, Forum, Reading, ReadingMark, Week
from board.rules.applications import sees_call
from board.rules.case_studies import DRAFT, PUBLISHED, SUBMITTED
from board.rules.roles import KEY_RESPONDENT, Viewer
from board.visible.gate import Person, Scope, Scoped, Sight, cached_per_scope, material, viewer_id, within
from board.visible.per_thread import per_thread


def with_presenter() -> tuple[ExecutableOption, ...]:
    """Load what ``Reading.presenter`` needs."""
    return joinedload(Reading.respondent), joinedload(Reading.respondent_place)


def forums() -> Select[Forum]:
    """Return all forums, the latest first: that a forum exists, and its programme, is public."""
    return select(Forum).order_by(Forum.starts_on.desc(), Forum.id.desc())


@per_thread()
def forum_named() -> Select[Forum]:
    """Return the forum whose short name is ``slug``."""
    return select(Forum).where(Forum.slug == bindparam("slug"))


def forum_weeks(seen: Scoped) -> Select[Week]:
    """Return the programme's weeks, by number."""
    return select(Week).where(Week.forum_id == seen.scope.forum_id).order_by(Week.number)


def visible_call_versions(sight: Sight) -> Select[CallVersion]:
    """Return the call in further languages, for everyone who sees the call."""
    return call_versions(sight, literal(sees_call(sight.viewer, sight.forum, sight.now)))


def call_versions(seen: Scoped, is_seen: ColumnElement[bool]) -> Select[CallVersion]:
    """Return the same, if the call ``is_seen``."""
    versions = select(CallVersion).where(CallVersion.forum_id == seen.scope.forum_id, is_seen)
    return versions.order_by(CallVersion.language)


def weeks_within(sight: Sight) -> Select[Week]:
    """Return the weeks whose content the viewer may see, by number."""
    return forum_weeks(sight).where(within(sight, Week.id))


def summarised_weeks(seen: Scoped) -> Select[Week]:
    """Return the weeks of which the viewer may read a summary: it goes with the content, not with the programme."""
    is_seen = or_(within(seen, Week.id), material(seen, Week.summary_id))
    return forum_weeks(seen).where(Week.summary_id.is_not(None), is_seen)


def visible_readings(sight: Sight) -> Select[Reading]:
    """Return published readings of weeks within sight; in a locked week, texts to translate and one's own case study.

    Only its author sees a case study while it is a draft; once submitted, admins and translators see it too.
    """
    return readings_seen(sight, sight.viewer.user_id)


def readings_seen(seen: Scoped, me: Person) -> Select[Reading]:
    """Return the same for a person, who may be a parameter."""
    viewer = seen.scope.viewer
    translatable = material(seen, Reading.title_id, Reading.body_id)
    is_seen = or_(
        and_(Reading.stage == PUBLISHED, or_(within(seen, Reading.week_id), translatable)),
        and_(Reading.stage == SUBMITTED, or_(literal(viewer.is_admin), translatable)),
        _own_case_study(viewer, me),
    )
    return select(Reading).where(Reading.forum_id == seen.scope.forum_id, Reading.deleted_at.is_(None), is_seen)


@cached_per_scope
def readings_of_week(scope: Scope) -> Select[Reading]:
    """Return the ``published_readings`` of the week ``week_id`` in their order, with what a line of a list shows."""
    published = readings_seen(scope, viewer_id()).where(Reading.stage == PUBLISHED)
    in_order = published.where(Reading.week_id == bindparam("week_id")).order_by(Reading.position, Reading.id)
    return in_order.options(*with_presenter(), joinedload(Reading.file))


@per_thread()
def readings_marked() -> Select[int]:
    """Return those of the readings ``reading_ids`` that the viewer marked as read."""
    among = ReadingMark.reading_id.in_(bindparam("reading_ids", expanding=True))
    return select(ReadingMark.reading_id).where(ReadingMark.user_id == viewer_id(), among)


def published_readings(sight: Sight) -> Select[Reading]:
    """Return the visible readings that readers have, or will have once the week opens: for lists, counts and sums."""
    return visible_readings(sight).where(Reading.stage == PUBLISHED)


def whole_readings(sight: Sight) -> Select[Reading]:
    """Return the visible readings of which the viewer may see everything: presenter, link and file.

    In a locked week, and before publication, translators see the texts alone.
    """
    published = and_(Reading.stage == PUBLISHED, within(sight, Reading.week_id))
    return visible_readings(sight).where(
        or_(published, literal(sight.viewer.is_admin), _own_case_study(sight.viewer, sight.viewer.user_id))
    )


def _own_case_study(viewer: Viewer, me: Person) -> ColumnElement[bool]:
    """Keep a key respondent's own. An unpublished one stays its author's even when their week or role is gone."""
    if not viewer.is_member:
        return false()
    stages = true() if KEY_RESPONDENT in viewer.roles else Reading.stage.in_((DRAFT, SUBMITTED))
    return and_(Reading.respondent_id == me, stages)


def my_case_studies(sight: Sight) -> Select[Reading]:
    """Return the viewer's own case studies, in the order in which they were begun."""
    mine = visible_readings(sight).where(Reading.respondent_id == sight.viewer.user_id)
    return mine.order_by(Reading.created_at, Reading.id)


def reading_marks(sight: Sight) -> Select[ReadingMark]:
    """Return which readings the viewer has read."""
    return select(ReadingMark).where(ReadingMark.user_id == sight.viewer.user_id)


def visible_announcements(seen: Scoped) -> Select[Announcement]:
    """Return what the admins announced to the forum's members, the latest first, for members."""
    return (
        select(Announcement)
        .where(Announcement.forum_id == seen.scope.forum_id, Announcement.removed_at.is_(None))
        .where(literal(seen.scope.viewer.is_member))
        .options(joinedload(Announcement.author))
        .order_by(Announcement.created_at.desc(), Announcement.id.desc())
    )


@cached_per_scope
def latest_announcements(scope: Scope) -> Select[Announcement]:
    """Return the latest ``most`` of them."""
    return visible_announcements(scope).limit(bindparam("most"))


def forum_acts(sight: Sight) -> Select[Act]:
    """Return what admins did, the latest first, for admins."""
    mine = and_(Act.forum_id == sight.forum.id, literal(sight.viewer.is_admin))
    return select(Act).where(mine).options(joinedload(Act.user)).order_by(Act.at.desc(), Act.id.desc())
