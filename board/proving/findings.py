"""What a proof found: right, wrong, or not to be known from here."""

from __future__ import annotations

from typing import NamedTuple

RIGHT, WRONG, UNKNOWN = "right", "WRONG", "unknown"


class Finding(NamedTuple):
    """A step and what was found, in words for the person who runs the site."""

    state: str
    words: str


def right(words: str) -> Finding:
    """Return that a step is as it should be."""
    return Finding(RIGHT, words)


def wrong(words: str, said: str = "") -> Finding:
    """Return that a step is wrong, with what the other server said."""
    return Finding(WRONG, f"{words} The server said: {said}" if said else words)


def unknown(words: str, said: str = "") -> Finding:
    """Return that a step cannot be judged, with what the other server said."""
    return Finding(UNKNOWN, f"{words} The server said: {said}" if said else words)


TLS_FAULTS = (
    ("has expired", "the server’s certificate has expired. Its operator has to renew it"),
    ("not yet valid", "the server’s certificate is not valid yet. Is the clock of this machine right?"),
    ("mismatch", "the server’s certificate is for another name. Use the name that its operator tells you"),
    ("self-signed", "the server’s certificate is self-signed, so nobody can tell who answers"),
    ("self signed", "the server’s certificate is self-signed, so nobody can tell who answers"),
    ("local issuer", "the server’s certificate comes from an authority that this machine does not know"),
)


def tls_fault(said: str) -> str:
    """Return what is wrong with a secure connection, from the words of the TLS library."""
    known = next((words for sign, words in TLS_FAULTS if sign in said), "")
    return f"No secure connection: {known or 'the server offers none, or breaks it off'}."
