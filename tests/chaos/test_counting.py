"""The harness counts what it is there to count: a post that is lost, doubled or somebody else's, an answer too late."""

from __future__ import annotations

import http.client
import random
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bench.chaos import crowd, disks, programs, watch
from bench.chaos.__main__ import SCENARIOS, main, parse, played_on
from bench.chaos.browser import Answer, form_of
from bench.chaos.pages import Seen
from bench.chaos.places import Places
from bench.chaos.programs import Program, run, stop_everything, until
from bench.chaos.site import Run
from bench.chaos.tally import Tally, table
from bench.chaos.writing import Ledger, Refused, Writer

ANA, JORGE = "ana@example.org", "jorge@example.org"
FORM = '<form id="new-thread" action="/open"><input name="once" value="o"><textarea name="body"></textarea></form>'


def page(body: str = "", status: int = 200, **headers: str) -> Answer:
    return Answer(status, {"content-type": "text/html", **headers}, body.encode())


def settled(posts: Callable[[list[str]], list[tuple[str, str]]]) -> dict[str, int]:
    """What is counted where Ana posted three times, all were acknowledged, and the database has these."""
    ledger, tally = Ledger(), Tally()
    marks = [ledger.new_mark("test", ANA) for _ in range(3)]
    for mark in marks:
        ledger.acknowledge(mark)
    ledger.settle(posts(marks), tally)
    return {name: number for name, number in tally.counts.items() if number}


def test_what_is_there_once_is_no_fault() -> None:
    assert settled(lambda marks: [(f"{mark} words", ANA) for mark in marks]) == {"acknowledged": 3}


def test_a_lost_post_is_counted() -> None:
    assert settled(lambda marks: [(mark, ANA) for mark in marks[1:]]) == {"acknowledged": 3, "lost": 1}


def test_a_doubled_post_is_counted() -> None:
    assert settled(lambda marks: [(mark, ANA) for mark in [*marks, marks[0]]]) == {"acknowledged": 3, "doubled": 1}


def test_a_post_under_another_name_is_counted() -> None:
    found = settled(lambda marks: [(marks[0], JORGE), (marks[1], ANA), (marks[2], ANA)])
    assert found == {"acknowledged": 3, "wrong": 1}


def test_a_post_that_nobody_acknowledged_may_be_there_but_once() -> None:
    ledger, tally = Ledger(), Tally()
    mark = ledger.new_mark("test", ANA)
    ledger.settle([], tally)
    ledger.settle([(mark, ANA)], tally)
    assert tally.faults == 0
    ledger.settle([(mark, ANA), (mark, ANA)], tally)
    assert tally.counts["doubled"] == 1


def test_a_mark_is_no_part_of_another() -> None:
    ledger, tally = Ledger(), Tally()
    marks = [ledger.new_mark("test", ANA) for _ in range(11)]
    ledger.acknowledge(marks[1])
    ledger.settle([(marks[10], ANA)], tally)
    assert tally.counts["lost"] == 1


class Line:
    """A browser whose line is cut or disturbed so often, and then holds."""

    def __init__(self, *troubles: Exception | Answer) -> None:
        self.troubles = list(troubles)
        self.sent: list[dict[str, str]] = []

    def get(self, _path: str) -> Answer:
        return page(FORM)

    def post(self, _path: str, fields: dict[str, str]) -> Answer:
        self.sent.append(fields)
        if self.troubles:
            trouble = self.troubles.pop(0)
            if isinstance(trouble, Exception):
                raise trouble
            return trouble
        return page(status=303, location="/thread")


def writer_on(line: Line) -> Writer:
    return Writer(line, ANA, Ledger(), "test", "/week")  # type: ignore[arg-type]


def test_what_got_no_answer_is_sent_again_from_the_same_form() -> None:
    writer = writer_on(Line(http.client.RemoteDisconnected(), ConnectionResetError(), page(status=502)))
    mark = writer.post()
    sent = writer.browser.sent  # type: ignore[attr-defined]
    assert len(sent) == 4
    assert {(one["once"], one["body"]) for one in sent} == {("o", mark)}
    assert writer.ledger.acknowledged == {mark}
    assert len(writer.troubles) == 3


@pytest.mark.parametrize("trouble", [page(status=403), page(status=422), page(status=200)])
def test_what_is_not_taken_is_not_acknowledged(trouble: Answer) -> None:
    writer = writer_on(Line(trouble))
    with pytest.raises(Refused):
        writer.post()
    assert not writer.ledger.acknowledged


def test_patience_ends() -> None:
    writer = writer_on(Line(*[ConnectionResetError() for _ in range(9)]))
    with pytest.raises(TimeoutError):
        writer.post(patience=0)


def test_one_fault_makes_the_table_and_the_exit_code_unsound() -> None:
    tally = Tally()
    assert not tally.is_sound  # nothing was asked of the site
    tally.count("acknowledged", times=5)
    assert tally.is_sound
    tally.check(False, "a fault", "failed")
    assert not tally.is_sound
    shown = table([("kills, sqlite", tally)])
    assert [cell.strip() for cell in shown.splitlines()[-1].split("|")[1:-1]] == [
        "kills, sqlite",
        "5",
        "0",
        "0",
        "0",
        "1",
    ]


@pytest.mark.parametrize("trouble", [None, RuntimeError("broken off")])
def test_the_exit_code_says_whether_all_is_sound(monkeypatch: pytest.MonkeyPatch, trouble: Exception | None) -> None:
    def play(run: Any) -> None:
        run.tally.count("acknowledged")
        if trouble:
            raise trouble

    monkeypatch.setattr("bench.chaos.clock_back.play", play)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    assert main(["clock-back", "--short", "--database", "sqlite"]) == (1 if trouble else 0)


