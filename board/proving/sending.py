"""Sending a real mail, exactly as the worker does, and telling how far it came."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from urllib.parse import SplitResult, urlsplit

from board.config import Settings
from board.jobs import Trouble
from board.mail.composing import Outgoing, compose
from board.mail.conversation import converse
from board.mail.letters import Letter, plain_letter
from board.mail.links import token
from board.proving.findings import Finding, right, tls_fault, unknown, wrong
from board.rules import work as rule
from board.rules.mail_tokens import PROOF

SECONDS = 30.0
LOCAL = ("localhost", "127.0.0.1", "::1")
USUAL = "Usual are port 587 with smtp+starttls:// and port 465 with smtps://."
Told = Callable[[str, SplitResult], Finding]


def proof_letter(recipient: str, unique: str, now: datetime) -> Letter:
    """Return the mail that is sent. Answers to it prove that answers arrive."""
    body = (
        "This e-mail was sent to find out whether e-mail works.\n\n"
        "Look at its headers: in “Authentication-Results”, your provider says whether it trusts the sender. "
        "spf=pass, dkim=pass and dmarc=pass is what you want.\n\n"
        "If this site takes answers by e-mail, answer with any word: the owner’s page of e-mail that came in then says "
        "that the test came back.\n"
    )
    letter = plain_letter(recipient, "A test of this site’s e-mail", body, unique)
    return Letter(letter.recipient, letter.subject, letter.blocks, unique, reply_token=token(PROOF, 0, 0, now))


def send(settings: Settings, recipient: str, unique: str, now: datetime) -> Iterator[Finding]:
    """Send it and yield what was found, step by step."""
    if settings.mail_url is None:
        yield wrong("MAIL_URL is not set, so nothing is sent: the site keeps e-mail for the owner to read.")
        return
    parts = urlsplit(settings.mail_url)
    yield from outcome(settings.mail_url, compose(proof_letter(recipient, unique, now), now), parts)


def outcome(url: str, mail: Outgoing, parts: SplitResult) -> Iterator[Finding]:
    """Hand the mail over, and yield each step that was taken, up to the one that failed."""
    steps = list(_steps(parts, mail))
    try:
        converse(url, mail, SECONDS)
    except Trouble as trouble:
        failed = STEP_OF.get(trouble.reason, MAIL)
        yield from (right(words) for step, words in steps[: [step for step, _ in steps].index(failed)])
        yield REASONS[trouble.reason](trouble.said, parts)
    else:
        yield from (right(words) for _step, words in steps)
        if parts.scheme == "smtp" and parts.hostname not in LOCAL:
            yield wrong(f"The connection is not encrypted. {USUAL}")
        yield unknown(
            "Whether it arrives can be seen in the mailbox alone: look there, and among what was taken for spam."
        )


NAME, CONNECTION, TLS, GREETING, SIGN_IN, SENDER, MAIL = range(7)
STEP_OF = {
    rule.NAME: NAME, rule.CLOSED: CONNECTION, rule.UNREACHABLE: CONNECTION, rule.SLOW: CONNECTION,
    rule.HUNG_UP: CONNECTION, rule.TLS: TLS, rule.GREETING: GREETING, rule.SIGN_IN: SIGN_IN, rule.SENDER: SENDER,
}  # fmt: skip
"""The step at which a session failed. Other reasons are about the mail."""


def _steps(parts: SplitResult, mail: Outgoing) -> Iterator[tuple[int, str]]:
    """Yield the steps of a session in their order, with the words for each that went well."""
    secure = (TLS, "The connection is encrypted, and the certificate is right.")
    yield NAME, f"The name {parts.hostname} is known."
    yield CONNECTION, f"{_place(parts)} accepts the connection."
    if parts.scheme == "smtps":
        yield secure
    yield GREETING, "The server talks to this site."
    if parts.scheme == "smtp+starttls":
        yield secure
    if parts.username:
        yield SIGN_IN, "The server accepts the name and the password."
    elif parts.scheme == "smtp":
        yield TLS, "No encryption is asked for, and no name and password."
    yield SENDER, f"The server accepts {mail.sender} as the sender."
    yield MAIL, f"The server has accepted the e-mail for {mail.recipient}."


def _place(parts: SplitResult) -> str:
    return f"Port {parts.port or (465 if parts.scheme == 'smtps' else 25)} of {parts.hostname}"


REASONS: dict[str, Told] = {
    rule.NAME: lambda _said, parts: wrong(
        f"The name {parts.hostname} is not known: DNS has no address for it. Is it typed correctly in MAIL_URL?"
    ),
    rule.CLOSED: lambda _said, parts: wrong(f"{_place(parts)} refuses the connection: nothing listens there. {USUAL}"),
    rule.UNREACHABLE: lambda said, parts: wrong(f"{_place(parts)} cannot be reached from this machine.", said),
    rule.SLOW: lambda _said, parts: wrong(
        f"{_place(parts)} takes too long. Many hosting companies let nothing through to port 25, and some servers wait "
        f"where the kind of encryption is wrong. {USUAL}"
    ),
    rule.HUNG_UP: lambda _said, parts: wrong(
        f"{_place(parts)} ends the connection at once. That also happens where the kind of encryption is wrong. {USUAL}"
    ),
    rule.TLS: lambda said, _parts: wrong(tls_fault(said)),
    rule.GREETING: lambda said, _parts: wrong("The server refuses to talk to this site.", said),
    rule.SIGN_IN: lambda said, _parts: wrong(
        "The server does not accept the name and the password in MAIL_URL. Are special characters percent-encoded?",
        said,
    ),
    rule.SENDER: lambda said, _parts: wrong(
        "The server does not accept the sender. With most providers, MAIL_FROM has to be the address of the mailbox in "
        "MAIL_URL, or one that was allowed there.",
        said,
    ),
    rule.RELAY: lambda said, _parts: wrong(
        "The server does not pass e-mail on for this site. MAIL_URL may lack a name and a password.", said
    ),
    rule.POLICY: lambda said, _parts: wrong("The server refuses this because of one of its rules.", said),
    rule.REJECTED: lambda said, _parts: wrong("The server refuses the recipient, or the e-mail itself.", said),
    rule.LATER: lambda said, _parts: unknown(
        "The server asks to try later, as many do with a sender that they do not know yet. The worker would try again "
        "after a minute; run this again then.",
        said,
    ),
    rule.BROKEN: lambda said, _parts: wrong("The server broke off while the e-mail was sent.", said),
}
"""What each reason means for whoever sets the site up."""
