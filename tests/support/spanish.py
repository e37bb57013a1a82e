"""The Spanish of the pages, from the catalogue."""

from __future__ import annotations

from tests.support.spoken import speaker

in_spanish = speaker("es")
