"""When to collect garbage with several threads on a Python older than 3.12.

Up to Python 3.11 the cyclic garbage collector starts inside whatever allocation reaches its threshold, even in the
middle of a library's C code, and its callbacks let other threads run at that point. With several threads that has
ended processes with a segmentation fault: on 3.11.2 and 3.11.7, with SQLite and PostgreSQL, never with the collector
off, with one thread, or on 3.13. Since 3.12 the collector waits for a safe point between two Python instructions. Here
it waits for the beginning of a request, which is also safe.
"""

from __future__ import annotations

import gc
import sys

from flask import Flask

WAITS_BY_ITSELF = sys.version_info >= (3, 12)


def wait_for_requests(app: Flask) -> None:
    """Collect garbage at the beginning of requests only, from the first request on."""

    @app.before_request
    def _collect() -> None:
        gc.disable()
        collect_what_is_due()


def collect_what_is_due() -> int | None:
    """Collect the oldest generation whose count exceeds its threshold, as the collector does; return which, if any.

    The counts continue while the collector is off.
    """
    for generation in (2, 1, 0):
        if gc.get_count()[generation] > gc.get_threshold()[generation]:
            gc.collect(generation)
            return generation
    return None
