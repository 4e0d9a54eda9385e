"""A change of a practice as a case: noted, approved, made or cancelled.

The law is asked twice in full, when the change is approved and on the day it is made: between the
two a contract may have been suspended or a practice closed.
"""

from core.law import Move, Moves
from gp_relationships.rules.practice_change_conditions import (
    both_contracts_have_one_standing,
    day_is_planned,
    forms_went_in_time,
    kind_is_known,
    list_plan_is_recorded,
    mcp_stays_large_enough,
    new_practice_has_a_code_and_a_contract,
    nothing_is_recorded_before_it_happened,
    other_practice_is_another,
    patients_are_shared_out,
    planned_day_has_come,
    practice_is_open,
    practice_tells_of_its_partners_alone,
    successor_is_an_open_practice,
)
from gp_relationships.rules.practice_change_facts import PracticeChangeFacts, PracticeChangeState
from gp_relationships.rules.practice_change_terms import (
    branch_is_the_practices_own,
    change_of_form_is_noticed_in_time,
    commissioner_is_another_that_works,
    contract_is_not_suspended,
    everyone_was_consulted,
    holder_form_may_hold_the_contract,
    leavers_hold_the_contract,
    new_branch_has_a_name,
    somebody_joins_or_leaves,
    type_change_is_noticed_in_time,
    type_goes_from_pms_to_gms,
)

S = PracticeChangeState

OFFICER = ("programme_officer", "approving_officer")
APPROVER = ("approving_officer",)
PRACTICE = ("practice_manager", "gp_partner")

NOTED_RIGHTLY = (
    kind_is_known,
    practice_tells_of_its_partners_alone,
    practice_is_open,
    other_practice_is_another,
    nothing_is_recorded_before_it_happened,
    somebody_joins_or_leaves,
)

WHOLE_LAW = (
    practice_is_open,
    day_is_planned,
    nothing_is_recorded_before_it_happened,
    forms_went_in_time,
    successor_is_an_open_practice,
    both_contracts_have_one_standing,
    new_practice_has_a_code_and_a_contract,
    patients_are_shared_out,
    list_plan_is_recorded,
    commissioner_is_another_that_works,
    contract_is_not_suspended,
    type_goes_from_pms_to_gms,
    type_change_is_noticed_in_time,
    holder_form_may_hold_the_contract,
    somebody_joins_or_leaves,
    leavers_hold_the_contract,
    change_of_form_is_noticed_in_time,
    new_branch_has_a_name,
    branch_is_the_practices_own,
    everyone_was_consulted,
    mcp_stays_large_enough,
)

MOVES: Moves[PracticeChangeFacts] = Moves(
    "practice_change",
    S,
    Move("note", "Note a change", (), S.NOTED, (*OFFICER, *PRACTICE), NOTED_RIGHTLY),
    Move(
        "revise",
        "Complete or correct what is noted",
        (S.NOTED,),
        None,
        OFFICER,
        (other_practice_is_another, nothing_is_recorded_before_it_happened),
    ),
    Move("approve", "Approve the change", (S.NOTED,), S.APPROVED, APPROVER, WHOLE_LAW),
    Move(
        "make",
        "Make the change",
        (S.APPROVED,),
        S.MADE,
        APPROVER,
        (*WHOLE_LAW, planned_day_has_come),
        ("practice_change_made",),
        effective="made_on",
    ),
    Move(
        "cancel",
        "Cancel the change",
        (S.NOTED, S.APPROVED),
        S.CANCELLED,
        OFFICER,
        needs_reason=True,
    ),
)
