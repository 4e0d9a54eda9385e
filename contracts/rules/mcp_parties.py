"""Conditions of an MCP contract: its form, its one holder and its commissioners."""

from collections.abc import Iterator

from contracts.rules.authorities import (
    ACO_CONTRACT_2017,
    FORMS_AS_PUBLISHED,
    HOLDER_FORMS,
    ICP_STATUTORY_ONLY,
    MCP_FRAMEWORK_2016,
    NHS_ACT_2006_S75,
    PROGRAMME_RULE,
    SINGLE_HOLDER,
)
from contracts.rules.forms import FORMS, PUBLISHED
from contracts.rules.legal_forms import LEGAL_FORMS, STATUTORY_FORMS, Holds
from contracts.rules.mcp_facts import McpContractFacts
from contracts.rules.mcp_states import (
    ContractForm,
    Integration,
    McpContractState,
    Service,
)
from core.law import Party, Reason, rule, spoken
from core.wording import day, listed

Facts = McpContractFacts
S = McpContractState

FIXED_BY_AWARD = frozenset({"form", "holder_name", "holder_form", "holder_trust", "holder_number"})
"""The terms that the commissioners decided upon when they awarded the contract."""


def is_procured(facts: Facts) -> bool:
    """Whether it is a contract that is let, and no alliance agreement."""
    return facts.integration != Integration.VIRTUAL


@rule("R01", whose=Party.PROGRAMME, mended_by="mcp_contract.record_terms")
def form_fits_the_model(facts: Facts) -> Iterator[Reason]:
    """A virtual MCP has an alliance agreement; only ACO and ICP contracts integrate fully."""
    if facts.form not in FORMS.get(facts.integration, frozenset()):
        yield Reason(
            "form_does_not_fit_model",
            f"A {facts.form.replace('_', ' ')} cannot be used for the {facts.integration} model.",
            str(ACO_CONTRACT_2017),
        )


@rule("R12", whose=Party.PROGRAMME, mended_by="mcp_contract.terminate")
def vanguard_has_no_other_contract(facts: Facts) -> Iterator[Reason]:
    """A vanguard has one contract; only a live alliance agreement may be followed by a procured
    contract that is made while the alliance still serves."""
    for other in facts.beside:
        succeeds = (
            other.state == S.IN_SERVICE
            and other.integration == Integration.VIRTUAL
            and facts.integration != Integration.VIRTUAL
        )
        if not succeeds:
            yield Reason(
                "contract_exists",
                f"There is a contract already: {other.name}, {spoken(other.state)}.",
                str(SINGLE_HOLDER),
            )


@rule("R12", whose=Party.PROGRAMME, mended_by="mcp_contract.terminate")
def predecessor_has_ended(facts: Facts) -> Iterator[Reason]:
    """Services start under a contract when those under the one before it have ended."""
    for other in facts.beside:
        if other.state == S.IN_SERVICE:
            yield Reason(
                "predecessor_in_service",
                f"{other.name} is still in service. It ends on the day on which {facts.name} "
                "comes into service.",
                str(SINGLE_HOLDER),
            )


@rule("R01", whose=Party.PROGRAMME)
def contract_is_procured(facts: Facts) -> Iterator[Reason]:
    """Nothing is procured, and so nothing awarded, in the virtual model."""
    if facts.integration == Integration.VIRTUAL:
        yield Reason(
            "nothing_to_award",
            f"{facts.name} is an alliance agreement; it is signed by its members, not awarded.",
            str(MCP_FRAMEWORK_2016),
        )


@rule("R01", whose=Party.TIME, mended_by="mcp_contract.record_terms")
def form_is_published(facts: Facts) -> Iterator[Reason]:
    """A form of contract is used for an award from the day on which it was published."""
    known, awarded = PUBLISHED.get(facts.form), facts.awarded_on or facts.on
    if known and known.published_on and awarded < known.published_on:
        yield Reason(
            "form_not_published",
            f"The {known.label} was published on {day(known.published_on)}; an award of "
            f"{day(awarded)} cannot use it.",
            str(FORMS_AS_PUBLISHED),
        )


