"""What the settings may be. A bad value raises ConfigError, which names the setting."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

DATABASE_SCHEMES = ("sqlite", "postgresql")
PRIVATE_KEY = re.compile(
    rb"-----BEGIN (?:RSA )?PRIVATE KEY-----\s[A-Za-z0-9+/=\s]+-----END (?:RSA )?PRIVATE KEY-----|[A-Za-z0-9+/]{43}="
)
"""A key of RSA or, as base64 alone, the seed of an Ed25519 key; neither has a password."""
RATELIMIT_STORES = ("database", "memory", "memcached", "mongodb", "redis", "rediss", "valkey", "valkeys")
DEMO_SECRET = "demo-only-secret-that-is-refused-elsewhere"  # noqa: S105 - not a secret: DEMO=1 alone accepts it


class ConfigError(Exception):
    """A setting has a value with which the program cannot start; the message names it."""


def flag(environ: Mapping[str, str], name: str, *, default: bool) -> bool:
    """Read a setting that is 0 or 1."""
    value = environ.get(name)
    if value is None:
        return default
    if value not in ("0", "1"):
        raise ConfigError(f"{name} must be 0 or 1, not {value!r}")
    return value == "1"


def count(environ: Mapping[str, str], name: str, default: str, *, least: int, most: int) -> int:
    """Read a whole number within its limits."""
    value = environ.get(name, default)
    if not value.isascii() or not value.isdigit() or len(value) > 9 or not least <= int(value) <= most:
        raise ConfigError(f"{name} must be a whole number from {least} to {most}, not {value!r}")
    return int(value)


def address(value: str) -> str:
    """Check an IP address."""
    try:
        return str(ip_address(value))
    except ValueError:
        raise ConfigError(f"SERVE_HOST must be an address such as 127.0.0.1, 0.0.0.0 or ::, not {value!r}") from None


def time_of_day(environ: Mapping[str, str], name: str, default: str) -> time:
    """Read a time of day."""
    value = environ.get(name, default)
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", value):
        raise ConfigError(f"{name} must be a time of day in UTC such as 03:00, not {value!r}")
    return time.fromisoformat(value)


def database_url(value: str) -> str:
    """Check the address of the database, and name its driver."""
    scheme = value.split(":", 1)[0].split("+", 1)[0]
    if scheme == "postgres":  # still used by hosting companies
        value, scheme = "postgresql" + value.removeprefix("postgres"), "postgresql"
    if scheme not in DATABASE_SCHEMES or not _is_database(value):
        raise ConfigError("DATABASE_URL must be an address that starts with sqlite:// or postgresql://")
    if value.startswith("postgresql:"):
        return "postgresql+psycopg" + value.removeprefix("postgresql")
    return value


def _is_database(value: str) -> bool:
    try:
        make_url(value)
    except (ArgumentError, ValueError):
        return False
    return True


def secret_key(value: str, demo: bool) -> str:
    """Check the key that signs everything."""
    if not value and demo:
        return DEMO_SECRET
    if len(value) < 32 or (value == DEMO_SECRET and not demo):
        raise ConfigError(
            "SECRET_KEY must be set to at least 32 random characters; make one with: "
            "python -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    return value


def clock_file(value: str | None, demo: bool) -> Path | None:
    """Check that the clock is replaced only in a demo."""
    if value is None:
        return None
    if not demo:
        raise ConfigError("CLOCK_FILE is honoured only together with DEMO=1")
    return Path(value)


def _parts(value: str) -> SplitResult | None:
    """Split an address; return None if it is not an address."""
    try:
        parts = urlsplit(value)
        return parts if parts.hostname and parts.port != 0 else None  # reading the port checks it
    except ValueError:
        return None


def site_url(value: str) -> str:
    """Check the address of the site."""
    parts = _parts(value)
    if parts is None or parts.scheme not in ("http", "https"):
        raise ConfigError(f"SITE_URL must be a full http or https address, not {value!r}")
    return value.rstrip("/")


def mail_url(value: str | None) -> str | None:
    """Check the address of the mail server."""
    if not value:
        return None
    parts = _parts(value)
    if parts is None or parts.scheme not in ("smtp", "smtps", "smtp+starttls"):
        raise ConfigError("MAIL_URL must look like smtp://host:25, smtps://… or smtp+starttls://user:password@host:587")
    return value


def engine_url(value: str | None) -> str | None:
    """Check the address of the translation engine."""
    if not value:
        return None
    parts = _parts(value)
    kinds = [f"{engine}+{scheme}" for engine in ("apertium", "libretranslate") for scheme in ("http", "https")]
    if parts is None or parts.scheme not in kinds or "@" in parts.netloc or parts.query or parts.fragment:
        raise ConfigError(
            "TRANSLATION_ENGINE_URL must look like apertium+http://127.0.0.1:2737 or libretranslate+https://host, "
            "without a name or a password in it"
        )
    return value.rstrip("/")


def mail_from(value: str) -> str:
    """Check the sender's address."""
    if "@" not in value or any(c in value for c in "\r\n"):
        raise ConfigError(f"MAIL_FROM must be an e-mail address, not {value!r}")
    return value


def mail_replies(value: str | None) -> str | None:
    """Check the address to which people answer."""
    if not value:
        return None
    if not re.fullmatch(r"[A-Za-z0-9._-]{1,20}@[A-Za-z0-9.-]{1,180}", value):
        raise ConfigError(
            "MAIL_REPLIES must be an address such as reply@forum.example.org, with at most 20 characters before the @ "
            f"and no plus sign, not {value!r}"
        )
    return value


def mail_in_url(value: str | None, replies: str | None) -> str | None:
    """Check the address of the mailbox that the worker reads."""
    if not value:
        return None
    parts = _parts(value)
    if parts is None or parts.scheme not in ("imap", "imaps", "imap+starttls"):
        raise ConfigError(
            "MAIL_IN_URL must look like imaps://user:password@host:993/INBOX, imap+starttls://… or imap://…"
        )
    if not replies:
        raise ConfigError("MAIL_IN_URL needs MAIL_REPLIES: the address whose mailbox it reads")
    return value


def dkim_key(value: str | None, selector: str) -> Path | None:
    """Check the file of the key that signs mail."""
    if bool(value) != bool(selector):
        raise ConfigError("MAIL_DKIM_KEY and MAIL_DKIM_SELECTOR are set together, or neither is")
    if not value:
        return None
    path = Path(value).absolute()
    if not path.is_file():
        raise ConfigError(f"MAIL_DKIM_KEY must be the file of a private key, and {value!r} is none")
    if not PRIVATE_KEY.fullmatch(path.read_bytes().strip()):
        raise ConfigError(
            "MAIL_DKIM_KEY must be the file of a private RSA or Ed25519 key without a password, as "
            "`openssl genpkey` and `dknewkey` write it"
        )
    return path


def ratelimit_storage(value: str) -> str:
    """Check the address of the store of counts."""
    scheme, separator, _ = value.partition("://")
    if not separator or scheme.split("+", 1)[0] not in RATELIMIT_STORES:
        raise ConfigError(
            f"RATELIMIT_STORAGE_URL must be an address such as database://, memory:// or redis://…, not {value!r}"
        )
    return value


def rate(environ: Mapping[str, str], name: str, default: str) -> str:
    """Check a rate limit."""
    from limits import parse_many

    value = environ.get(name, default)
    try:
        parse_many(value)
    except ValueError:
        raise ConfigError(f"{name} must look like '10 per minute', not {value!r}") from None
    return value
