"""The entry point for servers (`granian --interface wsgi wsgi:app`) and for `flask --app wsgi …`."""

import gc
import os

from board import create_app
from board.config import Settings

app = create_app(Settings.from_env(os.environ))
gc.freeze()  # what is made at the start stays: the collector need not go through it again and again
