"""A GP's role in an MCP, from proposal to its end: the table of moves."""

from core.law import Move, Moves
from gp_relationships.rules.gp_role_conditions import (
    Facts,
    gp_belongs_to_the_practice,
    gp_comes_from_a_practice_or_is_hired,
    gp_is_on_the_performers_list,
    other_services_are_named_under_partial_integration,
    ownership_is_signed_as_it_stands,
    practice_is_being_merged,
    practice_of_the_gp_takes_part,
    role_ends_after_it_starts,
    role_ends_by_the_day_agreed,
    role_is_allowed_by_the_level,
    role_overlaps_no_other,
    services_are_named_for_work_alone,
    share_is_given_for_owners_alone,
    shares_stay_within_the_whole,
    start_date_has_come,
)
from gp_relationships.rules.gp_role_states import GpRoleState

S = GpRoleState

TERMS = (
    role_is_allowed_by_the_level,
    other_services_are_named_under_partial_integration,
    services_are_named_for_work_alone,
    gp_comes_from_a_practice_or_is_hired,
    practice_of_the_gp_takes_part,
    gp_belongs_to_the_practice,
    share_is_given_for_owners_alone,
    shares_stay_within_the_whole,
    role_overlaps_no_other,
    role_ends_after_it_starts,
)

OFFICER = ("programme_officer", "approving_officer")

MOVES: Moves[Facts] = Moves(
    "gp_role",
    S,
    Move("propose", "Propose a role", (), S.PROPOSED, OFFICER, TERMS),
    Move("offer", "Record the offer", (S.PROPOSED,), S.OFFERED, OFFICER, TERMS, undoable=True),
    Move("agree", "Record the agreement", (S.OFFERED,), S.AGREED, OFFICER, TERMS, undoable=True),
    Move(
        "put_in_effect",
        "Put in effect",
        (S.AGREED,),
        S.IN_EFFECT,
        ("approving_officer",),
        (
            *TERMS,
            start_date_has_come,
            gp_is_on_the_performers_list,
            ownership_is_signed_as_it_stands,
        ),
    ),
    Move(
        "end",
        "End the role",
        (S.PROPOSED, S.OFFERED, S.AGREED, S.IN_EFFECT),
        S.ENDED,
        OFFICER,
        (role_ends_after_it_starts, role_ends_by_the_day_agreed),
        needs_reason=True,
        effective="ends_on",
    ),
    Move(
        "come_through",
        "The GP comes through the practice that theirs was merged into",
        (S.PROPOSED, S.OFFERED, S.AGREED, S.IN_EFFECT),
        None,
        OFFICER,
        (practice_is_being_merged,),
    ),
)
