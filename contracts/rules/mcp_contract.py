"""The contract of an MCP, or the alliance agreement that stands in its place: its moves.

Virtual: an alliance agreement overlays existing contracts and nothing is procured. Partially
integrated: one contract for everything in scope but core general practice. Fully integrated: one
contract with a whole-population budget that includes core general practice.
"""

from contracts.rules.mcp_budget import (
    amounts_are_pounds_and_pence,
    budget_may_be_approved,
    budgets_are_approved,
    each_line_is_named_once,
    full_contract_has_a_budget,
    improvement_payment_is_within_guidance,
    lines_add_up_to_the_payment,
    payment_is_more_than_nothing,
    shares_are_parts_of_a_hundred,
    year_has_a_budget,
    year_has_no_budget_yet,
    year_lies_in_the_term,
)
from contracts.rules.mcp_dates import (
    award_is_not_in_the_future,
    end_agrees_with_the_term,
    end_date_has_come,
    end_is_still_to_come,
    icp_is_dated_in_force,
    mcp_is_ended_first,
    no_practice_is_suspended_under_it,
    notice_of_end_can_be_taken_back,
    procured_contract_is_awarded_first,
    service_date_has_come,
    signature_follows_the_award,
    signature_follows_the_standstill,
    signature_is_not_in_the_future,
    term_ends_after_it_starts,
    term_is_as_long_as_advised,
    term_is_not_too_long,
)
from contracts.rules.mcp_facts import (
    McpContractFacts,
)
from contracts.rules.mcp_journey import (
    contract_is_of_the_journeys_model,
    journey_has_come_to_the_alliance,
    journey_has_come_to_the_award,
    journey_has_come_to_the_signature,
    vanguard_is_on_a_journey,
)
from contracts.rules.mcp_parties import (
    a_commissioner_is_named,
    a_commissioner_is_party,
    contract_is_procured,
    council_services_have_their_council,
    each_party_is_named_once,
    form_fits_the_model,
    form_is_not_superseded,
    form_is_published,
    holder_can_be_told_from_others,
    holder_is_of_a_form_that_may_hold_it,
    holder_is_of_a_usual_form,
    holder_is_one_named_body,
    icp_holder_is_a_statutory_body,
    local_authorities_pool_their_budgets,
    predecessor_has_ended,
    terms_of_the_award_stand,
    vanguard_has_no_other_contract,
)
from contracts.rules.mcp_scope import (
    a_change_of_scope_changes_it,
    agreement_has_been_reached,
    decision_on_scope_is_recorded,
    icp_covers_two_services,
    icp_goes_on_covering_two_services,
    scope_is_still_free,
)
from contracts.rules.mcp_states import McpContractState
from core.law import Move, Moves

Facts = McpContractFacts
S = McpContractState

OFFICER = ("programme_officer", "approving_officer")
APPROVER = ("approving_officer",)
RUNNING = (S.DRAFTING, S.AWARDED, S.SIGNED, S.IN_SERVICE)

TERMS = (
    form_fits_the_model,
    form_is_not_superseded,
    term_ends_after_it_starts,
    term_is_not_too_long,
    term_is_as_long_as_advised,
    end_agrees_with_the_term,
)
"""What holds of every version of the terms."""

ON_ITS_WAY = (vanguard_is_on_a_journey, contract_is_of_the_journeys_model)
"""What holds of whoever enters into a contract."""

HOLDER = (
    holder_is_one_named_body,
    holder_can_be_told_from_others,
    holder_is_of_a_form_that_may_hold_it,
    holder_is_of_a_usual_form,
    icp_holder_is_a_statutory_body,
)
"""What holds of the body to which a contract is let."""

BUDGET = (
    amounts_are_pounds_and_pence,
    shares_are_parts_of_a_hundred,
    lines_add_up_to_the_payment,
    payment_is_more_than_nothing,
    each_line_is_named_once,
    year_lies_in_the_term,
    improvement_payment_is_within_guidance,
)
"""What holds of the budget of a year."""

