"""The cast of people is at hand."""

from tests.support.cast import cast

__all__ = ["cast"]
