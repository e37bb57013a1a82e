"""What DNS says of the sender's domain: SPF, DKIM and DMARC, by which other servers judge whether to trust a mail."""

from __future__ import annotations

from collections.abc import Iterator
from email import message_from_bytes

import dkim
from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer, Resolver

from board.config import Settings
from board.mail.signing import signature
from board.proving.findings import Finding, right, unknown, wrong

SECONDS = 5.0
SAMPLE = b"From: a@b.example\r\nSubject: A test\r\n\r\nWords.\r\n"
NOT_ASKED = "DNS could not be asked, so nothing is known of SPF, DKIM and DMARC."


class CannotAsk(Exception):
    """No DNS server answered."""


def new_resolver() -> Resolver:
    """Return what asks the DNS servers of this machine."""
    resolver = Resolver()
    resolver.lifetime = SECONDS
    return resolver


def records(resolver: Resolver, name: str, sign: str) -> list[str]:
    """Return the TXT records of a name that begin with this sign. Raise CannotAsk."""
    try:
        answer = resolver.resolve(name, "TXT")
    except (NXDOMAIN, NoAnswer):
        return []
    except (DNSException, OSError) as error:
        raise CannotAsk from error
    found = (b"".join(record.strings).decode("utf-8", "replace") for record in answer)
    return [text for text in found if text.lower().replace(" ", "").startswith(sign)]


def look_up(settings: Settings, resolver: Resolver) -> Iterator[Finding]:
    """Yield what DNS says of the domain of MAIL_FROM."""
    domain = settings.mail_from.rpartition("@")[2].lower()
    if "." not in domain:
        yield wrong(
            f"The domain of MAIL_FROM ({domain}) is none of the Internet. Set the address that people will see."
        )
        return
    try:
        yield from _spf(resolver, domain)
        yield from _dkim(settings, resolver, domain)
        yield from _dmarc(resolver, domain)
    except CannotAsk:
        yield unknown(NOT_ASKED)


def _spf(resolver: Resolver, domain: str) -> Iterator[Finding]:
    found = records(resolver, domain, "v=spf1")
    if not found:
        yield wrong(f"SPF: {domain} has no record that names its mail servers. Add a TXT record such as "
                    "“v=spf1 include:mail.example.org -all”; your mail provider says which.")  # fmt: skip
    elif len(found) > 1:
        yield wrong(f"SPF: {domain} has {len(found)} records, and with more than one all are void. Join them into one.")
    elif "+all" in found[0].split() or "all" in found[0].split():
        yield wrong(f"SPF: the record permits everybody to send as {domain}: “{found[0]}”. End it with -all or ~all.")
    else:
        yield right(f"SPF: {domain} has the record “{found[0]}”.")
        yield unknown("Whether it names the server that sends can be seen in the test: spf=pass in its headers.")


def _dkim(settings: Settings, resolver: Resolver, domain: str) -> Iterator[Finding]:
    if settings.mail_dkim_key is None:
        yield unknown("DKIM: the mail server signs, if at all, since MAIL_DKIM_KEY is not set: the headers of the test "
                      "then say dkim=pass.")  # fmt: skip
        return
    name = f"{settings.mail_dkim_selector}._domainkey.{domain}"
    found = [record for record in records(resolver, name, "") if "p=" in record]
    if not found:
        yield wrong(f"DKIM: {name} has no TXT record with the public key.")
    elif not is_signed_for(found[0], settings.mail_dkim_key.read_bytes()):
        yield wrong(f"DKIM: the public key at {name} is not the one that belongs to the file MAIL_DKIM_KEY.")
    else:
        yield right(f"DKIM: the public key at {name} belongs to the file MAIL_DKIM_KEY.")


def is_signed_for(record: str, key: bytes) -> bool:
    """Return whether a signature with this private key is right by the published record, as any receiver finds out."""
    try:
        signed = signature(SAMPLE, message_from_bytes(SAMPLE), "b.example", "s", key) + SAMPLE
        return bool(dkim.verify(signed, dnsfunc=lambda *_args, **_options: record.encode()))
    except (dkim.DKIMException, ValueError, IndexError):
        return False


def _dmarc(resolver: Resolver, domain: str) -> Iterator[Finding]:
    labels = domain.split(".")
    for name in (".".join(labels[start:]) for start in range(len(labels) - 1)):
        if found := records(resolver, f"_dmarc.{name}", "v=dmarc1"):
            yield right(f"DMARC: _dmarc.{name} has the record “{found[0]}”.")
            return
    yield wrong(f"DMARC: {domain} has no record. Large providers want a TXT record at _dmarc.{domain}, such as "
                "“v=DMARC1; p=none”.")  # fmt: skip
