"""Fixtures of tests upon the audit."""

from tests.casework.attempts import world

__all__ = ["world"]
