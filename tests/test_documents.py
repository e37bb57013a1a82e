"""What README and docs/ lead to is in every clone: a picture that git ignores is not."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support import routes
from tests.test_house import ROOT

DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"""\]\(([^)\s]+)\)|(?:src|href)="([^"]+)\"""")
MAX_PICTURE = 150 * 1024


def local_links(path: Path) -> list[str]:
    """Where the links and pictures of a document lead within the project, from its root."""
    found = [one or other for one, other in LINK.findall(path.read_text())]
    paths = [link.partition("#")[0] for link in found if not re.match(r"[a-z]+:", link)]
    return [str((path.parent / link).resolve().relative_to(ROOT)) for link in paths if link]


def tracked(path: str) -> bool:
    """Whether a clone has it; in an unpacked archive, whether it is there."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        return (ROOT / path).exists()
    command = [git, "-c", "safe.directory=*", "ls-files", "--", path]
    return bool(subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_local_link_leads_to_what_a_clone_has(path: Path) -> None:
    assert [link for link in local_links(path) if not tracked(link)] == []


def test_the_readmes_links_are_found() -> None:
    assert {"docs/screenshots/thread-wide.png", "docs/screenshots/week-wide.png", "docs/settings.md", "LICENSE"} <= set(
        local_links(DOCUMENTS[0])
    )


def test_pictures_are_small() -> None:
    pictures = list((ROOT / "docs/screenshots").glob("*.png"))
    assert pictures
    assert [picture.name for picture in pictures if picture.stat().st_size > MAX_PICTURE] == []


def test_the_table_of_routes_is_the_codes() -> None:
    """`make routes` writes it anew."""
    assert routes.FILE.read_text() == routes.made()


@pytest.mark.parametrize("path", [path for path in DOCUMENTS if path != routes.FILE], ids=lambda path: path.name)
def test_every_file_that_a_document_names_is_there(path: Path) -> None:
    """`visible/gate.py` from the root or from board/; a name alone may stand in any folder."""
    named = re.findall(r"`((?:[\w.]+/)*\w+\.(?:py|js|html|md|toml))`", path.read_text())
    folders = (ROOT, ROOT / "board", ROOT / "board/web")
    there = {file.name for folder in ("board", "bench", "tests", "static") for file in (ROOT / folder).rglob("*.*")}
    lost = [name for name in named if not any((folder / name).exists() for folder in folders)]
    assert [name for name in lost if "/" in name or name not in there] == []
