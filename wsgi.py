"""The entry point for `flask --app wsgi serve`, for its other commands, and for whoever serves `wsgi:app` otherwise."""

import gc
import os

from board import collecting, create_app, schema
from board.config import Settings
from board.setting_values import ConfigError

try:
    app = create_app(Settings.from_env(os.environ))
except ConfigError as reason:
    raise SystemExit(f"Semana does not start. {reason}") from None
if schema.is_imported_by_a_server():
    schema.check_before_serving(app)
if not collecting.WAITS_BY_ITSELF:
    collecting.wait_for_requests(app)
gc.freeze()  # what is made at the start stays: the collector need not go through it again and again
