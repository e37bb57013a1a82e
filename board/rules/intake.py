"""Rules for an application that came by mail and that an admin enters or imports."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

MAX_NAME = 120
MAX_EMAIL = 254
MAX_REGION = 80
MAX_DESCRIPTION = 5_000
MAX_EXPERIENCE = 10_000
"""In characters. 300 words are shorter than this; longer texts are refused before their words are counted."""


class Trouble(StrEnum):
    """What is wrong with an application or a person to add, or with the row that holds them."""

    SURPLUS = "surplus"
    UNSHOWABLE = "unshowable"
    UNKNOWN_KIND = "unknown_kind"
    NO_NAME = "no_name"
    LONG_NAME = "long_name"
    NO_EMAIL = "no_email"
    BAD_EMAIL = "bad_email"
    UNKNOWN_REGION = "unknown_region"
    UNKNOWN_LANGUAGE = "unknown_language"
    UNKNOWN_INTERFACE = "unknown_interface"
    LONG_DESCRIPTION = "long_description"
    LONG_EXPERIENCE = "long_experience"
    UNKNOWN_CHARACTERISTIC = "unknown_characteristic"
    UNKNOWN_WEEK = "unknown_week"
    UNKNOWN_ROLE = "unknown_role"
    UNKNOWN_CELL = "unknown_cell"
    SEVERAL_ADDRESSES = "several_addresses"


FIELDS = {
    Trouble.UNKNOWN_KIND: "kind", Trouble.NO_NAME: "name", Trouble.LONG_NAME: "name", Trouble.NO_EMAIL: "email",
    Trouble.BAD_EMAIL: "email", Trouble.UNKNOWN_REGION: "region", Trouble.UNKNOWN_LANGUAGE: "languages",
    Trouble.UNKNOWN_INTERFACE: "interface", Trouble.LONG_DESCRIPTION: "description",
    Trouble.LONG_EXPERIENCE: "experience", Trouble.UNKNOWN_CHARACTERISTIC: "characteristics",
    Trouble.UNKNOWN_WEEK: "week",
}  # fmt: skip
"""The field that each problem belongs to; a problem missing here concerns the row as a whole."""


class Fault(NamedTuple):
    """A problem, with what was typed or how much it is."""

    trouble: Trouble
    detail: str = ""
