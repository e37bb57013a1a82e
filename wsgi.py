"""The entry point for servers (`granian --interface wsgi wsgi:app`) and for `flask --app wsgi …`."""

import os

from board import create_app
from board.config import Settings

app = create_app(Settings.from_env(os.environ))
