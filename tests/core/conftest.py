"""Fixtures of tests upon cases."""

from tests.casework.attempts import world

__all__ = ["world"]
