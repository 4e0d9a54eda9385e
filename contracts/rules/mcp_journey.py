"""What the journey of a vanguard must have come to before its contract is awarded or signed.

A contract is the fruit of a journey: of its engagement of the public, its assurance, procurement
and standstill. Signed beside the journey, it would have passed all of them by.
"""

from collections.abc import Iterator

from contracts.rules.authorities import MCP_FRAMEWORK_2016, PROGRAMME_RULE
from contracts.rules.mcp_facts import McpContractFacts
from core.law import Party, Reason, rule

Facts = McpContractFacts


@rule("R36", whose=Party.PROGRAMME, mended_by="journey.identify")
def vanguard_is_on_a_journey(facts: Facts) -> Iterator[Reason]:
    """Only a vanguard that is on its way to an MCP, and not at rest, enters into its contract."""
    if not facts.journey_stands_at:
        yield Reason(
            "not_on_a_journey",
            f"No journey is under way to the MCP of {facts.name}.",
            str(PROGRAMME_RULE),
        )


@rule("R01", "R36", whose=Party.PROGRAMME, mended_by="journey.change_model")
def contract_is_of_the_journeys_model(facts: Facts) -> Iterator[Reason]:
    """The contract is drawn up for the model under which the vanguard forms."""
    if facts.journey_model and facts.journey_model != facts.integration:
        yield Reason(
            "not_the_journeys_model",
            f"{facts.name} is for the {facts.integration} model; its vanguard forms under the "
            f"{facts.journey_model} model.",
            str(MCP_FRAMEWORK_2016),
        )


def _not_come_so_far(facts: Facts, what: str, when: str) -> Reason:
    return Reason(
        "journey_not_so_far",
        f"{facts.name} can be {what} {when}. The journey is now {facts.journey_stands_at}.",
        str(MCP_FRAMEWORK_2016),
    )


@rule("R36", "R37", whose=Party.PROGRAMME, mended_by="journey.begin_standstill")
def journey_has_come_to_the_award(facts: Facts) -> Iterator[Reason]:
    """The award is decided once checkpoint 2 is passed and the bidders were told of it."""
    if facts.journey_stands_at and not facts.journey_may_award:
        yield _not_come_so_far(facts, "awarded", "once the standstill has begun")


@rule("R36", "R38", whose=Party.PROGRAMME, mended_by="journey.award")
def journey_has_come_to_the_signature(facts: Facts) -> Iterator[Reason]:
    """The contract is signed once the award stands, after the standstill."""
    if facts.journey_stands_at and not facts.journey_may_sign:
        yield _not_come_so_far(facts, "signed", "once the journey has come to the award")


@rule("R02", "R36", whose=Party.PROGRAMME, mended_by="journey.draft_alliance")
def journey_has_come_to_the_alliance(facts: Facts) -> Iterator[Reason]:
    """Members sign the alliance agreement that they have begun to draft."""
    if facts.journey_stands_at and not facts.journey_may_ally:
        yield _not_come_so_far(facts, "signed", "once its members have begun to draft it")
