"""A vanguard's journey in plain words: where it stands, what that means, what it waits for."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from core.wording import weekday
from formation.rules.states import JourneyState as J
from portal.presenters.words import Line, Tag, lines


@dataclass(frozen=True, slots=True)
class Stage:
    """One state of the journey, as a practice would ask about it."""

    name: str
    meaning: str
    waiting: str


STAGES: dict[J, Stage] = {
    J.IDENTIFIED: Stage(
        "Identified",
        "The vanguard is part of the programme. Work on its MCP has not begun.",
        "The programme office begins to engage practices, the public and partners.",
    ),
    J.ENGAGING: Stage(
        "Engaging",
        "Practices, the public and partners are being asked for their views.",
        "The vanguard chooses one of the three models and plans the day on which it goes live.",
    ),
    J.MODEL_SELECTED: Stage(
        "Model chosen",
        "The vanguard has chosen its model and planned the day on which it goes live.",
        "The vanguard begins the formal steps of its model.",
    ),
    J.DRAFTING_ALLIANCE: Stage(
        "Writing the alliance agreement",
        "The members are writing down how they will work together. Each keeps its own contract.",
        "Every practice decides, and every member signs.",
    ),
    J.ALLIANCE_SIGNED: Stage(
        "Alliance agreement signed",
        "All members have signed the alliance agreement.",
        "The planned day of going live.",
    ),
    J.EARLY_ENGAGEMENT: Stage(
        "Early assurance",
        "NHS England and NHS Improvement are looking at the plans early, before anything is "
        "procured.",
        "The commissioners announce their plans to possible providers.",
    ),
    J.MARKET_ENGAGEMENT: Stage(
        "Talking to possible providers",
        "The commissioners have announced their plans and are talking to possible providers.",
        "NHS England and NHS Improvement complete checkpoint 1.",
    ),
    J.CHECKPOINT_1: Stage(
        "Checkpoint 1 passed",
        "NHS England and NHS Improvement are content for the procurement to begin.",
        "The commissioners publish the contract notice.",
    ),
    J.PROCURING: Stage(
        "Choosing a provider",
        "The contract notice is published and bids are being compared.",
        "The commissioners name the bidder they prefer.",
    ),
    J.PREFERRED_BIDDER: Stage(
        "Preferred bidder named",
        "The commissioners prefer one bidder and are settling the terms with it.",
        "NHS England and NHS Improvement complete checkpoint 2.",
    ),
    J.CHECKPOINT_2: Stage(
        "Checkpoint 2 passed",
        "NHS England and NHS Improvement are content for the contract to be awarded.",
        "The commissioners tell the bidders, and the standstill begins.",
    ),
    J.STANDSTILL: Stage(
        "Standstill",
        "The bidders have been told the outcome and have a short time in which to challenge it.",
        "The end of the standstill; then the contract can be awarded.",
    ),
    J.AWARDED: Stage(
        "Contract awarded",
        "The contract is awarded.",
        "The commissioners and the provider sign the contract.",
    ),
    J.MOBILISING: Stage(
        "Getting ready",
        "The contract is signed. Services, staff and systems are being made ready.",
        "Every practice decides and signs; then checkpoint 3.",
    ),
    J.CHECKPOINT_3: Stage(
        "Checkpoint 3 passed",
        "NHS England and NHS Improvement are content for services to start.",
        "The planned day of going live, and the last conditions for it.",
    ),
    J.LIVE: Stage("Live", "The MCP is providing services.", ""),
    J.ENDED: Stage("Ended", "The MCP has come to its end.", ""),
    J.PAUSED: Stage(
        "Paused",
        "Work on the MCP is resting. It will go on from where it was.",
        "The programme office resumes the work.",
    ),
    J.ABANDONED: Stage("Abandoned", "This MCP will not be formed.", ""),
}

NOT_STARTED = Stage(
    "Not started",
    "No work on an MCP of this vanguard is on record.",
    "The programme office begins.",
)

MODELS = {
    "virtual": "Virtual: practices keep their contracts and work together under an alliance "
    "agreement",
    "partial": "Partially integrated: one provider holds a contract for other services; practices "
    "keep their own contracts",
    "full": "Fully integrated: one provider holds a contract for all services, general practice "
    "included",
}

COLOURS = {J.LIVE: "green", J.PAUSED: "yellow", J.ENDED: "grey", J.ABANDONED: "grey"}


@dataclass(frozen=True, slots=True)
class JourneyCard:
    """What the home page says about one vanguard."""

    tag: Tag
    lines: list[Line]


def card(journey: Any, model: str) -> JourneyCard:
    """The stage with its meaning, what we wait for, and when it is to go live."""
    if journey is None:
        tag, stage, planned, live = Tag(NOT_STARTED.name, "grey"), NOT_STARTED, None, None
    else:
        state = J(journey.state)
        stage = STAGES[state]
        tag = Tag(stage.name, COLOURS.get(state, "blue"))
        planned, live = journey.planned_go_live_on, journey.went_live_on
    return JourneyCard(
        tag,
        lines(
            ("What this means", stage.meaning),
            ("What we wait for", stage.waiting),
            ("Model", MODELS.get(model, "Not chosen yet")),
            ("Went live", weekday(live) if live else ""),
            ("Planned day of going live", _planned(planned) if not live else ""),
        ),
    )


def _planned(on: date | None) -> str:
    return weekday(on) if on else "Not planned yet"