def test_every_scenario_is_in_the_short_form() -> None:
    for scenario in SCENARIOS:
        assert set(scenario.SHORT) <= set(scenario.DATABASES)
        assert played_on(scenario, parse(["--short"])) == list(scenario.SHORT) != []
        assert played_on(scenario, parse([])) == list(scenario.DATABASES)


# What the crowd is told


def crowd_of(told: Answer) -> Any:
    run = SimpleNamespace(tally=Tally())
    survey = crowd.Survey({("ana", "/"): Seen.of(told)}, {"ana": "k1"})
    return crowd.Crowd(SimpleNamespace(run=run), survey), run.tally  # type: ignore[arg-type]


def full(words: str, key: str = "k1", mark: str = "t") -> Answer:
    return page(f'<html><meta name="csrf-token" content="{mark}"><meta name="user-key" content="{key}">{words}</html>')


def test_another_token_is_the_same_answer() -> None:
    many, tally = crowd_of(full("words"))
    many._judge("ana", "/", full("words", mark="other"))
    assert tally.faults == 0
    assert many._strange == {}


@pytest.mark.parametrize(
    "answer",
    [full("words", key="k2"), page("<html>words"), page("<html>busy</html>", 503)],
    ids=["other", "cut", "503"],
)
def test_a_wrong_answer_is_counted(answer: Answer) -> None:
    many, tally = crowd_of(full("words"))
    many._judge("ana", "/", answer)
    assert tally.counts["wrong"] == 1


def test_another_answer_is_wrong_unless_one_visitor_alone_gets_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    many, tally = crowd_of(full("words"))
    many._judge("ana", "/", full("later words"))
    many._judge("ana", "/", full("strange words"))
    monkeypatch.setattr(crowd, "visitor", lambda *_: SimpleNamespace(get=lambda _path: full("later words")))
    crowd.compare_again(SimpleNamespace(run=SimpleNamespace(tally=tally)), many._strange)  # type: ignore[arg-type]
    assert tally.counts["wrong"] == 1


@pytest.mark.parametrize(
    ("line", "faults"),
    [("0.990 200", 0), ("1.010 200", 1), ("0.010 503", 1), ("0.010 ConnectionRefusedError", 1), ("9.000 stalled", 1)],
)
def test_the_watch_counts_what_is_late_or_not_well(tmp_path: Path, line: str, faults: int) -> None:
    log = tmp_path / "log"
    log.write_text(f"{line}\n")
    tally = Tally()
    run = SimpleNamespace(tally=tally, patience=1.0, say=lambda _words: None)
    watch.judge(SimpleNamespace(run=run), log)  # type: ignore[arg-type]
    assert tally.faults == faults  # what was asked only while the machine stood still says nothing: that is a fault too


# What the harness is made of


def test_a_form_is_filled_in_as_a_browser_does() -> None:
    html = (
        '<form id="a" action="/x?a=1&amp;b=2"><input name="t" value="1"><input type="checkbox" name="c" value="1">'
        '<textarea name="body">\n&lt;kept&gt;</textarea><select name="s"><option value="">-</option>'
        '<option value="2" selected>two</option></select></form>'
    )
    form = form_of(html, 'id="a"')
    assert form.action == "/x?a=1&b=2"
    assert form.fields == {"t": "1", "body": "<kept>", "s": "2"}


def test_nothing_is_left_running(tmp_path: Path) -> None:
    program = Program(["http.server", "0", "--bind", "127.0.0.1"], {"PATH": "/usr/bin:/bin"}, tmp_path / "log")
    program.start()
    assert program.is_running
    stop_everything()
    assert not program.is_running


def test_a_command_is_not_left_running_either() -> None:
    ended: list[int] = []
    thread = threading.Thread(
        target=lambda: ended.append(run(["http.server", "0"], {"PATH": "/usr/bin:/bin"}).returncode)
    )
    thread.start()
    until(lambda: bool(programs._commands), 5)
    stop_everything()
    thread.join(5)
    assert ended == [-signal.SIGKILL]


def test_a_limit_looks_like_a_disk_without_room(tmp_path: Path) -> None:
    program = Program(["http.server", "0", "--bind", "127.0.0.1"], {"PATH": "/usr/bin:/bin"}, tmp_path / "log")
    program.start()
    try:
        disks.limit_files([program.pid], disks.NOTHING)
        limits = Path(f"/proc/{program.pid}/limits").read_text()
        assert [line.split()[3] for line in limits.splitlines() if line.startswith("Max file size")] == ["0"]
    finally:
        program.stop()


def test_no_disk_is_left(tmp_path: Path) -> None:
    with disks.small_disk(tmp_path, 1) as made:
        assert tmp_path.is_mount() == made
        disks.unmount_everything()
        assert not tmp_path.is_mount()


def test_waiting_ends() -> None:
    assert until(threading.Event().is_set, 0.01) is False
    assert until(lambda: True, 0) is True


def test_each_database_has_a_folder_of_its_own(tmp_path: Path) -> None:
    """Both may be played, and neither finds the backups and disks of the other."""
    rng = random.Random(0)  # noqa: S311
    runs = [Run(kind, True, rng, Places(tmp_path), 1.0, print) for kind in ("sqlite", "postgresql")]
    assert len({run.folder for run in runs}) == 2
    assert all(run.folder.is_dir() for run in runs)