MOVES: Moves[Facts] = Moves(
    "mcp_contract",
    S,
    Move(
        "draft",
        "Draft the contract",
        (),
        S.DRAFTING,
        OFFICER,
        (vanguard_has_no_other_contract, *TERMS),
    ),
    Move(
        "record_terms",
        "Record the terms",
        (S.DRAFTING, S.AWARDED),
        None,
        OFFICER,
        (*TERMS, terms_of_the_award_stand),
    ),
    Move(
        "record_parties",
        "Record the commissioners",
        (S.DRAFTING, S.AWARDED),
        None,
        OFFICER,
        (
            a_commissioner_is_named,
            each_party_is_named_once,
            local_authorities_pool_their_budgets,
        ),
    ),
    Move(
        "agree_scope",
        "Agree the scope",
        (S.DRAFTING,),
        None,
        OFFICER,
        (scope_is_still_free, agreement_has_been_reached, a_change_of_scope_changes_it),
    ),
    Move(
        "vary_scope",
        "Vary the scope by decision",
        RUNNING,
        None,
        APPROVER,
        (
            decision_on_scope_is_recorded,
            agreement_has_been_reached,
            a_change_of_scope_changes_it,
            icp_goes_on_covering_two_services,
        ),
    ),
    Move(
        "set_budget",
        "Set the budget of a year",
        RUNNING,
        None,
        OFFICER,
        (year_has_no_budget_yet, *BUDGET),
    ),
    Move(
        "replace_budget",
        "Replace the budget of a year",
        (S.DRAFTING, S.IN_SERVICE),
        None,
        OFFICER,
        (year_has_a_budget, *BUDGET),
        needs_reason=True,
    ),
    Move(
        "approve_budget",
        "Approve the budget of a year",
        RUNNING,
        None,
        APPROVER,
        (budget_may_be_approved,),
    ),
    Move(
        "award",
        "Award the contract",
        (S.DRAFTING,),
        S.AWARDED,
        APPROVER,
        (
            contract_is_procured,
            *ON_ITS_WAY,
            journey_has_come_to_the_award,
            *HOLDER,
            form_is_published,
            form_is_not_superseded,
            award_is_not_in_the_future,
            full_contract_has_a_budget,
            budgets_are_approved,
        ),
        effective="awarded_on",
        undoable=True,
    ),
    Move(
        "sign",
        "Sign the contract",
        (S.AWARDED,),
        S.SIGNED,
        OFFICER,
        (
            *ON_ITS_WAY,
            journey_has_come_to_the_signature,
            *HOLDER,
            a_commissioner_is_party,
            local_authorities_pool_their_budgets,
            council_services_have_their_council,
            full_contract_has_a_budget,
            budgets_are_approved,
            icp_covers_two_services,
            signature_is_not_in_the_future,
            signature_follows_the_award,
            signature_follows_the_standstill,
            icp_is_dated_in_force,
        ),
        effective="signed_on",
        undoable=True,
    ),
    Move(
        "sign_alliance",
        "Sign the alliance agreement",
        (S.DRAFTING,),
        S.SIGNED,
        OFFICER,
        (
            procured_contract_is_awarded_first,
            *ON_ITS_WAY,
            journey_has_come_to_the_alliance,
            signature_is_not_in_the_future,
        ),
        effective="signed_on",
        undoable=True,
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
        "give_notice_of_end",
        "Give notice of the contract's end",
        (S.SIGNED, S.IN_SERVICE),
        None,
        APPROVER,
        (end_is_still_to_come, term_ends_after_it_starts),
        needs_reason=True,
    ),
    Move(
        "withdraw_notice_of_end",
        "Withdraw the notice of the contract's end",
        (S.SIGNED, S.IN_SERVICE),
        None,
        APPROVER,
        (notice_of_end_can_be_taken_back,),
        needs_reason=True,
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
        RUNNING,
        S.TERMINATED,
        APPROVER,
        (no_practice_is_suspended_under_it, mcp_is_ended_first),
        needs_reason=True,
    ),
)
