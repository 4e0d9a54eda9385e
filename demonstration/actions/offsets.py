"""How far from going live each milestone of a model lies."""

from demonstration.rules.stories import WEEK
from formation.rules.rows import Anchor
from formation.selectors.templates import said_by, template_in_force


def days_from_go_live(model: str, code: str) -> int:
    """How many days a milestone lies from going live, in a model."""
    return dict(weeks_of(model))[code] * WEEK


def weeks_of(model: str) -> list[tuple[str, int]]:
    """The milestones of a model that are not counted from its contract's end, and how many weeks
    each lies from going live."""
    rows = said_by(template_in_force(model))
    return [(row.code, row.offset) for row in rows if row.anchor != Anchor.CONTRACT_END]


def kept_by_acts(model: str) -> frozenset[str]:
    """The milestones of a model that acts keep, so that nobody records them by hand."""
    return frozenset(row.code for row in said_by(template_in_force(model)) if row.kept_by)
