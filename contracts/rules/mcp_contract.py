"""The contract of an MCP, or the alliance agreement that stands in its place.

Virtual: an alliance agreement overlays existing contracts and nothing is procured. Partially
integrated: one contract for everything in scope but core general practice. Fully integrated: one
contract with a whole-population budget that includes core general practice.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from contracts.rules.authorities import (
    ACO_CONTRACT_2017,
    GMS_SCHEDULE_3A_8,
    ICP_STATUTORY_ONLY,
    MCP_FRAMEWORK_2016,
    PROGRAMME_RULE,
    SI_2019_248_REG_15,
    SINGLE_HOLDER,
)
from contracts.rules.mcp_states import (
    FORMS,
    STATUTORY_FORMS,
    ContractForm,
    Integration,
    McpContractState,
)
from core.law import Move, Moves, Party, Reason, rule, spoken
from core.wording import count, day, listed
from rulebook.rules.figures import FIRST, Figures

S = McpContractState

FIXED_BY_AWARD = frozenset({"form", "holder_name", "holder_form", "annual_budget"})
"""The terms that the commissioners decided upon when they awarded the contract."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Another contract of the same vanguard that is being made or in service."""

    name: str
    state: str
    integration: str


@dataclass(frozen=True, slots=True)
class McpContractFacts:
    """What the law asks about an MCP contract, as true on the day `on`.

    `annual_budget` is in pounds; `term_years` in whole years. `changed` names the terms that are
    about to become other than they stand on record. `mcp_is_live` is of the vanguard's journey.
    """

    on: date
    name: str
    integration: str
    form: str
    holder_name: str = ""
    holder_form: str = ""
    services: frozenset[str] = field(default_factory=frozenset)
    annual_budget: Decimal | None = None
    term_years: int | None = None
    signed_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    is_awarded: bool = False
    practices_suspended: int = 0
    mcp_is_live: bool = False
    beside: tuple[Beside, ...] = ()
    changed: frozenset[str] = field(default_factory=frozenset)
    figures: Figures = FIRST


Facts = McpContractFacts


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


@rule("R12", whose=Party.COMMISSIONER, mended_by="mcp_contract.record_terms")
def holder_is_one_named_body(facts: Facts) -> Iterator[Reason]:
    """The contract is let to one legal entity, whose form is recorded."""
    if facts.integration == Integration.VIRTUAL:
        return
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


@rule("R11", whose=Party.COMMISSIONER, mended_by="mcp_contract.record_terms")
def icp_holder_is_a_statutory_body(facts: Facts) -> Iterator[Reason]:
    """The ICP Contract as published in August 2019 may be awarded only to NHS trusts."""
    if (
        facts.form == ContractForm.ICP_2019
        and facts.holder_form
        and facts.holder_form not in STATUTORY_FORMS
    ):
        yield Reason(
            "holder_not_statutory",
            f"{facts.holder_name} is not an NHS trust or foundation trust; the ICP Contract of "
            "August 2019 can be awarded only to a statutory body.",
            str(ICP_STATUTORY_ONLY),
        )


@rule("R10", whose=Party.COMMISSIONER, mended_by="mcp_contract.record_terms")
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


