"""The world, for every test of the rulebook that asks for one."""

from tests.casework.attempts import world

__all__ = ["world"]
