"""Fixtures of tests upon the doors."""

from tests.casework.attempts import world

__all__ = ["world"]
