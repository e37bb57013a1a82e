from tests.support.cast import cast  # noqa: F401
