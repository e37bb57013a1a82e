"""What authors say of quotations of theirs: how they are signed, that they object, and that they withdraw them."""

from __future__ import annotations

from sqlalchemy import delete, select

from board.actions.enrolling import membership_of
from board.actions.holding import hold
from board.extensions import db
from board.models import Excerpt, Membership, QuoteAnswer, Text
from board.rules import quoted as rule
from board.rules.permissions import Refusal, Refused, check
from board.rules.proceedings import OBJECTED, WITHDRAWN
from board.visible.gate import Sight
from board.visible.quoted import my_quotable_places, my_quote_answers, my_withdrawn_passages


def choose_attribution(sight: Sight, attribution: str) -> None:
    """Choose how the proceedings sign what they quote of the viewer, which answers the question. Raises Refused."""
    check(rule.answer_quotes(sight.viewer))
    membership = _hold_place(sight)
    membership.attribution, membership.checked_at = attribution, sight.now
    db.session.commit()


def withdraw(sight: Sight, text: Text, excerpt: Excerpt | None) -> None:
    """Withdraw a passage, or with None whatever is quoted of a text. Doing it twice changes nothing. Raises Refused."""
    check(rule.withdraw_quote(sight.viewer, _author_of(sight, text)))
    membership = _hold_place(sight)
    if not any(answer.kind == WITHDRAWN for answer in _answers(sight, text, excerpt)):
        _say(sight, membership, text, excerpt, WITHDRAWN, "")
    db.session.commit()


def take_back_withdrawal(sight: Sight, text: Text, excerpt: Excerpt | None) -> None:
    """Take back the withdrawal of a text; or of a passage, together with other passages withdrawn that have words of
    it. No trace of them is kept. Raises Refused.
    """
    check(rule.take_back_withdrawal(sight.viewer, _author_of(sight, text), sight.forum, sight.now))
    _hold_place(sight)
    if excerpt is None:
        rows = my_quote_answers(sight).where(QuoteAnswer.text_id == text.id, QuoteAnswer.excerpt_id.is_(None))
        ids = [answer.id for answer in db.session.scalars(rows) if answer.kind == WITHDRAWN]
    else:
        ids = [answer for covered, answer in db.session.execute(my_withdrawn_passages(sight)) if covered == excerpt.id]
    db.session.execute(delete(QuoteAnswer).where(QuoteAnswer.id.in_(ids)))
    db.session.commit()


def object_to(sight: Sight, text: Text, excerpt: Excerpt | None, reason: str) -> None:
    """Object to a passage, or to how a text is quoted; a new reason replaces that of an objection that nobody has
    settled. Raises Refused.
    """
    check(rule.object_to_quote(sight.viewer, _author_of(sight, text), sight.forum, sight.now))
    membership = _hold_place(sight)
    standing = _objections(sight, text, excerpt)
    if standing:
        standing[0].reason, standing[0].at, membership.checked_at = reason, sight.now, sight.now
    else:
        _say(sight, membership, text, excerpt, OBJECTED, reason)
    db.session.commit()


def drop_objection(sight: Sight, text: Text, excerpt: Excerpt | None) -> None:
    """Take back an objection. Raises Refused."""
    check(rule.drop_objection(sight.viewer, _author_of(sight, text)))
    _hold_place(sight)
    for answer in _objections(sight, text, excerpt):
        answer.settled_at, answer.settled_by_id = sight.now, sight.viewer.user_id
    db.session.commit()


def _author_of(sight: Sight, text: Text) -> int | None:
    """Return the viewer's id if the text is theirs and every participant may read it; None for any other text."""
    places = my_quotable_places(sight)
    return db.session.scalar(select(places.c.author_id).where(places.c.text_id == text.id))


def _hold_place(sight: Sight) -> Membership:
    """Hold the viewer's membership, so that a double click is answered once, and nobody answers who has just left."""
    membership = membership_of(sight.forum, sight.viewer.user_id)
    if membership is None:
        raise Refused(Refusal.MEMBERS_ONLY)
    hold(membership, ["attribution", "checked_at"])
    return membership


def _answers(sight: Sight, text: Text, excerpt: Excerpt | None) -> list[QuoteAnswer]:
    """Return what the viewer has said of exactly this passage, or of this text as a whole."""
    about = QuoteAnswer.excerpt_id == excerpt.id if excerpt is not None else QuoteAnswer.excerpt_id.is_(None)
    return list(db.session.scalars(my_quote_answers(sight).where(QuoteAnswer.text_id == text.id, about)))


def _objections(sight: Sight, text: Text, excerpt: Excerpt | None) -> list[QuoteAnswer]:
    """Return the objections to it that nobody has settled, read again from the database."""
    return [
        answer for answer in _answers(sight, text, excerpt) if answer.kind == OBJECTED and answer.settled_at is None
    ]


def _say(sight: Sight, membership: Membership, text: Text, excerpt: Excerpt | None, kind: str, reason: str) -> None:
    """Add an answer, with which the author has answered. Part of the caller's transaction."""
    answer = QuoteAnswer(
        forum_id=sight.forum.id,
        text_id=text.id,
        excerpt_id=excerpt.id if excerpt is not None else None,
        user_id=membership.user_id,
        kind=kind,
        reason=reason,
        at=sight.now,
    )
    db.session.add(answer)
    membership.checked_at = sight.now
