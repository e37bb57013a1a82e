"""The site to measure, as a server imports it: `bench.served:app`, in the folder that BENCH_FOLDER names."""

import os
from pathlib import Path

from bench.site import new_app

app = new_app(Path(os.environ["BENCH_FOLDER"]), os.environ.get("BENCH_DATABASE", ""))
