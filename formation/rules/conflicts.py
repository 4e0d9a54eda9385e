"""Conflicts of interest on the way to a contract (R47)."""

from collections.abc import Iterator

from core.law import Party, Reason, rule
from core.wording import count, listed
from formation.rules.authorities import PROGRAMME_RULE
from formation.rules.facts import JourneyFacts


@rule("R47", whose=Party.PROGRAMME, mended_by="interest.declare")
def every_approver_has_declared(facts: JourneyFacts) -> Iterator[Reason]:
    """Everybody who may decide about a vanguard has said whether they have an interest in it."""
    waiting = facts.approvers_undeclared
    if waiting:
        yield Reason(
            "interests_undeclared",
            f"{count(len(waiting), 'approving officer has', 'approving officers have')} not "
            f"declared whether they have an interest in {facts.vanguard}: {listed(waiting)}.",
            PROGRAMME_RULE,
        )
