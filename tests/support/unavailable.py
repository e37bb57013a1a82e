"""The page that a proxy shows while no server answers, made from the site's own page:

python -m tests.support.unavailable     writes deploy/unavailable.html
"""

from __future__ import annotations

import re
from pathlib import Path

from board import create_app
from board.config import ROOT, Settings
from board.rules.languages import INTERFACE
from board.web import outage

FILE = ROOT / "deploy" / "unavailable.html"
STYLE = """
:root { color-scheme: light dark; }
body { margin: 0; padding: 6vh 1.5rem; font: 100%/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 38rem; margin: 0 auto; }
section + section { margin-top: 3rem; }
h1, h2 { font: bold 1.5rem/1.25 Georgia, serif; margin: 0 0 .75rem; }
"""


def made() -> str:
    """Return the page in every language, with its style inside: the proxy may have no other file."""
    app = create_app(Settings.from_env({"SECRET_KEY": "x" * 32, "DATABASE_URL": "sqlite:///:memory:"}))
    with app.app_context():
        html = outage.page([outage.away(language) for language in INTERFACE], style=STYLE)
    return re.sub(r"\n\s*\n+", "\n", html).strip() + "\n"


def write(path: Path = FILE) -> None:
    path.write_text(made())


if __name__ == "__main__":
    write()
