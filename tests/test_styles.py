"""How the style sheet is written: layers, tokens, and one small file per component; and that it is served as one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from board.config import ROOT
from board.web import styles
from board.web.scripts import version_of
from tests.support.client import Client

FOLDER = ROOT / "static" / "css"
FILES = sorted(FOLDER.glob("*.css"))
LAYERS, TOKENS = FOLDER / "_layers.css", FOLDER / "tokens.css"
COMPONENTS = [path for path in FILES if path != LAYERS]

COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
STRING = re.compile(r'"[^"]*"')
CONDITION = re.compile(r"@(?:media|container)[^{]*|@page[^}]*\}")
"""Where no custom property may stand."""
LENGTH = re.compile(r"(?<![\w.-])-?(?:\d+\.?\d*|\.\d+)(?:px|rem|pt|pc|cm|mm|in|Q)\b")
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b(?=[^{}]*[;}])|\b(?:rgb|hsl|oklch|color)a?\(")
LAYER = re.compile(r"@layer ([\w-]+) \{\n.*\n\}\n", re.DOTALL)
PROPERTY = re.compile(r"(?<![\w-])(--[\w-]+)\s*:")
USED = re.compile(r"var\((--[\w-]+)")
CLASS = re.compile(r"\.(-?[a-zA-Z][\w-]*)")
FROM_THE_LIBRARY = {"htmx-request", "htmx-added"}


def read(path: Path) -> str:
    """Return a file's style without its comments."""
    return COMMENT.sub("", path.read_text(encoding="utf-8"))


def magic(style: str) -> list[str]:
    """Return the colours and fixed lengths in a style that have no name."""
    said = CONDITION.sub("", STRING.sub("", style))
    lengths = [length for length in LENGTH.findall(said) if length not in ("1px", "-1px")]
    return lengths + COLOUR.findall(said)


def test_each_component_is_a_small_file() -> None:
    assert len(FILES) > 20
    assert [path.name for path in FILES if len(path.read_text().splitlines()) > 250] == []
    assert [path.name for path in FILES if any(len(line) > 120 for line in path.read_text().splitlines())] == []


def test_the_order_of_the_layers_is_said_once_and_first() -> None:
    assert FILES[0] == LAYERS
    assert [path.name for path in FILES if re.search(r"@layer [^{]*;", read(path))] == [LAYERS.name]


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_each_file_is_within_one_layer(path: Path) -> None:
    order = re.search(r"@layer (.+);", read(LAYERS))
    layer = LAYER.fullmatch(read(path).lstrip())
    assert order
    assert layer
    assert layer[1] in order[1].split(", ")
    assert read(path).count("@layer") == 1
    assert read(path).count("{") == read(path).count("}")


@pytest.mark.parametrize("path", COMPONENTS, ids=lambda path: path.stem)
def test_nothing_is_important(path: Path) -> None:
    assert "!important" not in read(path)


def test_nothing_moves_for_anyone_who_asked_for_no_motion() -> None:
    """The states win over every component, so what moves has to stand in one."""
    moving = [path.stem for path in COMPONENTS if re.search(r"(?:animation|transition): (?!none)", read(path))]
    still = re.search(r"reduced-motion: reduce\) \{\s*(.+?) \{ (.+?) \}", read(FOLDER / "states.css"))
    assert "post" in moving
    assert "states" not in moving
    assert still
    assert still.groups() == ("*, ::before, ::after", "animation: none; transition: none; scroll-behavior: auto;")


@pytest.mark.parametrize("path", [path for path in COMPONENTS if path != TOKENS], ids=lambda path: path.stem)
def test_every_colour_and_length_has_a_name(path: Path) -> None:
    """0, 1px and what is relative to its own text or window need none."""
    assert magic(read(path)) == []


def test_what_has_no_name_is_found() -> None:
    style = (
        "@media (max-width: 47em) { #page { margin: 0 -.5rem; border: 1px solid #0b595e; top: 12px; width: 36em; } }"
    )
    assert magic(style) == ["-.5rem", "12px", "#0b595e"]
    assert magic(
        "a { color: rgb(0 0 0); } @page { margin: 2cm; } @container (min-width: 40rem) { b { left: 0; } }"
    ) == ["rgb("]


def test_every_token_is_used_and_no_other() -> None:
    everything = "".join(map(read, FILES))
    assert set(USED.findall(everything)) == set(PROPERTY.findall(read(TOKENS)))


def test_every_class_with_a_style_is_on_some_page() -> None:
    code = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "static").glob("*.js"), *(ROOT / "board").rglob("*.py")]
    words = set(re.findall(r"[\w-]+", "\n".join(path.read_text(encoding="utf-8") for path in code)))
    styled = {name for path in FILES for name in CLASS.findall(STRING.sub("", read(path)))}
    assert len(styled) > 100
    assert styled - words - FROM_THE_LIBRARY == set()


def test_what_is_served_is_all_files_joined(app: Flask, client: Client) -> None:
    client.careful = False
    address = f"/static/{app.extensions['static_version']}/site.css"
    answer = client.get(address)
    assert answer.data == styles.joined(FOLDER)
    assert answer.mimetype == "text/css"
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    assert client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert client.get("/static/site.css").data == answer.data


def test_joining_loses_comments_and_needless_space_only(tmp_path: Path) -> None:
    (tmp_path / "b.css").write_text("@layer base {\n  /* why\n  */\n  a { color: var(--ink); } /* so */\n}\n")
    (tmp_path / "_layers.css").write_text("@layer base;\n")
    (tmp_path / "c.css").write_text(
        'b::before { content: " ;  } "; width: calc(1em - 2px); }\n.a :is(b, i) { left: 0; }\n'
    )
    served = '@layer base;@layer base{a{color:var(--ink)}}b::before{content:" ;  } ";width:calc(1em - 2px)}'
    served += ".a :is(b,i){left:0}"
    assert styles.joined(tmp_path).decode() == served


def test_another_style_is_another_version(tmp_path: Path) -> None:
    (tmp_path / "css").mkdir()
    (tmp_path / "css" / "post.css").write_text("a {}")
    before = version_of(tmp_path)
    (tmp_path / "css" / "post.css").write_text("b {}")
    assert version_of(tmp_path) != before


def test_a_script_is_served_without_the_lines_that_are_comments(app: Flask, client: Client) -> None:
    client.careful = False
    address = f"/static/{app.extensions['static_version']}/page.js"
    answer = client.get(address)
    written = (ROOT / "static" / "page.js").read_text(encoding="utf-8").splitlines()
    assert answer.text.splitlines() == [line for line in written if not line.lstrip().startswith("//")]
    assert (answer.mimetype, answer.content_type) == ("text/javascript", "text/javascript; charset=utf-8")
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    assert client.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert client.get("/static/page.js").data == answer.data


def test_no_line_of_a_script_that_only_looks_like_a_comment_is_lost() -> None:
    """A text over several lines, between backquotes, could hold such a line."""
    for path in (ROOT / "static").glob("*.js"):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            assert line.lstrip().startswith("//") or line.count("`") % 2 == 0, f"{path.name}:{number}"
