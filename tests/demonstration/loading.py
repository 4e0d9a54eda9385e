"""A demonstration small enough for a test."""

from dataclasses import replace
from datetime import UTC, datetime

from demonstration.actions.load import Loaded, load
from demonstration.rules.sites import SITES, Site

MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def sites(*codes: str, practices: int, as_planned: tuple[str, ...] = ()) -> tuple[Site, ...]:
    """These sites (all, where none is named) with so many practices, some with all of theirs."""
    return tuple(
        site if site.code in as_planned else replace(site, practices=practices)
        for site in SITES
        if not codes or site.code in codes
    )


EVERY_STORY = sites(practices=4, as_planned=("MCP07", "MCP90"))
"""All sites, most of them with few practices."""

TINY = sites("MCP02", "MCP07", "MCP90", practices=1)
"""A virtual MCP, the sign-ins' own site and the full one."""


def a_tiny_load(*, at: datetime = MORNING) -> Loaded:
    """The least that is a demonstration."""
    return load(at=at, sites=TINY)