@rule(whose=Party.COMMISSIONER, mended_by="mcp_contract.record_terms")
def full_contract_has_a_budget(facts: Facts) -> Iterator[Reason]:
    """A fully integrated MCP has one budget for its whole population."""
    if facts.integration == Integration.FULL and not facts.annual_budget:
        yield Reason(
            "budget_missing",
            f"The whole-population budget of {facts.name} is not recorded.",
            str(ACO_CONTRACT_2017),
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


@rule(whose=Party.COMMISSIONER, mended_by="mcp_contract.award")
def procured_contract_is_awarded_first(facts: Facts) -> Iterator[Reason]:
    """A contract is signed after it was awarded; an alliance agreement needs no award."""
    if facts.integration != Integration.VIRTUAL:
        yield Reason(
            "not_awarded",
            f"{facts.name} has not been awarded; a procured contract is signed after its award.",
            str(MCP_FRAMEWORK_2016),
        )


@rule(whose=Party.TIME)
def signature_is_not_in_the_future(facts: Facts) -> Iterator[Reason]:
    """A signature is recorded on the day it was given, or later."""
    if facts.signed_on and facts.signed_on > facts.on:
        yield Reason(
            "signed_in_the_future",
            f"The signature is dated {day(facts.signed_on)}, which has not come yet.",
            str(PROGRAMME_RULE),
        )


@rule("R08", whose=Party.COMMISSIONER)
def icp_is_dated_in_force(facts: Facts) -> Iterator[Reason]:
    """An ICP contract is entered into on or after 1 April 2019."""
    if (
        facts.form == ContractForm.ICP_2019
        and facts.signed_on
        and facts.signed_on < facts.figures.icp_contract_from
    ):
        yield Reason(
            "before_icp_law",
            f"The contract is dated {day(facts.signed_on)}; an ICP contract is entered into on or "
            f"after {day(facts.figures.icp_contract_from)}.",
            str(SI_2019_248_REG_15),
        )


@rule(whose=Party.TIME, mended_by="mcp_contract.record_terms")
def service_date_has_come(facts: Facts) -> Iterator[Reason]:
    """Service starts on the day the contract says, or later."""
    if facts.starts_on is None:
        yield Reason(
            "service_date_missing",
            f"{facts.name} has no date on which services start.",
            str(PROGRAMME_RULE),
        )
    elif facts.starts_on > facts.on:
        yield Reason(
            "service_date_not_come",
            f"Services under {facts.name} start on {day(facts.starts_on)}.",
            str(PROGRAMME_RULE),
        )


@rule(whose=Party.COMMISSIONER, mended_by="mcp_contract.record_terms")
def term_ends_after_it_starts(facts: Facts) -> Iterator[Reason]:
    """A contract runs for at least a day."""
    if facts.starts_on and facts.ends_on and facts.ends_on <= facts.starts_on:
        yield Reason(
            "ends_before_start",
            f"Services start on {day(facts.starts_on)}; the contract must end after that day.",
            str(PROGRAMME_RULE),
        )


@rule(whose=Party.TIME, mended_by="mcp_contract.terminate")
def end_date_has_come(facts: Facts) -> Iterator[Reason]:
    """A contract expires at the end of its term."""
    if facts.ends_on is None or facts.ends_on > facts.on:
        when = day(facts.ends_on) if facts.ends_on else "a day that is not recorded"
        yield Reason("end_date_not_come", f"{facts.name} runs until {when}.", str(PROGRAMME_RULE))


@rule("R23", whose=Party.PRACTICE, mended_by="practice_contract.give_reactivation_notice")
def no_practice_is_suspended_under_it(facts: Facts) -> Iterator[Reason]:
    """While practices' own contracts sleep, the contract that their patients are served under
    stands."""
    if facts.practices_suspended:
        yield Reason(
            "practices_suspended_under_contract",
            f"The own contracts of {count(facts.practices_suspended, 'practice')} are suspended "
            f"under {facts.name}. They must be reactivated or ended first.",
            str(GMS_SCHEDULE_3A_8),
        )


@rule(whose=Party.PROGRAMME, mended_by="journey.end")
def mcp_is_ended_first(facts: Facts) -> Iterator[Reason]:
    """A live MCP serves its population under its contract; its journey ends before that does."""
    if facts.mcp_is_live:
        yield Reason(
            "mcp_still_live",
            f"The MCP is live under {facts.name}. End its journey first.",
            str(PROGRAMME_RULE),
        )


OFFICER = ("programme_officer", "approving_officer")
APPROVER = ("approving_officer",)

MOVES: Moves[Facts] = Moves(
    "mcp_contract",
    S,
    Move(
        "draft",
        "Draft the contract",
        (),
        S.DRAFTING,
        OFFICER,
        (vanguard_has_no_other_contract, form_fits_the_model, term_ends_after_it_starts),
    ),
    Move(
        "record_terms",
        "Record the terms",
        (S.DRAFTING, S.AWARDED),
        None,
        OFFICER,
        (form_fits_the_model, term_ends_after_it_starts, terms_of_the_award_stand),
    ),
    Move(
        "award",
        "Award the contract",
        (S.DRAFTING,),
        S.AWARDED,
        APPROVER,
        (
            contract_is_procured,
            holder_is_one_named_body,
            icp_holder_is_a_statutory_body,
            full_contract_has_a_budget,
        ),
    ),
    Move(
        "sign",
        "Sign the contract",
        (S.AWARDED,),
        S.SIGNED,
        OFFICER,
        (
            holder_is_one_named_body,
            icp_holder_is_a_statutory_body,
            full_contract_has_a_budget,
            icp_covers_two_services,
            signature_is_not_in_the_future,
            icp_is_dated_in_force,
        ),
        effective="signed_on",
    ),
    Move(
        "sign_alliance",
        "Sign the alliance agreement",
        (S.DRAFTING,),
        S.SIGNED,
        OFFICER,
        (procured_contract_is_awarded_first, signature_is_not_in_the_future),
        effective="signed_on",
    ),
    Move(
        "start_service",
        "Start services",
        (S.SIGNED,),
        S.IN_SERVICE,
        APPROVER,
        (service_date_has_come, predecessor_has_ended),
    ),
    Move(
        "expire",
        "Let the contract expire",
        (S.IN_SERVICE,),
        S.EXPIRED,
        OFFICER,
        (end_date_has_come, no_practice_is_suspended_under_it, mcp_is_ended_first),
    ),
    Move(
        "terminate",
        "Terminate the contract",
        (S.DRAFTING, S.AWARDED, S.SIGNED, S.IN_SERVICE),
        S.TERMINATED,
        APPROVER,
        (no_practice_is_suspended_under_it, mcp_is_ended_first),
        needs_reason=True,
    ),
)
