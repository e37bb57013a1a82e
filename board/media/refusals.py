"""Why a picture or a file is not taken."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """What is wrong with an upload; its words are in `web/attaching.py`."""

    EMPTY = "empty"
    TOO_LARGE = "too large"
    NOT_A_PICTURE = "not a picture"
    HEIC = "heic"
    TOO_MANY_PIXELS = "too many pixels"
    BROKEN = "broken"
    BUSY = "busy"
    NOT_A_DOCUMENT = "not a document"
    MACROS = "macros"


class Unusable(ValueError):
    """The upload is not taken."""

    def __init__(self, reason: Reason, megapixels: int = 0, most: int = 0) -> None:
        super().__init__(reason)
        self.reason, self.megapixels, self.most = reason, megapixels, most