@rule("R01", whose=Party.COMMISSIONER, mended_by="mcp_contract.record_terms", warns=True)
def form_is_not_superseded(facts: Facts) -> Iterator[Reason]:
    """A form is used until another takes its place."""
    known, awarded = PUBLISHED.get(facts.form), facts.awarded_on or facts.on
    if known and known.superseded_on and known.superseded_by and awarded >= known.superseded_on:
        yield Reason(
            "form_superseded",
            f"The {PUBLISHED[known.superseded_by].label} took the place of the {known.label} on "
            f"{day(known.superseded_on)}.",
            str(FORMS_AS_PUBLISHED),
        )


@rule("R12", whose=Party.COMMISSIONER, mended_by="mcp_contract.record_terms", applies=is_procured)
def holder_is_one_named_body(facts: Facts) -> Iterator[Reason]:
    """The contract is let to one legal entity, whose form is recorded."""
    if not facts.holder_name:
        yield Reason(
            "holder_missing", f"{facts.name} names no body that will hold it.", str(SINGLE_HOLDER)
        )
    elif not facts.holder_form:
        yield Reason(
            "holder_form_missing",
            f"The legal form of {facts.holder_name} is not recorded.",
            str(SINGLE_HOLDER),
        )


@rule("R12", whose=Party.COMMISSIONER, mended_by="mcp_contract.record_terms", applies=is_procured)
def holder_can_be_told_from_others(facts: Facts) -> Iterator[Reason]:
    """The holder is a trust of the register, or named with the number under which it is listed."""
    if facts.holder_name and not facts.holder_is_linked and not facts.holder_number:
        yield Reason(
            "holder_number_missing",
            f"Which body {facts.holder_name} is, is not certain. Choose the trust from the "
            "register, or record its company, charity or ODS number.",
            str(SINGLE_HOLDER),
        )


@rule("R12", whose=Party.COMMISSIONER, mended_by="mcp_contract.record_terms", applies=is_procured)
def holder_is_of_a_form_that_may_hold_it(facts: Facts) -> Iterator[Reason]:
    """A body of this legal form may hold the contract of an MCP."""
    known = LEGAL_FORMS.get(facts.holder_form)
    if known is not None and known.mcp is Holds.NO:
        yield Reason(
            "holder_form_may_not_hold",
            f"{facts.holder_name or 'The holder'} is recorded as: {known.label}. A body of this "
            "form cannot hold the contract of an MCP.",
            str(HOLDER_FORMS),
        )
    elif facts.holder_is_linked and known is not None and not known.is_nhs_body:
        yield Reason(
            "holder_form_disagrees",
            f"{facts.holder_name} is a trust of the register; its legal form cannot be: "
            f"{known.label}.",
            str(HOLDER_FORMS),
        )


@rule(
    whose=Party.COMMISSIONER,
    mended_by="mcp_contract.record_terms",
    applies=is_procured,
    warns=True,
)
def holder_is_of_a_usual_form(facts: Facts) -> Iterator[Reason]:
    """MCP contracts are held by NHS bodies and companies; other forms are unusual."""
    known = LEGAL_FORMS.get(facts.holder_form)
    if known is not None and known.mcp is Holds.UNUSUAL:
        yield Reason(
            "holder_form_unusual",
            f"{facts.holder_name or 'The holder'} is recorded as: {known.label}. Few bodies of "
            f"this form hold the contract of an MCP. {known.remark}".strip(),
            str(HOLDER_FORMS),
        )


@rule("R11", whose=Party.COMMISSIONER, mended_by="mcp_contract.record_terms")
def icp_holder_is_a_statutory_body(facts: Facts) -> Iterator[Reason]:
    """The ICP Contract as published in August 2019 may be awarded only to NHS trusts."""
    since, awarded = facts.figures.icp_statutory_holders_from, facts.awarded_on or facts.on
    if (
        facts.form == ContractForm.ICP_2019
        and facts.holder_form
        and facts.holder_form not in STATUTORY_FORMS
        and awarded >= since
    ):
        yield Reason(
            "holder_not_statutory",
            f"{facts.holder_name} is not an NHS trust or foundation trust; from {day(since)} the "
            "ICP Contract can be awarded only to a statutory body.",
            str(ICP_STATUTORY_ONLY),
        )


