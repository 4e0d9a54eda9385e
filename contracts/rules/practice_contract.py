"""A practice's GMS, PMS or APMS contract: its moves, and what each of them demands.

Suspension is an act of NHS England upon the practice's own notice; it is a right of the practice
and not a discretion, once two things are done: the start date under the MCP contract is given, and
every registered patient has been written to (Schedule 3A, paragraph 2).
"""

from contracts.rules.holder_conditions import (
    contract_keeps_a_holder,
    form_may_hold_the_contract,
    holder_has_the_number_of_a_doctor,
    holder_is_recorded_once,
    holder_leaves_once,
    successor_holds_the_contract,
)
from contracts.rules.practice_conditions import (
    contract_is_gms_or_pms,
    contract_was_never_reactivated,
    every_patient_has_been_written_to,
    letters_went_before_the_start,
    mcp_contract_is_signed_and_full,
    notice_comes_before_the_start,
    notice_is_not_in_the_future,
    notice_of_reactivation_is_in_time,
    practice_has_given_notice,
    practice_is_open,
    practice_may_take_a_contract,
    reactivation_date_has_come,
    reactivation_falls_on_a_point,
    start_date_has_come,
    start_date_is_given,
    start_is_within_the_mcp_contract,
    suspension_law_is_in_force,
)
from contracts.rules.practice_facts import PracticeContractFacts
from contracts.rules.practice_states import ACTIVE, DORMANT, PracticeContractState
from core.law import Move, Moves

S = PracticeContractState

OFFICER = ("programme_officer", "approving_officer")
APPROVER = ("approving_officer",)
LIVING = tuple(state for state in S if state in ACTIVE | DORMANT)

MOVES: Moves[PracticeContractFacts] = Moves(
    "practice_contract",
    S,
    Move(
        "record",
        "Record the contract",
        (),
        S.RETAINED,
        (*OFFICER, "system"),
        (practice_may_take_a_contract, form_may_hold_the_contract),
    ),
    Move(
        "add_holder",
        "Record a new holder",
        LIVING,
        None,
        OFFICER,
        (holder_is_recorded_once, holder_has_the_number_of_a_doctor),
        effective="joined_on",
    ),
    Move(
        "end_holder",
        "Record that a holder leaves",
        LIVING,
        None,
        OFFICER,
        (holder_leaves_once, contract_keeps_a_holder, successor_holds_the_contract),
        effective="left_on",
    ),
    Move(
        "record_form",
        "Record the legal form of the holder",
        LIVING,
        None,
        OFFICER,
        (form_may_hold_the_contract,),
    ),
    Move(
        "give_suspension_notice",
        "Record the notice of suspension",
        (S.RETAINED,),
        S.SUSPENSION_NOTICED,
        OFFICER,
        (
            contract_is_gms_or_pms,
            contract_was_never_reactivated,
            notice_is_not_in_the_future,
            notice_comes_before_the_start,
        ),
        ("suspension_noticed",),
        effective="notice_given_on",
    ),
    Move(
        "withdraw_suspension_notice",
        "Withdraw the notice of suspension",
        (S.SUSPENSION_NOTICED,),
        S.RETAINED,
        OFFICER,
        needs_reason=True,
    ),
    Move(
        "record_start_date",
        "Record the start date under the MCP contract",
        (S.RETAINED, S.SUSPENSION_NOTICED),
        None,
        OFFICER,
        (
            contract_is_gms_or_pms,
            suspension_law_is_in_force,
            notice_comes_before_the_start,
            start_is_within_the_mcp_contract,
        ),
    ),
    Move(
        "record_patient_letters",
        "Record the letters to registered patients",
        (S.RETAINED, S.SUSPENSION_NOTICED),
        None,
        OFFICER,
        (contract_is_gms_or_pms,),
    ),
    Move(
        "suspend",
        "Suspend the contract",
        (S.RETAINED, S.SUSPENSION_NOTICED),
        S.SUSPENDED,
        APPROVER,
        (
            contract_is_gms_or_pms,
            contract_was_never_reactivated,
            practice_is_open,
            practice_has_given_notice,
            start_date_is_given,
            suspension_law_is_in_force,
            start_date_has_come,
            notice_comes_before_the_start,
            start_is_within_the_mcp_contract,
            every_patient_has_been_written_to,
            letters_went_before_the_start,
            mcp_contract_is_signed_and_full,
        ),
        ("contract_suspended",),
        effective="suspended_on",
    ),
    Move(
        "give_reactivation_notice",
        "Record the notice of reactivation",
        (S.SUSPENDED,),
        S.REACTIVATION_NOTICED,
        OFFICER,
        (
            contract_was_never_reactivated,
            reactivation_falls_on_a_point,
            notice_of_reactivation_is_in_time,
        ),
    ),
    Move(
        "withdraw_reactivation_notice",
        "Withdraw the notice of reactivation",
        (S.REACTIVATION_NOTICED,),
        S.SUSPENDED,
        OFFICER,
        needs_reason=True,
    ),
    Move(
        "reactivate",
        "Reactivate the contract",
        (S.REACTIVATION_NOTICED,),
        S.REACTIVATED,
        APPROVER,
        (contract_was_never_reactivated, reactivation_date_has_come),
        effective="reactivated_on",
    ),
    Move(
        "terminate",
        "Terminate the contract",
        LIVING,
        S.TERMINATED,
        APPROVER,
        needs_reason=True,
        effective="ended_on",
    ),
    Move(
        "merge",
        "Merge into another practice's contract",
        LIVING,
        S.MERGED,
        APPROVER,
        needs_reason=True,
        effective="ended_on",
    ),
    Move(
        "expire",
        "Let the contract expire",
        LIVING,
        S.EXPIRED,
        APPROVER,
        needs_reason=True,
        effective="ended_on",
    ),
)
