"""Posts that are hard to take apart and to put together again, in Spanish, as people type or paste them."""

from __future__ import annotations

import re
from pathlib import Path

from tests.text import awkward

POST = re.compile(r"^%% (.+)\n((?:(?!%% ).*\n?)*)", re.MULTILINE)
"""A line with its name, then what was typed."""

MORE = {name: typed.strip("\n") for name, typed in POST.findall(Path(__file__).with_suffix(".txt").read_text("utf-8"))}
LONG = {
    "a very long word": f"La {'super' * 40}burocracia y https://example.org/{'a' * 300} son largas.",
    "a long sentence": f"{'Los contratos pequeños, ' * 60}al fin, ayudan.",
}
ALL = {one.name: one.source for one in awkward.ALL} | MORE | LONG
