"""How far a practice integrates, and how far its decision has come."""

from enum import StrEnum


class Level(StrEnum):
    """How far a practice integrates."""

    FULL = "full"
    PARTIAL = "partial"
    VIRTUAL = "virtual"
    OUTSIDE = "outside"


class ParticipationState(StrEnum):
    """How far the practice's decision has come."""

    INVITED = "invited"
    PREFERENCE = "preference"
    IN_PRINCIPLE = "in_principle"
    DECIDED = "decided"
    SIGNED = "signed"
    IN_EFFECT = "in_effect"
    LEFT = "left"


S = ParticipationState

UNDECIDED = frozenset({S.INVITED, S.PREFERENCE, S.IN_PRINCIPLE})
"""The practice has still to decide."""

COMMITTED = frozenset({S.DECIDED, S.SIGNED, S.IN_EFFECT})
"""The practice has decided."""

OVER = frozenset({S.LEFT})
"""The practice is no longer in this MCP."""

LEVELS: dict[str, frozenset[str]] = {
    "virtual": frozenset({Level.VIRTUAL, Level.OUTSIDE}),
    "partial": frozenset({Level.PARTIAL, Level.OUTSIDE}),
    "full": frozenset({Level.FULL, Level.PARTIAL, Level.OUTSIDE}),
}
"""The levels that each model of MCP offers."""

AGREEMENTS = {
    Level.VIRTUAL: "alliance agreement",
    Level.PARTIAL: "integration agreement",
    Level.FULL: "agreement to provide services under the MCP contract",
    Level.OUTSIDE: "no agreement",
}

DECISIONS = {
    Level.FULL: "The practice integrates fully; its own contract is to be suspended",
    Level.PARTIAL: "The practice integrates partially and keeps its own contract",
    Level.VIRTUAL: "The practice joins the alliance and keeps its own contract",
    Level.OUTSIDE: "The practice stays outside",
}
