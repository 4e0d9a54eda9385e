"""Conditions of the scope of an MCP contract: which services it covers, and who may change that."""

from collections import Counter
from collections.abc import Iterator

from contracts.rules.authorities import PROGRAMME_RULE, SI_2019_248_REG_15
from contracts.rules.mcp_facts import McpContractFacts
from contracts.rules.mcp_states import ContractForm
from core.law import Party, Reason, rule
from core.wording import count, day, listed

Facts = McpContractFacts


@rule("R10", whose=Party.COMMISSIONER, mended_by="mcp_contract.agree_scope")
def icp_covers_two_services(facts: Facts) -> Iterator[Reason]:
    """An ICP contract covers two or more of the four kinds of service."""
    if (
        facts.form == ContractForm.ICP_2019
        and len(facts.services) < facts.figures.icp_services_at_least
    ):
        yield Reason(
            "too_few_services",
            "An ICP contract must cover two or more of primary medical services, secondary care, "
            f"public health and adult social care. This one covers {len(facts.services)}.",
            str(SI_2019_248_REG_15),
        )


@rule("R40", whose=Party.COMMISSIONER, mended_by="mcp_contract.vary_scope")
def scope_is_still_free(facts: Facts) -> Iterator[Reason]:
    """Until checkpoint 1 is passed, the scope changes without a decision of the commissioners."""
    if facts.checkpoint_1_is_passed:
        yield Reason(
            "scope_needs_decision",
            "Checkpoint 1 has been passed. The scope is now varied by a recorded decision of the "
            "commissioners.",
            str(PROGRAMME_RULE),
        )


@rule("R40", whose=Party.COMMISSIONER)
def decision_on_scope_is_recorded(facts: Facts) -> Iterator[Reason]:
    """A variation of scope says where the commissioners' decision is recorded."""
    if facts.decision and not facts.decision.reference.strip():
        yield Reason(
            "decision_reference_missing",
            "Say where the commissioners' decision is recorded, such as the minute of a meeting.",
            str(PROGRAMME_RULE),
        )


@rule("R40", whose=Party.COMMISSIONER)
def agreement_has_been_reached(facts: Facts) -> Iterator[Reason]:
    """A change of scope is recorded on the day on which it was agreed, or later."""
    if facts.decision and facts.decision.decided_on > facts.on:
        yield Reason(
            "agreed_in_the_future",
            f"The agreement is dated {day(facts.decision.decided_on)}, which has not come yet.",
            str(PROGRAMME_RULE),
        )


@rule(whose=Party.COMMISSIONER)
def a_change_of_scope_changes_it(facts: Facts) -> Iterator[Reason]:
    """A change of scope takes a service line in or out; each is in scope once, and goes out after
    it came in."""
    if facts.scope is None:
        return
    if not facts.scope.coming and not facts.scope.going:
        yield Reason(
            "scope_unchanged",
            "Name a service line that comes into scope, or choose one that goes out.",
            str(PROGRAMME_RULE),
        )
    lines = Counter(line.casefold() for _, line in facts.scope.after)
    twice = {line for line in facts.scope.coming if lines[line.casefold()] > 1}
    if twice:
        yield Reason(
            "service_line_repeated",
            f"In scope already, or given twice: {listed(sorted(twice))}.",
            str(PROGRAMME_RULE),
        )
    if facts.scope.misdated:
        yield Reason(
            "service_line_ends_too_early",
            f"It cannot go out of scope before it comes in: {listed(facts.scope.misdated)}.",
            str(PROGRAMME_RULE),
        )


def _is_signed_icp(facts: Facts) -> bool:
    return facts.form == ContractForm.ICP_2019 and facts.signed_on is not None


@rule("R10", whose=Party.COMMISSIONER, applies=_is_signed_icp)
def icp_goes_on_covering_two_services(facts: Facts) -> Iterator[Reason]:
    """A signed ICP contract still covers two kinds of service once its scope has changed."""
    if facts.scope is None:
        return
    kinds = {service for service, _ in facts.scope.after}
    if len(kinds) < facts.figures.icp_services_at_least:
        yield Reason(
            "too_few_services_left",
            f"The ICP contract would cover {count(len(kinds), 'kind')} of service; it must cover "
            f"{facts.figures.icp_services_at_least}.",
            str(SI_2019_248_REG_15),
        )
