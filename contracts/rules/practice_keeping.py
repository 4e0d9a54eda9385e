"""The moves that keep a practice's contract true on record, whatever becomes of it."""

from contracts.rules.holder_conditions import (
    contract_keeps_a_holder,
    form_may_hold_gms,
    form_may_hold_the_contract,
    holder_has_the_number_of_a_doctor,
    holder_is_recorded_once,
    holder_leaves_once,
    successor_holds_the_contract,
)
from contracts.rules.letters import (
    exception_covers_who_is_left,
    run_is_plausible,
    run_says_how_many_it_addresses,
)
from contracts.rules.practice_conditions import (
    contract_is_gms_or_pms,
    notice_is_not_in_the_future,
    start_is_within_the_mcp_contract,
)
from contracts.rules.practice_facts import PracticeContractFacts
from contracts.rules.practice_states import ACTIVE, DORMANT, PracticeContractState
from contracts.rules.type_change import (
    a_process_is_open,
    corrected_suspension_is_lawful,
    corrected_suspension_keeps_its_order,
    correction_corrects,
    notice_of_return_still_fits,
    one_process_at_a_time,
    only_pms_becomes_gms,
    type_change_has_come,
    type_change_is_noticed,
    type_change_notice_is_whole,
)
from core.law import Move

S = PracticeContractState
OFFICER = ("programme_officer", "approving_officer")
APPROVER = ("approving_officer",)
LIVING = tuple(state for state in S if state in ACTIVE | DORMANT)

Moving = tuple[Move[PracticeContractFacts], ...]

HOLDERS: Moving = (
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
)
"""Who holds the contract, and in what form."""

LETTERS: Moving = (
    Move(
        "record_patient_letters",
        "Record a run of letters to patients",
        (S.RETAINED, S.SUSPENSION_NOTICED, S.SUSPENDED, S.REACTIVATION_NOTICED),
        None,
        OFFICER,
        (contract_is_gms_or_pms, run_is_plausible, run_says_how_many_it_addresses),
    ),
    Move(
        "strike_letter_run",
        "Strike out a run of letters",
        (S.RETAINED, S.SUSPENSION_NOTICED, S.SUSPENDED, S.REACTIVATION_NOTICED),
        None,
        OFFICER,
        needs_reason=True,
    ),
    Move(
        "except_from_letters",
        "Except people who cannot be written to",
        (S.RETAINED, S.SUSPENSION_NOTICED),
        None,
        APPROVER,
        (exception_covers_who_is_left,),
        needs_reason=True,
    ),
)
"""The letters that a suspension or a return demands."""

RECORDS: Moving = (
    Move(
        "notice_type_change",
        "Record the notice of a change to GMS",
        (S.RETAINED, S.REACTIVATED),
        None,
        OFFICER,
        (only_pms_becomes_gms, type_change_notice_is_whole),
        effective="type_change_noticed_on",
    ),
    Move(
        "change_type",
        "Change the contract to GMS",
        (S.RETAINED, S.REACTIVATED),
        None,
        APPROVER,
        (
            only_pms_becomes_gms,
            type_change_is_noticed,
            type_change_notice_is_whole,
            type_change_has_come,
            form_may_hold_gms,
        ),
        effective="type_changed_on",
    ),
    Move(
        "open_process",
        "Record a remedial or termination process",
        LIVING,
        None,
        OFFICER,
        (one_process_at_a_time,),
    ),
    Move(
        "close_process",
        "Record that the process is closed",
        LIVING,
        None,
        OFFICER,
        (a_process_is_open,),
        needs_reason=True,
    ),
    Move(
        "correct_record",
        "Correct what was recorded wrongly",
        LIVING,
        None,
        APPROVER,
        (
            correction_corrects,
            form_may_hold_the_contract,
            notice_is_not_in_the_future,
            start_is_within_the_mcp_contract,
            corrected_suspension_is_lawful,
            corrected_suspension_keeps_its_order,
            notice_of_return_still_fits,
        ),
        needs_reason=True,
        corrects=True,
    ),
)
"""Its type, the processes against it, and corrections."""