@rule(whose=Party.COMMISSIONER, mended_by="mcp_contract.terminate")
def terms_of_the_award_stand(facts: Facts) -> Iterator[Reason]:
    """To whom, in which form and for what budget the contract was awarded stays as it was."""
    touched = [spoken(term) for term in sorted(facts.changed & FIXED_BY_AWARD)]
    if facts.is_awarded and touched:
        yield Reason(
            "terms_fixed_by_award",
            f"{facts.name} has been awarded; its {listed(touched)} can no longer be "
            "changed. Terminate it and draft another.",
            str(SINGLE_HOLDER),
        )


@rule(whose=Party.COMMISSIONER, mended_by="mcp_contract.record_parties", applies=is_procured)
def a_commissioner_is_party(facts: Facts) -> Iterator[Reason]:
    """A procured contract has at least one commissioner, and one of them is of the NHS."""
    if not any(not party.is_local_authority for party in facts.parties):
        yield Reason(
            "nhs_commissioner_missing",
            f"No NHS commissioner is recorded as party to {facts.name}.",
            str(ACO_CONTRACT_2017),
        )


@rule(whose=Party.COMMISSIONER)
def a_commissioner_is_named(facts: Facts) -> Iterator[Reason]:
    """Among the parties that are recorded is a commissioner of the NHS."""
    if facts.naming is not None and all(party.is_local_authority for party in facts.naming):
        yield Reason(
            "commissioner_not_named",
            "Name at least one NHS commissioner among the parties.",
            str(ACO_CONTRACT_2017),
        )


@rule(whose=Party.COMMISSIONER)
def each_party_is_named_once(facts: Facts) -> Iterator[Reason]:
    """Each party has a name, and is named once."""
    names = [party.name for party in facts.naming or ()]
    wrong = sorted({name for name in names if names.count(name) > 1 or not name})
    if wrong:
        yield Reason(
            "party_repeated",
            f"Named twice, or without a name: {listed([name or 'a party' for name in wrong])}.",
            str(PROGRAMME_RULE),
        )


@rule(whose=Party.COMMISSIONER, mended_by="mcp_contract.record_parties")
def local_authorities_pool_their_budgets(facts: Facts) -> Iterator[Reason]:
    """A local authority is party to the contract after a decision under section 75."""
    for party in facts.parties if facts.naming is None else facts.naming:
        decided = party.section_75_decided_on
        if party.is_local_authority and decided is None:
            yield Reason(
                "section_75_missing",
                f"{party.name} has not decided under section 75 to pool its budget; it cannot "
                "be party before it has.",
                str(NHS_ACT_2006_S75),
            )
        elif decided and decided > facts.on:
            yield Reason(
                "section_75_in_the_future",
                f"The decision of {party.name} under section 75 is dated {day(decided)}, which "
                "has not come yet.",
                str(NHS_ACT_2006_S75),
            )


@rule(
    whose=Party.COMMISSIONER,
    mended_by="mcp_contract.record_parties",
    applies=is_procured,
    warns=True,
)
def council_services_have_their_council(facts: Facts) -> Iterator[Reason]:
    """Public health and adult social care are commissioned by local authorities."""
    of_councils = facts.services & {Service.PUBLIC_HEALTH, Service.ADULT_SOCIAL_CARE}
    if of_councils and not any(party.is_local_authority for party in facts.parties):
        services = listed([spoken(service) for service in sorted(of_councils)])
        yield Reason(
            "local_authority_missing",
            f"The scope of {facts.name} includes {services}, which local authorities commission; "
            "none is party to it.",
            str(NHS_ACT_2006_S75),
        )
