"""The public involvement that section 14Z2 demands of a commissioner: run, closed, reported."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.law import Move, Moves, Party, Reason, rule
from core.wording import day
from formation.rules.authorities import NHS_ACT_14Z2, PROGRAMME_RULE


class EngagementState(StrEnum):
    """How far the involvement of the public has come."""

    RUNNING = "running"
    CLOSED = "closed"
    REPORTED = "reported"


S = EngagementState

UNDER_WAY = frozenset({S.RUNNING, S.CLOSED})
"""The governing body has no report of it yet."""

REPORTED = frozenset({S.REPORTED})


@dataclass(frozen=True, slots=True)
class EngagementFacts:
    """What the law asks about an engagement, as true on the day `on`."""

    on: date
    vanguard: str
    another_runs: bool = False
    opened_on: date | None = None
    closed_on: date | None = None
    report_received_on: date | None = None
    summary: str = ""


Facts = EngagementFacts


@rule("R39", whose=Party.COMMISSIONER, mended_by="engagement.receive_report")
def no_other_engagement_runs(facts: Facts) -> Iterator[Reason]:
    """One engagement is reported before the next is opened."""
    if facts.another_runs:
        yield Reason(
            "engagement_exists",
            f"An engagement of {facts.vanguard} has no report yet; another follows it.",
            PROGRAMME_RULE,
        )


@rule("R39", whose=Party.TIME)
def opening_has_happened(facts: Facts) -> Iterator[Reason]:
    """An engagement is recorded on the day it was opened, or later."""
    if facts.opened_on is None:
        yield Reason("opening_date_missing", "Say on which day it was opened.", NHS_ACT_14Z2)
    elif facts.opened_on > facts.on:
        yield Reason(
            "opening_in_the_future",
            f"The opening is dated {day(facts.opened_on)}, which has not come yet.",
            PROGRAMME_RULE,
        )


@rule("R39", whose=Party.TIME)
def closing_follows_the_opening(facts: Facts) -> Iterator[Reason]:
    """An engagement is closed after it was opened, and not in the future."""
    opened, closed = facts.opened_on, facts.closed_on
    if closed is None:
        yield Reason("closing_date_missing", "Say on which day it was closed.", NHS_ACT_14Z2)
    elif closed > facts.on:
        yield Reason(
            "closing_in_the_future",
            f"The closing is dated {day(closed)}, which has not come yet.",
            PROGRAMME_RULE,
        )
    elif opened and closed < opened:
        yield Reason(
            "closed_before_opening",
            f"The closing is dated {day(closed)}, before the opening of {day(opened)}.",
            PROGRAMME_RULE,
        )


@rule("R39", whose=Party.COMMISSIONER)
def report_follows_the_closing(facts: Facts) -> Iterator[Reason]:
    """The governing body has the report after the engagement closed, and what it says in brief."""
    closed, received = facts.closed_on, facts.report_received_on
    if not facts.summary.strip():
        yield Reason("report_summary_missing", "Say in brief what was heard.", NHS_ACT_14Z2)
    if received is None:
        yield Reason("report_date_missing", "Say on which day it was received.", NHS_ACT_14Z2)
    elif received > facts.on:
        yield Reason(
            "report_in_the_future",
            f"The report is dated {day(received)}, which has not come yet.",
            PROGRAMME_RULE,
        )
    elif closed and received < closed:
        yield Reason(
            "report_before_closing",
            f"The report is dated {day(received)}, before the closing of {day(closed)}.",
            PROGRAMME_RULE,
        )


OFFICER = ("programme_officer", "approving_officer")

MOVES: Moves[Facts] = Moves(
    "engagement",
    S,
    Move(
        "open_engagement",
        "Open the engagement",
        (),
        S.RUNNING,
        OFFICER,
        (no_other_engagement_runs, opening_has_happened),
        effective="opened_on",
    ),
    Move(
        "close",
        "Close the engagement",
        (S.RUNNING,),
        S.CLOSED,
        OFFICER,
        (closing_follows_the_opening,),
        effective="closed_on",
        undoable=True,
    ),
    Move(
        "receive_report",
        "Record the report as received",
        (S.CLOSED,),
        S.REPORTED,
        OFFICER,
        (report_follows_the_closing,),
        effective="report_received_on",
    ),
)
