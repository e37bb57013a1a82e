"""Compare pages with one that shows a line to anyone signed in: a thread of 100 translated posts, and searches in
10,000 posts. Compare our server with a plain one, PDFs of proceedings with plain paragraphs, and digests for many
members with digests for few, by the processor time that each needs.

Compared pages are requested alternately, in one run. Exit with 1 if something is slower than its floor.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from bench import digests, long_thread, pages, proceedings, search, serving


def main() -> int:
    slow = []
    for bench in (long_thread, pages, search, serving, proceedings, digests):
        with tempfile.TemporaryDirectory() as folder:
            for name, ratio, floor in bench.measure(Path(folder)):
                print(f"{name}: median ratio {ratio:.3f} (floor {floor:.3f})")
                slow += [name] * (ratio < floor)
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
