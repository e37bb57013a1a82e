"""The mail that tells admins that mail to a member comes back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from board.extensions import db
from board.jobs import handles
from board.mail.blocks import Block, Link, Note, Words
from board.mail.delivery import deliver
from board.mail.forum_letters import forum_letter
from board.mail.letters import Letter
from board.mail.links import forum_address
from board.mail.readers import Reader, in_language_of, may_send, reader
from board.models import BouncingAddress, Membership
from board.visible import forum_memberships
from board.visible.mailing import bouncing_address


@handles("mail.bounced")
def bounced_mail(payload: dict[str, Any], now: datetime) -> None:
    """Tell an admin that mail to a member comes back, while it does and they are an admin."""
    to = reader(payload, now)
    if to is None or not to.sight.viewer.is_admin or not may_send(to, "mail.bounced"):
        return
    member = db.session.scalar(forum_memberships(to.sight).where(Membership.user_id == payload["member"]))
    bouncing = db.session.scalar(bouncing_address(member.user.email)) if member is not None else None
    if member is None or bouncing is None or bouncing.suspended_at is None:
        return
    letter = _letter(to, member, bouncing, now)
    deliver(letter, now)


def _letter(to: Reader, member: Membership, bouncing: BouncingAddress, now: datetime) -> Letter:
    with in_language_of(to.user):
        name = member.shown.name
        blocks: list[Block] = [
            Words(_("E-mail to %(name)s comes back. This is what the other mail server says:", name=name)),
            Note(bouncing.reason or _("It gave no reason.")),
            Words(
                _(
                    "So the forum sends them nothing any more. If you can reach them otherwise, ask them to sign in: "
                    "the site tells them about it, and they can give another address there, or say that theirs is "
                    "right."
                )
            ),
            Link(_("Profile of %(name)s", name=name), forum_address(to.forum, f"people/{member.shown.key}")),
        ]
        subject = _("“%(forum)s”: e-mail to %(name)s comes back", forum=to.forum.name, name=name)
        why = _("You get this because you are an admin of this forum.")
    unique = f"bounced.{to.forum.slug}.{to.user.key}.{member.shown.key}.{bouncing.suspended_at:%Y%m%d%H%M}"
    return forum_letter(to, subject, blocks, unique, why=why, now=now)
