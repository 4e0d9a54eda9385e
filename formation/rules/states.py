"""Where a vanguard can stand on its way to a live MCP, in the three models."""

from enum import StrEnum


class Model(StrEnum):
    """The three voluntary models of an MCP."""

    VIRTUAL = "virtual"
    PARTIAL = "partial"
    FULL = "full"


class Screening(StrEnum):
    """Whether ISAP applies to a virtual MCP, in which nothing is procured."""

    APPLIES = "applies"
    DOES_NOT_APPLY = "does_not_apply"


class JourneyState(StrEnum):
    """Where a vanguard stands."""

    IDENTIFIED = "identified"
    ENGAGING = "engaging"
    MODEL_SELECTED = "model_selected"
    DRAFTING_ALLIANCE = "drafting_alliance"
    ALLIANCE_SIGNED = "alliance_signed"
    EARLY_ENGAGEMENT = "early_engagement"
    MARKET_ENGAGEMENT = "market_engagement"
    CHECKPOINT_1 = "checkpoint_1"
    PROCURING = "procuring"
    PREFERRED_BIDDER = "preferred_bidder"
    CHECKPOINT_2 = "checkpoint_2"
    STANDSTILL = "standstill"
    AWARDED = "awarded"
    MOBILISING = "mobilising"
    CHECKPOINT_3 = "checkpoint_3"
    LIVE = "live"
    ENDED = "ended"
    PAUSED = "paused"
    ABANDONED = "abandoned"


S = JourneyState

COMMON = (S.IDENTIFIED, S.ENGAGING, S.MODEL_SELECTED)
"""Before the models part."""

VIRTUAL_ONLY = (S.DRAFTING_ALLIANCE, S.ALLIANCE_SIGNED)
"""States of the virtual model."""

BEFORE_AWARD = (
    S.EARLY_ENGAGEMENT,
    S.MARKET_ENGAGEMENT,
    S.CHECKPOINT_1,
    S.PROCURING,
    S.PREFERRED_BIDDER,
    S.CHECKPOINT_2,
    S.STANDSTILL,
)
"""States of the procured models in which the model may still be changed."""

AFTER_AWARD = (S.AWARDED, S.MOBILISING, S.CHECKPOINT_3)
"""States of the procured models after the contract is awarded."""

PROCURED_ONLY = (*BEFORE_AWARD, *AFTER_AWARD)
FORMING = (*COMMON, *VIRTUAL_ONLY, *PROCURED_ONLY)
"""Every state in which an MCP is being formed."""

ASSURED = (S.MODEL_SELECTED, *VIRTUAL_ONLY, *PROCURED_ONLY)
"""Every state in which ISAP may look at an MCP: it is forming, and under a chosen model."""

WORKING = (S.LIVE,)
AT_REST = (S.PAUSED,)
OVER = (S.ENDED, S.ABANDONED)


def path_of(model: str) -> tuple[JourneyState, ...]:
    """Every state on the way of this model, in order; until it is chosen only the common ones."""
    if not model:
        return COMMON
    own = VIRTUAL_ONLY if model == Model.VIRTUAL else PROCURED_ONLY
    return (*COMMON, *own, JourneyState.LIVE)
