"""The second run of browser tests that failed: each alone, and those that pass now are listed.

A browser on a busy machine may be too slow once. A test that is listed twice has a bug, or finds one.
"""

from __future__ import annotations

import pytest

NOTED = "semana/passed-once-more"
"""Where pytest's cache keeps how often each test has passed only in its second run."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--once-more", action="store_true", help="list what passes; to be used with --last-failed")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    passed = [report.nodeid for report in terminalreporter.stats.get("passed", ())]
    if not config.getoption("once_more", default=False) or not passed:
        return
    assert config.cache is not None
    times: dict[str, int] = config.cache.get(NOTED, {})
    times |= {test: times.get(test, 0) + 1 for test in passed}
    config.cache.set(NOTED, times)
    terminalreporter.section("passed only when run once more, alone")
    for test in passed:
        again = f" ({times[test]} times on this machine: mend it)" if times[test] > 1 else ""
        terminalreporter.line(test + again)
