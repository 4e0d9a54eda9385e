"""How a practice may change, how far a change has come, and what the law asks about it."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from rulebook.rules.figures import FIRST, Figures


class ChangeKind(StrEnum):
    """What happens to the practice."""

    MERGER = "merger"
    SPLIT = "split"
    CLOSURE = "closure"
    COMMISSIONER_MOVE = "commissioner_move"
    TYPE_CHANGE = "type_change"
    PARTNERS = "partners"
    BRANCH_OPENING = "branch_opening"
    BRANCH_CLOSURE = "branch_closure"


K = ChangeKind

KIND_LABELS = {
    K.MERGER: "Merges into another practice",
    K.SPLIT: "Splits: a new practice parts from it",
    K.CLOSURE: "Closes",
    K.COMMISSIONER_MOVE: "Moves to another commissioner",
    K.TYPE_CHANGE: "Changes from PMS to GMS",
    K.PARTNERS: "Partners join or leave",
    K.BRANCH_OPENING: "Opens a branch surgery",
    K.BRANCH_CLOSURE: "Closes a branch surgery",
}

ENDS_THE_PRACTICE = frozenset({K.MERGER, K.CLOSURE})
"""Of which the practice is closed."""

NEEDS_FORMS = frozenset({K.MERGER, K.SPLIT, K.CLOSURE})
"""For which Primary Care Support England moves registered patients."""


class PracticeChangeState(StrEnum):
    """How far the change has come."""

    NOTED = "noted"
    APPROVED = "approved"
    MADE = "made"
    CANCELLED = "cancelled"


S = PracticeChangeState

COMING = frozenset({S.NOTED, S.APPROVED})
"""The change is known and not made."""

OVER = frozenset({S.MADE, S.CANCELLED})
"""It was made, or will not be."""


class Standing(StrEnum):
    """Whether a practice works under its own contract, or that contract sleeps."""

    ACTIVE = "active"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class PracticeChangeFacts:
    """What the law asks about a change of a practice, as true on the day `on`.

    `planned_on` is the day from which it is to be true. The `successor` is the practice that is
    merged into; `mcp` is the MCP contract under which a suspended practice serves, empty for
    others. `consulted` are the days on which each was consulted about a branch, by whom.
    `unknown_leavers` are named to leave and hold no part of a contract whose holders are on record.
    `form_may_hold_it`: the contract, as it then is, can be held in the `form_after`.
    `patients_moved` counts those who go to the new practice of a split, as estimated.
    `mcps_too_small` are the MCPs that would fall below the least population, with what is left.
    """

    on: date
    kind: str
    practice: str
    practice_is_open: bool = True
    told_by_the_practice: bool = False
    planned_on: date | None = None
    notice_given_on: date | None = None
    forms_sent_on: date | None = None
    successor: str = ""
    successor_is_itself: bool = False
    successor_is_open: bool = True
    standing: str = Standing.ACTIVE
    successor_standing: str = Standing.ACTIVE
    mcp: str = ""
    successor_mcp: str = ""
    contract_type: str = ""
    new_contract_type: str = ""
    new_code: str = ""
    new_code_is_taken: bool = False
    new_name: str = ""
    registered_patients: int | None = None
    patients_moved: int | None = None
    list_plan: str = ""
    commissioner: str = ""
    commissioner_is_open: bool = True
    commissioner_is_new: bool = True
    form_before: str = ""
    form_after: str = ""
    form_may_hold_it: bool = True
    joining: str = ""
    leaving: str = ""
    unknown_leavers: tuple[str, ...] = ()
    branch: str = ""
    branch_is_open: bool = True
    consulted: dict[str, date | None] = field(default_factory=dict)
    mcps_too_small: tuple[tuple[str, int], ...] = ()
    figures: Figures = FIRST
