"""Recovering an account and changing its address, by links in mails.

A request does the same for every address, so that nobody learns who has an account: the worker finds that out when it
writes the mail.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.exc import IntegrityError

from board import jobs
from board.actions.enrolling import end_links, find_account, hasher, normal_email, set_password
from board.actions.links import make_link, use_link
from board.actions.sessions import end_all
from board.extensions import db
from board.models import Job, Mail, OneTimeLink, User
from board.models.base import digest_of, new_key

RESET, SIGN_IN, ADDRESS = "reset", "sign_in", "address"
LASTS = {RESET: timedelta(hours=2), SIGN_IN: timedelta(minutes=30), ADDRESS: timedelta(hours=24)}


class AddressTaken(ValueError):
    """Another account has this address."""


def ask_for_link(kind: str, email: str, leads_to: str, now: datetime) -> None:
    """Have a link mailed to the address, if an account has it; ``leads_to`` is where the person was going."""
    _ask(kind, {"email": normal_email(email), "next": leads_to}, now)
    db.session.commit()


def ask_for_address(user: User, email: str, now: datetime) -> None:
    """Have a link mailed to the account's new address, unless all its sessions are ended before the mail is written."""
    _ask(ADDRESS, {"email": normal_email(email), "user": user.id, "stamp": user.session_stamp}, now)
    db.session.commit()


def _ask(kind: str, payload: dict[str, str | int], now: datetime) -> None:
    unique = f"{kind}:{new_key()}"
    mark = _mark(str(payload["email"]))
    jobs.enqueue(f"mail.{kind}", f"{unique}:{mark}", {**payload, "unique": unique}, now)


def _mark(email: str) -> str:
    """Return a digest of an address, by which its due work is found without holding the address."""
    return hashlib.sha256(email.encode()).hexdigest()[:32]


def prepare_link(kind: str, user: User, token: str, now: datetime, address: str = "") -> bool:
    """Make the link that this token opens. Return False if it was used already, so that a mail sent again does not
    revive it. Part of the caller's transaction.
    """
    used = select(OneTimeLink.id).where(OneTimeLink.token_digest == digest_of(token), OneTimeLink.used_at.is_not(None))
    if db.session.scalar(used) is not None:
        return False
    make_link(kind, user.id, now + LASTS[kind], token, address)
    return True


def reset_password(link: OneTimeLink, password: str, now: datetime) -> User:
    """Set a new password by a link, and end all sessions of the account. Raises LinkUsed."""
    hashed = hasher.hash(password)
    user = use_link(link, now)
    set_password(user, hashed)
    return user


def use_sign_in(link: OneTimeLink, now: datetime) -> User:
    """Use up a link that signs in, and return its account. Raises LinkUsed."""
    user = use_link(link, now)
    db.session.commit()
    return user


def confirm_address(link: OneTimeLink, now: datetime) -> User:
    """Give the account the address that the link went to, and mail the old address about it.

    Raises LinkUsed and AddressTaken.
    """
    user = use_link(link, now)
    before = user.email
    _move(user, link.address)
    end_links(user.id)
    unique = f"moved:{new_key()}"
    payload = {"to": before, "user": user.id, "unique": unique}
    jobs.enqueue("mail.address_changed", f"{unique}:{_mark(before)}", payload, now)
    db.session.commit()
    return user


def _move(user: User, address: str) -> None:
    """Change the address. Part of the caller's transaction, which is rolled back if the address is taken. Raises
    AddressTaken.
    """
    try:
        if find_account(address) is not None:
            raise AddressTaken
        user.email = address
        db.session.flush()
    except (AddressTaken, IntegrityError):  # the latter if an account with the address was just created
        db.session.rollback()
        raise AddressTaken from None


def sign_out_everywhere(user: User) -> None:
    """End all sessions of the account, this one too, and links that would open it or change its address."""
    user.session_stamp = new_key()
    end_all(user.id)
    end_links(user.id)
    db.session.commit()


def forget_address(email: str) -> None:
    """Forget an address in the records of mail that was or is to be sent to it. Part of the caller's transaction."""
    waiting = or_(*(Job.unique_key.like(f"{kind}:%:{_mark(email)}") for kind in (*LASTS, "moved")))
    db.session.execute(delete(Job).where(waiting), execution_options={"synchronize_session": False})
    undelivered = Job.recipient == email  # mail that was given up is deleted; mail still being tried loses the address
    delete_failed = delete(Job).where(undelivered, Job.failed_at.is_not(None))
    blank_waiting = update(Job).where(undelivered).values(recipient="", error="")
    db.session.execute(delete_failed, execution_options={"synchronize_session": False})
    db.session.execute(blank_waiting, execution_options={"synchronize_session": False})
    db.session.execute(delete(Mail).where(Mail.recipient == email), execution_options={"synchronize_session": False})
