"""Settings from the environment. A bad value stops the start and is named.

Every setting is documented in ``docs/settings.md``; a test fails if one is missing there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parent.parent
DATABASE_SCHEMES = ("sqlite", "postgresql")
RATELIMIT_STORES = ("database", "memory", "memcached", "mongodb", "redis", "rediss", "valkey", "valkeys")
MAX_FILE_BYTES = 10 * 1024 * 1024
MAX_BODY_BYTES = 40 * 1024 * 1024
"""How much of a form with a file is read, so that a form with a file that is too large comes back with its words."""
DEMO_SECRET = "demo-only-secret-that-is-refused-elsewhere"  # noqa: S105 - not a secret: DEMO=1 alone accepts it


class ConfigError(Exception):
    """A setting has a value with which the program cannot start; the message names it."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that differs between installations. Fields with a secret are not in the ``repr``."""

    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    demo: bool = False
    clock_file: Path | None = None
    site_name: str = "Semana"
    site_url: str = "http://127.0.0.1:5000"
    mail_url: str | None = field(default=None, repr=False)
    mail_from: str = "semana@localhost"
    translation_engine_url: str | None = None
    translation_engine_key: str | None = field(default=None, repr=False)
    ratelimit_storage: str = "database://"
    rate_sign_in: str = "10 per minute"
    rate_posting: str = "20 per minute"
    work_kept_days: int = 90
    trusted_proxies: int = 0
    cookie_secure: bool = True
    instance: Path = ROOT / "instance"
    serve_host: str = "127.0.0.1"
    serve_port: int = 8000
    serve_workers: int = 2
    serve_threads: int = 4
    backup_dir: Path | None = None
    backup_keep: int = 14
    """Days."""
    backup_at: time = time(3)
    """In UTC."""

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Read the settings. Raise ConfigError that names the first setting with a bad value."""
        demo = _flag(environ, "DEMO", default=False)
        instance = Path(environ.get("INSTANCE_DIR", str(ROOT / "instance"))).absolute()
        # absolute: Flask-SQLAlchemy looks for a relative SQLite file inside of this very folder
        site_url = _site_url(environ.get("SITE_URL", "http://127.0.0.1:5000"))
        return cls(
            database_url=_database_url(environ.get("DATABASE_URL", f"sqlite:///{instance / 'semana.db'}")),
            secret_key=_secret_key(environ.get("SECRET_KEY", ""), demo),
            demo=demo,
            clock_file=_clock_file(environ.get("CLOCK_FILE"), demo),
            site_name=environ.get("SITE_NAME", "Semana").strip() or "Semana",
            site_url=site_url,
            mail_url=_mail_url(environ.get("MAIL_URL")),
            mail_from=_mail_from(environ.get("MAIL_FROM", "semana@localhost")),
            translation_engine_url=_engine_url(environ.get("TRANSLATION_ENGINE_URL")),
            translation_engine_key=environ.get("TRANSLATION_ENGINE_KEY") or None,
            ratelimit_storage=_ratelimit_storage(environ.get("RATELIMIT_STORAGE_URL", "database://")),
            rate_sign_in=_rate(environ, "RATE_SIGN_IN", "10 per minute"),
            rate_posting=_rate(environ, "RATE_POSTING", "20 per minute"),
            work_kept_days=_count(environ, "WORK_KEPT_DAYS", "90", least=1, most=3650),
            trusted_proxies=_count(environ, "TRUSTED_PROXIES", "0", least=0, most=9),
            cookie_secure=_flag(environ, "COOKIE_SECURE", default=site_url.startswith("https://")),
            instance=instance,
            serve_host=_address(environ.get("SERVE_HOST", "127.0.0.1")),
            serve_port=_count(environ, "SERVE_PORT", "8000", least=1, most=65535),
            serve_workers=_count(environ, "SERVE_WORKERS", "2", least=1, most=64),
            serve_threads=_count(environ, "SERVE_THREADS", "4", least=1, most=64),
            backup_dir=Path(environ["BACKUP_DIR"]).absolute() if environ.get("BACKUP_DIR") else None,
            backup_keep=_count(environ, "BACKUP_KEEP", "14", least=1, most=9999),
            backup_at=_time_of_day(environ, "BACKUP_AT", "03:00"),
        )


def _flag(environ: Mapping[str, str], name: str, *, default: bool) -> bool:
    value = environ.get(name)
    if value is None:
        return default
    if value not in ("0", "1"):
        raise ConfigError(f"{name} must be 0 or 1, not {value!r}")
    return value == "1"


def _count(environ: Mapping[str, str], name: str, default: str, *, least: int, most: int) -> int:
    value = environ.get(name, default)
    if not value.isascii() or not value.isdigit() or len(value) > 9 or not least <= int(value) <= most:
        raise ConfigError(f"{name} must be a whole number from {least} to {most}, not {value!r}")
    return int(value)


def _address(value: str) -> str:
    try:
        return str(ip_address(value))
    except ValueError:
        raise ConfigError(f"SERVE_HOST must be an address such as 127.0.0.1, 0.0.0.0 or ::, not {value!r}") from None


def _time_of_day(environ: Mapping[str, str], name: str, default: str) -> time:
    value = environ.get(name, default)
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", value):
        raise ConfigError(f"{name} must be a time of day in UTC such as 03:00, not {value!r}")
    return time.fromisoformat(value)


def _database_url(value: str) -> str:
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


def _secret_key(value: str, demo: bool) -> str:
    if not value and demo:
        return DEMO_SECRET
    if len(value) < 32 or (value == DEMO_SECRET and not demo):
        raise ConfigError(
            "SECRET_KEY must be set to at least 32 random characters; make one with: "
            "python -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    return value


def _clock_file(value: str | None, demo: bool) -> Path | None:
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


def _site_url(value: str) -> str:
    parts = _parts(value)
    if parts is None or parts.scheme not in ("http", "https"):
        raise ConfigError(f"SITE_URL must be a full http or https address, not {value!r}")
    return value.rstrip("/")


def _mail_url(value: str | None) -> str | None:
    if not value:
        return None
    parts = _parts(value)
    if parts is None or parts.scheme not in ("smtp", "smtps", "smtp+starttls"):
        raise ConfigError("MAIL_URL must look like smtp://host:25, smtps://… or smtp+starttls://user:password@host:587")
    return value


def _engine_url(value: str | None) -> str | None:
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


def _mail_from(value: str) -> str:
    if "@" not in value or any(c in value for c in "\r\n"):
        raise ConfigError(f"MAIL_FROM must be an e-mail address, not {value!r}")
    return value


def _ratelimit_storage(value: str) -> str:
    scheme, separator, _ = value.partition("://")
    if not separator or scheme.split("+", 1)[0] not in RATELIMIT_STORES:
        raise ConfigError(
            f"RATELIMIT_STORAGE_URL must be an address such as database://, memory:// or redis://…, not {value!r}"
        )
    return value


def _rate(environ: Mapping[str, str], name: str, default: str) -> str:
    from limits import parse_many

    value = environ.get(name, default)
    try:
        parse_many(value)
    except ValueError:
        raise ConfigError(f"{name} must look like '10 per minute', not {value!r}") from None
    return value
