"""A practice's part in an MCP: asked, decided, signed, in effect, left.

The unit of the law is the practice and not the MCP: one MCP may mix practices that integrate
fully, partially and virtually, and practices that stay outside.
"""

from core.law import Move, Moves
from gp_relationships.rules.joining import (
    full_practice_leaves_by_its_return,
    joining_day_is_its_own,
    level_is_served,
    mcp_has_still_to_go_live,
    mcp_is_live,
    own_contract_is_as_the_level_demands,
)
from gp_relationships.rules.leaving import (
    notice_is_dated,
    notice_is_for_who_keeps_the_contract,
    notice_to_leave_has_run,
    notice_was_given,
)
from gp_relationships.rules.participation_conditions import (
    agreement_in_principle_names_someone,
    agreement_is_dated_after_the_decision,
    alliances_beside_each_other_are_meant,
    decision_is_dated_in_the_past,
    every_holder_has_signed_the_agreement,
    every_holder_has_signed_the_decision,
    full_participation_is_only_here,
    level_is_offered_by_the_model,
    practice_is_open,
    practice_takes_part,
)
from gp_relationships.rules.participation_facts import Facts
from gp_relationships.rules.participation_states import ParticipationState

S = ParticipationState

OFFICER = ("programme_officer", "approving_officer")
PRACTICE = ("practice_manager", "gp_partner")

MOVES: Moves[Facts] = Moves(
    "participation",
    S,
    Move(
        "invite",
        "Invite the practice",
        (),
        S.INVITED,
        (*OFFICER, "system"),
        (practice_is_open,),
        ("practice_invited",),
    ),
    Move(
        "state_preference",
        "State a preference",
        (S.INVITED, S.PREFERENCE),
        S.PREFERENCE,
        (*PRACTICE, *OFFICER),
        (practice_is_open, level_is_offered_by_the_model),
        undoable=True,
    ),
    Move(
        "decide_in_principle",
        "Decide in principle",
        (S.INVITED, S.PREFERENCE, S.IN_PRINCIPLE),
        S.IN_PRINCIPLE,
        ("gp_partner", *OFFICER),
        (practice_is_open, level_is_offered_by_the_model, agreement_in_principle_names_someone),
        undoable=True,
    ),
    Move(
        "decide",
        "Record the decision",
        (S.INVITED, S.PREFERENCE, S.IN_PRINCIPLE, S.DECIDED),
        S.DECIDED,
        ("gp_partner", *OFFICER),
        (
            practice_is_open,
            level_is_offered_by_the_model,
            every_holder_has_signed_the_decision,
            decision_is_dated_in_the_past,
            full_participation_is_only_here,
            alliances_beside_each_other_are_meant,
        ),
        ("participation_decided",),
        effective="decided_on",
    ),
    Move(
        "sign_agreement",
        "Record the signed agreement",
        (S.DECIDED,),
        S.SIGNED,
        OFFICER,
        (
            practice_is_open,
            practice_takes_part,
            agreement_is_dated_after_the_decision,
            every_holder_has_signed_the_decision,
            every_holder_has_signed_the_agreement,
        ),
        effective="agreement_signed_on",
    ),
    Move(
        "put_in_effect",
        "Put in effect",
        (S.SIGNED,),
        S.IN_EFFECT,
        ("approving_officer",),
        (every_holder_has_signed_the_agreement,),
        effective="in_effect_on",
    ),
    Move(
        "join_live",
        "Join the live MCP",
        (S.SIGNED,),
        S.IN_EFFECT,
        ("approving_officer",),
        (
            practice_is_open,
            mcp_is_live,
            level_is_served,
            own_contract_is_as_the_level_demands,
            joining_day_is_its_own,
            every_holder_has_signed_the_agreement,
        ),
        effective="in_effect_on",
    ),
    Move(
        "set_required",
        "Change whether going live waits",
        (S.INVITED, S.PREFERENCE, S.IN_PRINCIPLE, S.DECIDED, S.SIGNED),
        None,
        OFFICER,
        (mcp_has_still_to_go_live,),
        needs_reason=True,
    ),
    Move(
        "reopen_decision",
        "Reopen the decision",
        (S.DECIDED, S.SIGNED),
        S.IN_PRINCIPLE,
        OFFICER,
        needs_reason=True,
    ),
    Move(
        "give_notice",
        "Record the notice to leave",
        (S.IN_EFFECT,),
        None,
        OFFICER,
        (notice_is_for_who_keeps_the_contract, notice_is_dated),
        effective="notice_given_on",
    ),
    Move(
        "withdraw_notice",
        "Withdraw the notice to leave",
        (S.IN_EFFECT,),
        None,
        OFFICER,
        (notice_was_given,),
        needs_reason=True,
    ),
    Move(
        "leave",
        "Leave the MCP",
        (S.INVITED, S.PREFERENCE, S.IN_PRINCIPLE, S.DECIDED, S.SIGNED, S.IN_EFFECT),
        S.LEFT,
        OFFICER,
        (full_practice_leaves_by_its_return, notice_to_leave_has_run),
        needs_reason=True,
        effective="left_on",
    ),
)
