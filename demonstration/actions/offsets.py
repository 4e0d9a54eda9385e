"""How far from going live each milestone of a model lies."""

from demonstration.rules.stories import WEEK
from formation.rules.milestones import TEMPLATES


def days_from_go_live(model: str, code: str) -> int:
    """How many days a milestone lies from going live, in a model."""
    return dict(weeks_of(model))[code] * WEEK


def weeks_of(model: str) -> list[tuple[str, int]]:
    """The milestones of a model, and how many weeks each lies from going live."""
    return [(template.code, template.weeks) for template in TEMPLATES[model]]
