"""Settings from the environment. A bad value stops the start and is named.

Every setting is documented in ``docs/settings.md``; a test fails if one is missing there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from pathlib import Path

from board import setting_values as values

ROOT = Path(__file__).resolve().parent.parent
MAX_FILE_BYTES = 10 * 1024 * 1024
MAX_BODY_BYTES = 40 * 1024 * 1024
"""How much of a form with a file is read, so that a form with a file that is too large comes back with its words."""


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
    mail_replies: str | None = None
    mail_in_url: str | None = field(default=None, repr=False)
    mail_in_trusts: str = ""
    mail_dkim_key: Path | None = None
    mail_dkim_selector: str = ""
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
        demo = values.flag(environ, "DEMO", default=False)
        instance = Path(environ.get("INSTANCE_DIR", str(ROOT / "instance"))).absolute()
        # absolute: Flask-SQLAlchemy looks for a relative SQLite file inside of this very folder
        site_url = values.site_url(environ.get("SITE_URL", "http://127.0.0.1:5000"))
        return cls(
            database_url=values.database_url(environ.get("DATABASE_URL", f"sqlite:///{instance / 'semana.db'}")),
            secret_key=values.secret_key(environ.get("SECRET_KEY", ""), demo),
            demo=demo,
            clock_file=values.clock_file(environ.get("CLOCK_FILE"), demo),
            site_name=environ.get("SITE_NAME", "Semana").strip() or "Semana",
            site_url=site_url,
            mail_url=values.mail_url(environ.get("MAIL_URL")),
            mail_from=values.mail_from(environ.get("MAIL_FROM", "semana@localhost")),
            mail_replies=values.mail_replies(environ.get("MAIL_REPLIES")),
            mail_in_url=values.mail_in_url(environ.get("MAIL_IN_URL"), environ.get("MAIL_REPLIES")),
            mail_in_trusts=environ.get("MAIL_IN_TRUSTS", "").strip(),
            mail_dkim_key=values.dkim_key(environ.get("MAIL_DKIM_KEY"), environ.get("MAIL_DKIM_SELECTOR", "").strip()),
            mail_dkim_selector=environ.get("MAIL_DKIM_SELECTOR", "").strip(),
            translation_engine_url=values.engine_url(environ.get("TRANSLATION_ENGINE_URL")),
            translation_engine_key=environ.get("TRANSLATION_ENGINE_KEY") or None,
            ratelimit_storage=values.ratelimit_storage(environ.get("RATELIMIT_STORAGE_URL", "database://")),
            rate_sign_in=values.rate(environ, "RATE_SIGN_IN", "10 per minute"),
            rate_posting=values.rate(environ, "RATE_POSTING", "20 per minute"),
            work_kept_days=values.count(environ, "WORK_KEPT_DAYS", "90", least=1, most=3650),
            trusted_proxies=values.count(environ, "TRUSTED_PROXIES", "0", least=0, most=9),
            cookie_secure=values.flag(environ, "COOKIE_SECURE", default=site_url.startswith("https://")),
            instance=instance,
            serve_host=values.address(environ.get("SERVE_HOST", "127.0.0.1")),
            serve_port=values.count(environ, "SERVE_PORT", "8000", least=1, most=65535),
            serve_workers=values.count(environ, "SERVE_WORKERS", "2", least=1, most=64),
            serve_threads=values.count(environ, "SERVE_THREADS", "4", least=1, most=64),
            backup_dir=Path(environ["BACKUP_DIR"]).absolute() if environ.get("BACKUP_DIR") else None,
            backup_keep=values.count(environ, "BACKUP_KEEP", "14", least=1, most=9999),
            backup_at=values.time_of_day(environ, "BACKUP_AT", "03:00"),
        )
