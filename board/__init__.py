"""Semana: a week-by-week bilingual discussion board.

``create_app`` reads as a table of contents; docs/architecture.md tells how a request walks through it.
"""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from board import compressing, config, connecting, extensions
from board.clock import Clock, FileClock, SystemClock
from board.config import Settings
from board.web.hosts import Site, known_hosts


def create_app(settings: Settings, clock: Clock | None = None) -> Flask:
    """Create the application for these settings. ``clock`` replaces the machine's clock, for tests."""
    app = Site(
        "board", template_folder=config.ROOT / "templates", static_folder=config.ROOT / "static",
        instance_path=str(settings.instance.resolve()),
    )  # fmt: skip
    app.config.from_mapping(flask_settings(settings))
    app.extensions["settings"] = settings
    app.extensions["clock"] = clock or clock_for(settings)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    connect_extensions(app)
    connect_doors(app)
    return app


def flask_settings(settings: Settings) -> dict[str, object]:
    """Return our settings under the names that Flask and its extensions use."""
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": connecting.engine_options(settings.database_url),
        "MAX_CONTENT_LENGTH": config.MAX_FILE_BYTES + 1024 * 1024,
        "LARGEST_BODY": config.MAX_BODY_BYTES,
        "MAX_FORM_MEMORY_SIZE": 4 * 1024 * 1024,
        "KNOWN_HOSTS": known_hosts(settings.site_url),
        "SESSION_COOKIE_NAME": ("__Host-" if settings.cookie_secure else "") + "semana",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.cookie_secure,
        "PERMANENT_SESSION_LIFETIME": 31 * 24 * 3600,
        "WTF_CSRF_TIME_LIMIT": None,  # a token that expires would lose an hour's typing
        "WTF_CSRF_SSL_STRICT": False,  # our own policy withholds the Referer; the token and SameSite protect
        "BABEL_TRANSLATION_DIRECTORIES": str(config.ROOT / "board" / "translations"),
        "BABEL_DEFAULT_LOCALE": "en",
        "RATELIMIT_STORAGE_URI": settings.ratelimit_storage,
        "RATELIMIT_STRATEGY": "fixed-window",
        "COMPRESS_ALGORITHM": ["zstd", "br", "gzip"],
        "COMPRESS_ZSTD_LEVEL": compressing.LEVEL,
        "COMPRESS_BR_LEVEL": 5,
        "COMPRESS_MIN_SIZE": 500,
        "COMPRESS_STREAMS": False,
        "SEND_FILE_MAX_AGE_DEFAULT": 31536000,
    }


def clock_for(settings: Settings) -> Clock:
    """Return the machine's clock, or in a demo the clock in a file."""
    return FileClock(settings.clock_file) if settings.clock_file else SystemClock()


def connect_extensions(app: Flask) -> None:
    """Bind the extensions to the app."""
    from board.web import counts  # noqa: F401 - the limiter finds it by its address
    from board.web.account.signed_in import load_account
    from board.web.viewer import choose_locale, choose_zone

    settings: Settings = app.extensions["settings"]
    if settings.database_url.startswith("sqlite:///"):
        settings.instance.mkdir(parents=True, exist_ok=True)
    extensions.db.init_app(app)
    extensions.migrate.init_app(
        app, extensions.db, directory=str(config.ROOT / "migrations"), render_as_batch=True, compare_type=True,
        include_name=extensions.is_of_the_models,
    )  # fmt: skip
    extensions.login.init_app(app)
    extensions.login.user_loader(load_account)
    extensions.babel.init_app(app, locale_selector=choose_locale, timezone_selector=choose_zone)
    extensions.csrf.init_app(app)
    extensions.limiter.init_app(app)
    extensions.compress.init_app(app)
    with app.app_context():
        extensions.listen(extensions.db.engine)
    extensions.prepare_for_threads()


def connect_doors(app: Flask) -> None:
    """Register the ways in: for people, and for the command line."""
    from board import cli, engines, incoming, mail, proceedings, web

    mail.connect()
    incoming.connect()
    engines.connect(app.extensions["settings"])
    proceedings.connect()
    web.connect(app)
    cli.connect(app)
