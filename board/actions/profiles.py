"""People's profiles, and how they prefer to read."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update

from board.actions.mail_choices import plan_anew
from board.actions.once import Writing
from board.actions.unsent import forget_sent
from board.extensions import db
from board.models import Membership, Text, Translation, User
from board.models.base import new_key
from board.rules.queue import order_named
from board.rules.unsent import UnsentPlace


@dataclass(frozen=True, slots=True)
class Profile:
    """The fields of a profile."""

    name: str
    place: str
    affiliation: str
    languages: tuple[str, ...]
    zone: str | None
    interface: str | None
    reads: tuple[str, ...] = ()
    about: str = ""
    low_data: bool = False


def choose_interface(user: User | None, language: str) -> None:
    """Remember the interface language with the account, if somebody is signed in."""
    if user is not None:
        user.interface = language
        db.session.commit()


def choose_reading_mode(user: User | None, mode: str) -> None:
    """Remember whether the person wants to read both, the original or the translation."""
    if user is not None:
        user.reading_mode = mode
        db.session.commit()


def say_reads(user: User, membership: Membership, reads: tuple[str, ...], *, here: bool) -> None:
    """Keep the languages that somebody reads, in this forum or everywhere. ``reads`` is () if they name none.

    What is said for everywhere counts in this forum, too.
    """
    if here:
        membership.reads = reads
    else:
        user.reads, membership.reads = reads, ()
    db.session.commit()


def choose_low_data(user: User, wanted: bool) -> None:
    """Remember whether the person loads pictures only on a tap."""
    user.low_data = wanted
    db.session.commit()


def choose_hints(user: User, wanted: bool) -> None:
    """Remember whether the person wants hints on writing that translates well."""
    user.hints = wanted
    db.session.commit()


def order_queue(user: User, order: str) -> None:
    """Remember the order in which a person works through the translators' queue; an unknown one is the usual one."""
    user.queue_order = order_named(order)
    db.session.commit()


def save_profile(user: User, profile: Profile, known: str | None = None) -> None:
    """Save a profile. A new name shows at once with the texts that the person translated.

    ``known`` says which unsent lines the form knew of, as in `Writing`.
    """
    if profile.name != user.name:
        credited = select(Translation.text_id).where(Translation.translator_id == user.id)
        db.session.execute(update(Text).where(Text.id.in_(credited)).values(version=Text.version + 1))
    if profile.zone != user.zone:
        plan_anew(user_id=user.id)
    for field in Profile.__slots__:
        setattr(user, field, getattr(profile, field))
    forget_sent(user, UnsentPlace.PROFILE, Writing(profile.about, "", "", known=known))
    db.session.commit()


def set_picture(user: User, picture: bytes) -> None:
    """Show this picture on a person's page, or none if it is empty. A new one has another address."""
    user.picture, user.picture_key = picture, new_key() if picture else ""
    db.session.commit()
