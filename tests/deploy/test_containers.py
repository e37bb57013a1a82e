"""The containers' files, as far as they can be looked at without containers."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from board.config import Settings
from tests.support.imports import ROOT

DEPLOY = ROOT / "deploy"
OTHERS = {
    "DATABASE_PASSWORD": "compose.yaml makes DATABASE_URL of it",
    "SEMANA_SERVER": "the Caddyfile's",
    "POSTGRES_USER": "PostgreSQL's",
    "POSTGRES_DB": "PostgreSQL's",
    "POSTGRES_PASSWORD": "PostgreSQL's",
    "PYTHONUNBUFFERED": "Python's",
}
KNOWN = set(re.findall(r'"([A-Z][A-Z_]+)"', (ROOT / "board" / "config.py").read_text())) | OTHERS.keys()


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
    return found


def names_in(example: str) -> set[str]:
    return set(re.findall(r"^#?([A-Z_]+)=", (DEPLOY / example).read_text(), flags=re.MULTILINE))


@pytest.mark.parametrize("example", [".env.example", "semana.env.example"])
def test_every_name_in_an_example_is_a_setting(example: str) -> None:
    assert {"SECRET_KEY", "SITE_URL", "MAIL_URL"} <= names_in(example) <= KNOWN


def test_every_name_that_the_containers_are_given_is_known(services: dict[str, Any]) -> None:
    given = {name for service in services.values() for name in service["environment"]}
    asked = set(re.findall(r"\$\{([A-Z_]+)", (DEPLOY / "compose.yaml").read_text()))
    image = set(re.findall(r"^(?:ENV|   ) ([A-Z_]+)=", (DEPLOY / "Dockerfile").read_text(), flags=re.MULTILINE))
    assert image == {"PYTHONUNBUFFERED", "INSTANCE_DIR", "SERVE_HOST"}
    assert given | asked | image <= KNOWN
    assert asked <= names_in(".env.example")


def test_the_services_fit_together(services: dict[str, Any]) -> None:
    assert set(services) == {"app", "worker", "database", "caddy"}
    assert services["caddy"]["environment"]["SEMANA_SERVER"] == "app:8000"
    assert "@database/" in services["app"]["environment"]["DATABASE_URL"]
    assert services["worker"]["environment"] == services["app"]["environment"]
    volumes = set(yaml.safe_load((DEPLOY / "compose.yaml").read_text())["volumes"])
    mounted = {one.split(":")[0] for service in services.values() for one in service["volumes"]}
    assert {one for one in mounted if not one.startswith("./")} == volumes
    assert all((DEPLOY / one).exists() for one in mounted if one.startswith("./"))
    assert all("ports" not in service for name, service in services.items() if name != "caddy")


def test_what_dumps_the_database_is_as_new_as_it(services: dict[str, Any]) -> None:
    """Debian trixie, on which the image is built, has the programs of PostgreSQL 17."""
    assert "-slim-trixie\n" in (DEPLOY / "Dockerfile").read_text()
    assert services["database"]["image"] == "postgres:17"


def test_the_image_copies_what_is_there_and_let_through() -> None:
    copied = re.findall(r"^COPY (.*) \S+$", (DEPLOY / "Dockerfile").read_text(), flags=re.MULTILINE)
    sources = {source for line in copied for source in line.split()}
    assert all((ROOT / source).exists() for source in sources)
    ignore = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in ignore
    assert {line[1:] for line in ignore if line.startswith("!")} == sources


def test_the_printed_command_makes_the_file_with_secrets_of_its_own(tmp_path: Path) -> None:
    example = shutil.copy(DEPLOY / ".env.example", tmp_path)
    command = next(line for line in Path(example).read_text().splitlines() if "openssl" in line).lstrip("# ")
    assert f"\n{command}\n" in (ROOT / "docs" / "operating.md").read_text()
    subprocess.run(["sh", "-euc", command], cwd=tmp_path, check=True, timeout=20)
    made = tmp_path / ".env"
    assert made.stat().st_mode & 0o777 == 0o600
    found = dict(line.replace("'", "").split("=", 1) for line in made.read_text().splitlines() if line[:1].isalpha())
    assert len(found["DATABASE_PASSWORD"]) == 48
    url = f"postgresql://semana:{found['DATABASE_PASSWORD']}@database/semana"
    assert Settings.from_env({**found, "DATABASE_URL": url}).secret_key == found["SECRET_KEY"]
