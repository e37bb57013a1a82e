"""Forms of texts that cite: what is ticked in a list is put into the text as citations."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

from board.visible import Sight
from board.web.frame.citations import Kind, with_citations


def put_citations(
    sight: Sight, kind: Kind, form: Any, name: str, citable: Callable[[Collection[str]], Iterable[str]]
) -> None:
    """Add citations of what is ticked at the end of the form's text, and take the ticks off.

    ``name`` is the field of the ticks. ``citable`` returns those of the ticked keys that can be cited, in their order.
    """
    if ticked := set(form[name].data or ()):
        form.body.data = with_citations(sight, kind, form.body.data or "", list(citable(ticked)))
        form[name].data = []
