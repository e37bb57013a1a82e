"""What a forum needs before it begins: the lines of its checklist, in the order in which one does them."""

from __future__ import annotations

LINES = ("outlines", "readings", "questions", "respondents", "translators", "call", "conduct", "mail")
OPTIONAL = frozenset({"readings", "questions", "respondents", "translators", "call", "conduct"})
"""Lines that a forum may not need; an admin can leave them out."""
ASIDE, BACK = "checklist.aside", "checklist.back"
"""The acts that leave a line out, and that put it back."""
