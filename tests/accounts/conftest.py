"""Fixtures of tests upon people."""

from tests.casework.attempts import world

__all__ = ["world"]
