"""Getting back into one's account, and changing its address: by links in mails, which only the worker knows to whom.

Asking does the same for every address. Whether an account has it is found out when the mail is written.
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
    """Somebody else's account has the address by now."""


def ask_for_link(kind: str, email: str, leads_to: str, now: datetime) -> None:
    """A link to whoever has an account with this address; ``leads_to`` is where the person was going."""
    _ask(kind, {"email": normal_email(email), "next": leads_to}, now)
    db.session.commit()


def ask_for_address(user: User, email: str, now: datetime) -> None:
    """Have a link sent to the address that is to be the account's, unless every session of it ends before."""
    _ask(ADDRESS, {"email": normal_email(email), "user": user.id, "stamp": user.session_stamp}, now)
    db.session.commit()


def _ask(kind: str, payload: dict[str, str | int], now: datetime) -> None:
    unique = f"{kind}:{new_key()}"
    mark = _mark(str(payload["email"]))
    jobs.enqueue(f"mail.{kind}", f"{unique}:{mark}", {**payload, "unique": unique}, now)


def _mark(email: str) -> str:
    """Names an address in the list of due work, where it can be found again."""
    return hashlib.sha256(email.encode()).hexdigest()[:32]


def prepare_link(kind: str, user: User, token: str, now: datetime, address: str = "") -> bool:
    """Make the link that this token opens; False where it was used already: a mail that is sent again revives none."""
    used = select(OneTimeLink.id).where(OneTimeLink.token_digest == digest_of(token), OneTimeLink.used_at.is_not(None))
    if db.session.scalar(used) is not None:
        return False
    make_link(kind, user.id, now + LASTS[kind], token, address)
    return True


def reset_password(link: OneTimeLink, password: str, now: datetime) -> User:
    """A new password for who got the link; everywhere else they are signed out. Raises LinkUsed."""
    hashed = hasher.hash(password)
    user = use_link(link, now)
    set_password(user, hashed)
    return user


def use_sign_in(link: OneTimeLink, now: datetime) -> User:
    """Sign in who got the link. Raises LinkUsed."""
    user = use_link(link, now)
    db.session.commit()
    return user


def confirm_address(link: OneTimeLink, now: datetime) -> User:
    """From now on the account has the address that the link went to; the old one is told.

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
    """Part of the caller's transaction, which is undone where somebody else has the address. Raises AddressTaken."""
    try:
        if find_account(address) is not None:
            raise AddressTaken
        user.email = address
        db.session.flush()
    except (AddressTaken, IntegrityError):  # or somebody was given an account with it in this moment
        db.session.rollback()
        raise AddressTaken from None


def sign_out_everywhere(user: User) -> None:
    """End every session of the account, this one too, and links that would open it or move it."""
    user.session_stamp = new_key()
    end_all(user.id)
    end_links(user.id)
    db.session.commit()


def forget_address(email: str) -> None:
    """What waits to be sent to an address, and what was. Part of the caller's transaction."""
    waiting = or_(*(Job.unique_key.like(f"{kind}:%:{_mark(email)}") for kind in (*LASTS, "moved")))
    db.session.execute(delete(Job).where(waiting), execution_options={"synchronize_session": False})
    told = Job.recipient == email  # it could not be sent there: given up, it goes; tried still, it forgets to whom
    gone = delete(Job).where(told, Job.failed_at.is_not(None))
    blank = update(Job).where(told).values(recipient="", error="")
    db.session.execute(gone, execution_options={"synchronize_session": False})
    db.session.execute(blank, execution_options={"synchronize_session": False})
    db.session.execute(delete(Mail).where(Mail.recipient == email), execution_options={"synchronize_session": False})
