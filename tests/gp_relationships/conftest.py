"""Fixtures of tests upon cases."""

from tests.casework.attempts import broken_audit, broken_outbox, world

__all__ = ["broken_audit", "broken_outbox", "world"]
