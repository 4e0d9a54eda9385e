"""Milestones: what is due, when relative to going live, and whose it is; a template per model.

The offsets, in weeks before (-) or after (+) the planned go-live, are proposals of the programme
calibrated on what Dudley, Sunderland and Sandwell did; they are to be confirmed, and a case may
depart from them. A milestone itself is due, met or dropped.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from core.law import Move, Moves, Party, Reason, rule
from core.wording import day
from formation.rules.authorities import PROGRAMME_RULE
from formation.rules.isap import Stage
from formation.rules.states import Model


class Owner(StrEnum):
    """Whose move a milestone is."""

    COMMISSIONER = "commissioner"
    PROVIDER = "provider"
    PRACTICE = "practice"
    NHS_ENGLAND = "nhs_england"


class MilestoneState(StrEnum):
    """Whether a milestone has been kept."""

    DUE = "due"
    MET = "met"
    DROPPED = "dropped"


S = MilestoneState

OPEN = frozenset({S.DUE})
CLOSED = frozenset({S.MET, S.DROPPED})


@dataclass(frozen=True, slots=True)
class Template:
    """One milestone of a model: `weeks` from going live, owner, whether statute demands it."""

    code: str
    title: str
    weeks: int
    owner: Owner
    statutory: bool = False


C, P, G, N = Owner.COMMISSIONER, Owner.PROVIDER, Owner.PRACTICE, Owner.NHS_ENGLAND

VIRTUAL = (
    Template("V01", "Case for change and care model agreed", -44, C),
    Template("V02", "Public involvement assessed and engagement started", -40, C),
    Template("V03", "Local medical committee consulted", -36, C),
    Template("V04", "ISAP applicability screening recorded", -34, C),
    Template("V05", "Engagement report to the governing body; model decided", -32, C),
    Template("V06", "Practices decide in principle", -28, G),
    Template("V07", "Heads of terms for scope, governance and risk share", -24, P),
    Template("V08", "Alliance agreement drafted, with legal and VAT advice", -18, P),
    Template("V09", "Data-sharing agreement and impact assessment", -12, P),
    Template("V10", "Boards and partners approve", -8, P),
    Template("V11", "Alliance agreement signed by all members", -4, G),
    Template("V12", "Alliance leadership group meets", -2, P),
    Template("V13", "Go-live", 0, C),
    Template("V14", "Benefits review", 26, C),
)

_BOTH = (
    # code, title, weeks in the partial model, weeks in the full model, owner, statutory
    ("B01", "Case for change and care model", -110, -120, C, False),
    ("B02", "Public involvement starts", -106, -116, C, False),
    ("B03", "Practices and LMC engaged; practice preferences surveyed", -104, -114, G, False),
    ("B04", "ISAP early engagement", -100, -110, N, False),
    ("B05", "Prior information notice and market engagement", -96, -106, C, False),
    ("B06", "Engagement report; scope decided by the governing body", -92, -100, C, False),
    ("B07", "Budget baseline, improvement payment and gain/loss design", -88, -98, C, False),
    ("B08", "ISAP checkpoint 1 passed", -84, -94, N, False),
    ("B09", "Contract notice and selection questionnaire", -82, -92, C, False),
    ("B10", "Shortlist", -76, -86, C, False),
    ("B11", "Invitation to participate in dialogue issued", -74, -84, C, False),
    ("B12", "Final tenders", -56, -64, P, False),
    ("B13", "Preferred bidder named", -48, -56, C, False),
    ("B14", "Practices decide their level of integration", -46, -54, G, False),
    ("B15", "ISAP checkpoint 2 passed", -38, -46, N, False),
    ("B16", "Standstill starts", -36, -44, C, True),
    ("B17", "Contract signed", -34, -42, C, False),
    ("B18", "Award notice published", -30, -38, C, False),
    ("B19", "Integration agreements signed", -20, -20, G, False),
    ("B20", "Suspension notices from practices to NHS England", None, -30, G, True),
    ("B21", "Ownership, employment and subcontract offers signed", None, -26, P, False),
    ("B22", "CQC registration or variation applied for", -26, -30, P, False),
    ("B23", "TUPE consultation starts", -20, -24, P, False),
    ("B24", "NHS pension employing authority status; licence", -18, -20, P, False),
    ("B25", "Leases and licences of premises agreed", -16, -18, P, False),
    ("B26", "Data protection, data sharing and clinical systems", -14, -16, P, False),
    ("B27", "ODS and PCSE change forms sent", -10, -12, P, False),
    ("B28", "Letters to every registered patient", None, -10, N, True),
    ("B29", "TUPE employee liability information", -5, -5, G, True),
    ("B30", "ISAP checkpoint 3 passed", -4, -4, N, False),
    ("B31", "Go or no-go; conditions precedent satisfied", -2, -2, C, False),
    ("B32", "Services commence", 0, 0, P, False),
    ("B33", "Last day of notice for the first reactivation point", None, 52, G, True),
    ("B34", "First reactivation point", None, 104, G, False),
    ("B35", "26-week review", 26, 26, C, False),
)

TEMPLATES: dict[str, tuple[Template, ...]] = {
    Model.VIRTUAL: VIRTUAL,
    Model.PARTIAL: tuple(
        Template(code, title, partial, owner, statutory)
        for code, title, partial, _, owner, statutory in _BOTH
        if partial is not None
    ),
    Model.FULL: tuple(
        Template(code, title, full, owner, statutory)
        for code, title, _, full, owner, statutory in _BOTH
    ),
}


KEPT_BY: dict[str, str] = {
    "record_isap_screening": "V04",
    "begin_standstill": "B16",
    Stage.EARLY_ENGAGEMENT: "B04",
    Stage.CHECKPOINT_1: "B08",
    Stage.CHECKPOINT_2: "B15",
    Stage.CHECKPOINT_3: "B30",
}
"""The milestone that a move of the journey, or a passed stage of ISAP, keeps."""

ENGAGEMENT_STARTS = frozenset({"V02", "B02"})
ENGAGEMENT_REPORTED = frozenset({"V05", "B06"})
"""The milestones that an engagement keeps by being opened, and by being reported."""

KEPT_BY_ACTS = frozenset(KEPT_BY.values()) | ENGAGEMENT_STARTS | ENGAGEMENT_REPORTED
"""Milestones that other acts keep, so that nobody need record them by hand."""


def due_date(go_live_on: date, weeks: int) -> date:
    """The day that lies this many weeks from going live."""
    return go_live_on + timedelta(weeks=weeks)


@dataclass(frozen=True, slots=True)
class MilestoneFacts:
    """What the law asks about a milestone, as true on the day `on`."""

    on: date
    title: str
    met_on: date | None = None
    due_on: date | None = None


@rule(mended_by="milestone.meet")
def day_it_was_met_is_given(facts: MilestoneFacts) -> Iterator[Reason]:
    """A milestone that was met was met on a day."""
    if facts.met_on is None:
        yield Reason(
            "met_day_missing", f"Say on which day “{facts.title}” was met.", PROGRAMME_RULE
        )


@rule(whose=Party.TIME)
def day_it_was_met_has_come(facts: MilestoneFacts) -> Iterator[Reason]:
    """A milestone is recorded as met on the day it was met, or later."""
    if facts.met_on is not None and facts.met_on > facts.on:
        yield Reason(
            "met_in_the_future",
            f"“{facts.title}” cannot have been met on {day(facts.met_on)}, which has not come.",
            PROGRAMME_RULE,
        )


OFFICER = ("programme_officer", "approving_officer")

MOVES: Moves[MilestoneFacts] = Moves(
    "milestone",
    S,
    Move("set", "Set the milestone", (), S.DUE, (*OFFICER, "system")),
    Move(
        "meet",
        "Record as met",
        (S.DUE,),
        S.MET,
        OFFICER,
        (day_it_was_met_is_given, day_it_was_met_has_come),
        effective="met_on",
        undoable=True,
    ),
    Move("reopen", "Reopen", (S.MET,), S.DUE, OFFICER, needs_reason=True),
    Move("redate", "Change the date", (S.DUE,), None, OFFICER, needs_reason=True, undoable=True),
    Move("drop", "Drop the milestone", (S.DUE,), S.DROPPED, OFFICER, needs_reason=True),
)
