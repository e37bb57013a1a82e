"""Names of headers, which whoever asks thinks up."""

from __future__ import annotations

import tracemalloc

from board.serving.wsgi import key_of


def test_names() -> None:
    long = b"x-" + 70 * b"a"
    assert [key_of(name) for name in (b"accept-language", b"content-type", b"content-length", b"a_b", long)] == [
        "HTTP_ACCEPT_LANGUAGE",
        "CONTENT_TYPE",
        None,
        None,
        f"HTTP_X_{70 * 'A'}",
    ]


def test_long_names_fill_no_memory() -> None:
    tracemalloc.start()
    try:
        for number in range(50):
            key_of(f"x-{number}-{60_000 * 'a'}".encode())
        kept, _most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert kept < 500_000
