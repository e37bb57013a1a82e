"""`python -m bench.chaos [scenario …] [--short] [--database sqlite|postgresql|both] [--seed N]`

Print what happens, then one table; exit with 1 unless everything except the acknowledged column is zero.
"""

from __future__ import annotations

import argparse
import random
import shutil
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import FrameType, ModuleType

from bench.chaos import (
    backup,
    bodies,
    clock_back,
    crowd,
    disks,
    full_disk,
    kills,
    postgres_restart,
    programs,
    read_only,
    smtp_trouble,
    worker_kills,
)
from bench.chaos.places import Places
from bench.chaos.site import Run
from bench.chaos.tally import Tally, table

SCENARIOS: tuple[ModuleType, ...] = (
    crowd,
    kills,
    worker_kills,
    postgres_restart,
    full_disk,
    read_only,
    clock_back,
    smtp_trouble,
    bodies,
    backup,
)
"""Each has a NAME, the DATABASES on which it is played, those of the SHORT form, and ``play``."""
BY_NAME = {scenario.NAME: scenario for scenario in SCENARIOS}
KINDS = ("sqlite", "postgresql")


def main(arguments: Sequence[str]) -> int:
    asked = parse(arguments)
    seed = asked.seed if asked.seed is not None else random.SystemRandom().randrange(10**6)
    say(f"seed {seed}")
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    with tempfile.TemporaryDirectory(prefix="chaos-", ignore_cleanup_errors=True) as folder:
        places = Places(Path(folder))
        try:
            return report(played(asked, seed, places))
        except BaseException:
            programs.stop_everything(for_good=True)
            raise
        finally:
            programs.stop_everything()
            disks.unmount_everything()
            for log in places.logs() if asked.logs else ():
                shutil.copy(log, asked.logs)
            places.close()


def played(asked: argparse.Namespace, seed: int, places: Places) -> list[tuple[str, Tally]]:
    """Play everything and return the lines of the table. The short form plays on both databases at once, in two
    threads.

    The main thread only waits, so that it can be interrupted at any moment.
    """
    lines: list[tuple[str, Tally]] = []
    games = [(name, kind) for name in asked.scenario or BY_NAME for kind in played_on(BY_NAME[name], asked)]
    lanes = [[game for game in games if game[1] == kind] for kind in KINDS] if asked.short else [games]

    def play(lane: Sequence[tuple[str, str]]) -> None:
        for name, kind in lane:
            if programs.is_over():
                return
            lines.append((f"{name}, {kind}", _played(name, kind, seed, places, asked)))

    threads = [threading.Thread(target=play, args=(lane,), daemon=True) for lane in lanes]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        time.sleep(0.2)
    order = [f"{name}, {kind}" for name, kind in games]
    return sorted(lines, key=lambda line: order.index(line[0]))


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.chaos", description="What the site stands.")
    parser.add_argument(
        "scenario", nargs="*", choices=[*BY_NAME, []], metavar="scenario", help=f"which; all: {', '.join(BY_NAME)}"
    )
    parser.add_argument("--short", action="store_true", help="a minute and a half in all, instead of an hour")
    parser.add_argument("--database", choices=[*KINDS, "both"], default="both")
    parser.add_argument("--seed", type=int, help="repeat what a run did by chance")
    parser.add_argument("--patience", type=float, default=1.0, help="seconds in which /healthz has to answer")
    parser.add_argument("--logs", type=Path, help="an existing folder for what the programs said")
    return parser.parse_args(arguments)


def played_on(scenario: ModuleType, asked: argparse.Namespace) -> list[str]:
    """Return the databases of a scenario; in the short form one is enough if both would show the same."""
    chosen = scenario.SHORT if asked.short and asked.database == "both" else scenario.DATABASES
    return [kind for kind in chosen if asked.database in (kind, "both")]


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _played(name: str, kind: str, seed: int, places: Places, asked: argparse.Namespace) -> Tally:
    """Play a scenario and return its line of the table. A scenario that breaks off counts as a fault."""
    began = time.monotonic()

    def tell(words: str) -> None:
        say(f"{name}, {kind} [{time.monotonic() - began:4.0f} s] {words}")

    run = Run(kind, asked.short, random.Random(f"{seed} {name} {kind}"), places, asked.patience, tell)  # noqa: S311
    try:
        BY_NAME[name].play(run)
    except Exception as trouble:
        run.tally.count("wrong", f"broken off: {trouble!r}")
        traceback.print_exc()
    tell("sound" if run.tally.is_sound else "NOT SOUND")
    return run.tally


def say(words: str) -> None:
    print(words, flush=True)


def report(lines: Sequence[tuple[str, Tally]]) -> int:
    """Print the faults and the table; return the exit code."""
    for name, tally in lines:
        for note in tally.notes:
            say(f"{name}: {note}")
    say("\n" + table(lines))
    return 0 if lines and all(tally.is_sound for _, tally in lines) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
