"""The synthesis: the matrix, the codebook, passages in its cells, policy elements, and summaries."""

from __future__ import annotations

from flask import Flask

from board.web.synthesis import (
    abstracts,
    agreement,
    cells,
    checking,
    codebook,
    coding,
    elements,
    excerpts,
    matrix,
    passages,
    quoted,
    themes,
    together,
)

DOORS = (
    matrix,
    cells,
    together,
    themes,
    codebook,
    excerpts,
    passages,
    coding,
    agreement,
    abstracts,
    elements,
    quoted,
    checking,
)


def connect(app: Flask) -> None:
    """Register the routes of this area."""
    for door in DOORS:
        app.register_blueprint(door.blueprint)
