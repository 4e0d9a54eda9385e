"""What must be true before a journey goes on under another version of its model's milestones."""

from collections.abc import Iterator

from core.law import Party, Reason, rule
from formation.rules.authorities import PROGRAMME_RULE
from formation.rules.facts import JourneyFacts


@rule(whose=Party.PROGRAMME)
def template_is_of_the_model(facts: JourneyFacts) -> Iterator[Reason]:
    """A journey runs under a template of milestones of its own model."""
    if facts.adopting is not None and facts.adopting.model != facts.model:
        text = f"{facts.adopting.name} is for journeys of the {facts.adopting.model} model."
        yield Reason("template_of_other_model", text, PROGRAMME_RULE)


@rule(whose=Party.PROGRAMME, mended_by="milestone_template.publish")
def template_is_in_force(facts: JourneyFacts) -> Iterator[Reason]:
    """Only the version that is published, and not retired, is adopted."""
    if facts.adopting is not None and facts.adopting.state != "published":
        text = f"{facts.adopting.name} is {facts.adopting.state}; only a published one is adopted."
        yield Reason("template_not_published", text, PROGRAMME_RULE)


@rule(whose=Party.PROGRAMME, mended_by="milestone_template.publish")
def template_is_newer(facts: JourneyFacts) -> Iterator[Reason]:
    """A running journey goes on under a newer version, and never under an older one."""
    adopting, number = facts.adopting, facts.template_number
    if adopting is None or (number is not None and adopting.number <= number):
        text = f"{facts.vanguard} runs under the version of its milestones that is in force."
        yield Reason("template_not_newer", text, PROGRAMME_RULE)
