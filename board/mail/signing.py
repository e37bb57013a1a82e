"""Signing messages (DKIM), where the site has a key of its own. RSA and Ed25519 keys."""

from __future__ import annotations

from base64 import b64decode, b64encode
from email.message import Message

import dkim

SIGNED = (
    "From", "To", "Subject", "Date", "Message-ID", "Reply-To", "In-Reply-To", "References", "List-Id",
    "List-Unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted", "Content-Type", "MIME-Version",
)  # fmt: skip
"""One-click unsubscribing (RFC 8058) works only if both of its headers are signed."""
_ED25519 = bytes.fromhex("302e020100300506032b657004220420")
"""How the file of an Ed25519 key begins, in DER; the seed follows."""


def signature(content: bytes, message: Message, domain: str, selector: str, key: bytes) -> bytes:
    """Return the header that signs a message of this domain.

    Each header is named once more than the message has it, so nobody on the way can add a second one unnoticed.
    """
    seed = _ed25519_seed(key)
    signed: bytes = dkim.sign(
        content,
        selector.encode(),
        domain.encode(),
        seed or key.replace(b"\r\n", b"\n"),
        canonicalize=(b"relaxed", b"relaxed"),
        include_headers=[name for name in SIGNED for _ in range(len(message.get_all(name, ())) + 1)],
        signature_algorithm=b"ed25519-sha256" if seed else b"rsa-sha256",
    )
    return signed


def _ed25519_seed(key: bytes) -> bytes | None:
    """Return the seed of an Ed25519 key, from a file of OpenSSL or of dkimpy; None for an RSA key."""
    lines = key.split()
    if len(lines) == 1:
        return key.strip()
    if not key.startswith(b"-----BEGIN PRIVATE KEY-----"):
        return None
    der = b64decode(b"".join(line for line in key.splitlines() if not line.startswith(b"-----")))
    return b64encode(der.removeprefix(_ED25519)) if der.startswith(_ED25519) else None
