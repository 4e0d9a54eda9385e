"""Fixtures of tests upon people and memberships."""

from tests.casework.attempts import world

__all__ = ["world"]
