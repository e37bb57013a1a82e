"""Settings: what an operator gives is taken over, a bad value is refused by its name."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from board.config import Settings
from board.setting_values import DEMO_SECRET, ConfigError
from tests.support.imports import ROOT, package

GOOD = {"SECRET_KEY": "a secret that is long enough to be one"}

BAD = [
    ("DEMO", "yes"),
    ("DEMO", ""),
    ("SECRET_KEY", ""),
    ("SECRET_KEY", "short"),
    ("SECRET_KEY", DEMO_SECRET),
    ("DATABASE_URL", "mysql://localhost/semana"),
    ("DATABASE_URL", "semana.db"),
    ("DATABASE_URL", "sqlite"),
    ("DATABASE_URL", "sqlite:semana.db"),
    ("DATABASE_URL", "postgresql://localhost:port/semana"),
    ("DATABASE_URL", ""),
    ("CLOCK_FILE", "clock.txt"),
    ("SITE_URL", "forum.example.org"),
    ("SITE_URL", "ftp://forum.example.org"),
    ("SITE_URL", "https://"),
    ("SITE_URL", "http://["),
    ("MAIL_URL", "mail.example.org:25"),
    ("MAIL_URL", "http://mail.example.org"),
    ("MAIL_URL", "smtp://"),
    ("MAIL_URL", "smtp://mail.example.org:port"),
    ("MAIL_URL", "smtp://["),
    ("MAIL_FROM", "nobody"),
    ("MAIL_FROM", "semana@example.org\nBcc: everyone@example.org"),
    ("TRANSLATION_ENGINE_URL", "http://127.0.0.1:2737"),
    ("TRANSLATION_ENGINE_URL", "deepl+https://example.org"),
    ("TRANSLATION_ENGINE_URL", "apertium+ftp://127.0.0.1"),
    ("TRANSLATION_ENGINE_URL", "apertium+http://"),
    ("TRANSLATION_ENGINE_URL", "apertium+http://127.0.0.1:port"),
    ("TRANSLATION_ENGINE_URL", "libretranslate+https://example.org/?api_key=secret"),
    ("TRANSLATION_ENGINE_URL", "libretranslate+https://me:secret@example.org"),
    ("TRANSLATION_ENGINE_URL", "libretranslate+https://:secret@example.org"),
    ("RATELIMIT_STORAGE_URL", "redis"),
    ("RATELIMIT_STORAGE_URL", "://localhost"),
    ("RATELIMIT_STORAGE_URL", "nowhere://localhost"),
    ("RATE_SIGN_IN", "often"),
    ("RATE_SIGN_IN", ""),
    ("RATE_POSTING", "20 per fortnight"),
    ("TRUSTED_PROXIES", "-1"),
    ("TRUSTED_PROXIES", "many"),
    ("TRUSTED_PROXIES", ""),
    ("TRUSTED_PROXIES", "10"),
    ("COOKIE_SECURE", "true"),
    ("SERVE_HOST", "localhost"),
    ("SERVE_HOST", ""),
    ("SERVE_PORT", "0"),
    ("SERVE_PORT", "65536"),
    ("SERVE_WORKERS", "0"),
    ("SERVE_WORKERS", "many"),
    ("SERVE_THREADS", "-1"),
    ("SERVE_THREADS", "65"),
]


def read(**environ: str) -> Settings:
    return Settings.from_env({**GOOD, **environ})


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_value_stops_the_start_and_is_named(name: str, value: str) -> None:
    with pytest.raises(ConfigError, match=f"^{name} "):
        read(**{name: value})


def test_without_a_secret_there_is_no_start() -> None:
    with pytest.raises(ConfigError, match=r"^SECRET_KEY .*secrets\.token_urlsafe"):
        Settings.from_env({})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", "hunter2"),
        ("MAIL_URL", "http://me:hunter2@example.org"),
        ("TRANSLATION_ENGINE_URL", "libretranslate+https://me:hunter2@example.org"),
    ],
)
def test_a_refused_secret_is_not_repeated(name: str, value: str) -> None:
    with pytest.raises(ConfigError) as refused:
        read(**{name: value})
    assert "hunter2" not in str(refused.value)


def test_a_secret_is_all_that_must_be_set() -> None:
    settings = read()
    assert settings.database_url.startswith("sqlite:///")
    assert (settings.demo, settings.mail_url, settings.clock_file) == (False, None, None)


def test_a_demo_needs_nothing_at_all() -> None:
    assert Settings.from_env({"DEMO": "1"}).secret_key == DEMO_SECRET


def test_a_demo_may_have_its_clock_in_a_file() -> None:
    assert read(DEMO="1", CLOCK_FILE="clock.txt").clock_file == Path("clock.txt")


def test_the_database_stands_in_the_instance_folder_which_may_be_named_from_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = read(INSTANCE_DIR="somewhere")
    assert settings.database_url == f"sqlite:///{tmp_path}/somewhere/semana.db"
    assert settings.instance == tmp_path / "somewhere"


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_postgresql_is_understood(scheme: str) -> None:
    assert read(DATABASE_URL=f"{scheme}://db/semana").database_url == "postgresql+psycopg://db/semana"


@pytest.mark.parametrize(
    ("environ", "secure"),
    [
        ({"SITE_URL": "http://localhost:5000"}, False),
        ({"SITE_URL": "https://forum.example.org"}, True),
        ({"SITE_URL": "https://forum.example.org", "COOKIE_SECURE": "0"}, False),
        ({"SITE_URL": "http://localhost:5000", "COOKIE_SECURE": "1"}, True),
    ],
)
def test_cookies_are_secure_where_the_site_is(environ: dict[str, str], secure: bool) -> None:
    assert read(**environ).cookie_secure is secure


def test_addresses_are_kept_without_a_slash_at_the_end() -> None:
    assert read(SITE_URL="https://forum.example.org/").site_url == "https://forum.example.org"


def test_a_site_without_a_name_is_called_semana() -> None:
    assert read(SITE_NAME="  ").site_name == "Semana"
    assert read(SITE_NAME=" Foro ").site_name == "Foro"


def test_an_empty_mail_address_means_no_mail_server() -> None:
    assert read(MAIL_URL="").mail_url is None


def test_an_engine_is_off_until_its_address_is_set() -> None:
    assert read().translation_engine_url is None
    assert read(TRANSLATION_ENGINE_URL="", TRANSLATION_ENGINE_KEY="") == read()


@pytest.mark.parametrize("address", ["apertium+http://127.0.0.1:2737", "libretranslate+https://mt.example.org/api"])
def test_an_engines_address_says_which_engine_it_is(address: str) -> None:
    assert read(TRANSLATION_ENGINE_URL=f"{address}/").translation_engine_url == address


def test_settings_that_are_printed_tell_no_secret() -> None:
    settings = read(
        SECRET_KEY="hunter2" * 5,
        DATABASE_URL="postgresql://me:hunter2@localhost/semana",
        MAIL_URL="smtp://me:hunter2@mail.example.org",
        TRANSLATION_ENGINE_KEY="hunter2",
    )
    assert "hunter2" not in repr(settings)


# The page about them


def asked_for() -> set[str]:
    """The names that config.py asks the environment for."""
    words = (node.value for node in ast.walk(package()["board.config"].tree) if isinstance(node, ast.Constant))
    return {word for word in words if isinstance(word, str) and re.fullmatch(r"[A-Z][A-Z_]+", word)}


def test_every_setting_is_documented() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "docs/settings.md").read_text(), re.MULTILINE)
    assert sorted(asked_for()) == sorted(rows)


def test_every_documented_default_is_the_real_one() -> None:
    """A default that is written as code is one that the settings accept, and change nothing."""
    rows = re.findall(r"^\| `([A-Z_]+)` \| `([^`]+)` \|", (ROOT / "docs/settings.md").read_text(), re.MULTILINE)
    for name, default in rows:
        assert read(**{name: default}) == read(), name


def test_nothing_else_reads_the_environment() -> None:
    """Of the two that may, the demo hands it on to the processes that it starts, and a mail server names the
    recipient in a variable.
    """
    readers = {module.file for module in package().values() if "os.environ" in module.names()}
    assert readers == {"demo_commands.py", "incoming/commands.py"}


@pytest.mark.parametrize(
    ("content", "is_taken"),
    [
        ("-----BEGIN PRIVATE KEY-----\nMC4CAQ==\n-----END PRIVATE KEY-----\n", True),
        ("-----BEGIN RSA PRIVATE KEY-----\r\nMC4C\r\nAQ==\r\n-----END RSA PRIVATE KEY-----", True),
        (f"{'A' * 43}=\n", True),
        ("-----BEGIN PUBLIC KEY-----\nMC4CAQ==\n-----END PUBLIC KEY-----\n", False),
        ("-----BEGIN ENCRYPTED PRIVATE KEY-----\nMC4CAQ==\n-----END ENCRYPTED PRIVATE KEY-----\n", False),
        ("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nMC4\n-----END RSA PRIVATE KEY-----\n", False),
        ("v=DKIM1; k=rsa; p=MC4CAQ==", False),
        ("", False),
    ],
)
def test_mail_is_signed_with_a_private_key_alone(tmp_path: Path, content: str, is_taken: bool) -> None:
    file = tmp_path / "key"
    file.write_text(content)
    environ = {**GOOD, "MAIL_DKIM_KEY": str(file), "MAIL_DKIM_SELECTOR": "mails"}
    if is_taken:
        assert Settings.from_env(environ).mail_dkim_key == file
        return
    with pytest.raises(ConfigError, match="MAIL_DKIM_KEY"):
        Settings.from_env(environ)
