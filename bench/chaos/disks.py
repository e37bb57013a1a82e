"""Disks in trouble: a small disk that fills up, a disk that becomes read-only."""

from __future__ import annotations

import os
import resource
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_mounted: list[Path] = []
NOTHING = 0
ANYTHING = resource.RLIM_INFINITY


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[bool]:
    """Mount a small file system in this folder, if this machine allows it; yield whether it did."""
    folder.mkdir(parents=True, exist_ok=True)
    made = _mount("-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "semana-chaos", str(folder))
    if made:
        _mounted.append(folder)
    try:
        yield made
    finally:
        if made:
            _unmount(folder)


def unmount_everything() -> None:
    """Leave no disk of ours mounted, whatever happened."""
    for folder in list(_mounted):
        _unmount(folder)


def _unmount(folder: Path) -> None:
    subprocess.run(["umount", "--lazy", str(folder)], check=False, capture_output=True)
    with suppress(ValueError):
        _mounted.remove(folder)


def make_read_only(folder: Path, yes: bool) -> bool:
    """Make a disk of ours read-only or writable; return whether it worked: not while somebody writes to it."""
    return _mount("-o", f"remount,{'ro' if yes else 'rw'}", str(folder))


def _mount(*arguments: str) -> bool:
    if os.geteuid() != 0:
        return False
    return subprocess.run(["mount", *arguments], check=False, capture_output=True).returncode == 0


class Ballast:
    """A file that takes the free space of a disk."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "ballast"

    def fill(self, leave: int) -> None:
        """Leave no more than so many bytes free."""
        disk = os.statvfs(self._file.parent)
        with self._file.open("ab") as file:
            file.write(b"\0" * max(0, disk.f_bavail * disk.f_frsize - leave))

    def remove(self) -> None:
        self._file.unlink(missing_ok=True)


def limit_files(pids: Iterable[int], size: int) -> None:
    """Limit the size of files in these processes, which looks like a full disk to them; with NOTHING they can write
    nothing.
    """
    for pid in pids:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
