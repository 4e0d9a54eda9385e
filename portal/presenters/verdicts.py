"""What has to be true before the next steps, as one practice may see it.

A line about other practices says only that it waits for them; their names, and whatever else a
reason says that is not about this practice alone, are not shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from casework.verdicts import Verdict
from core.law import SPOKEN_PARTY, SPOKEN_STANDING, Line, Reason, Standing
from portal.presenters.words import Tag

COLOURS = {
    Standing.MET: "green",
    Standing.UNMET: "red",
    Standing.WARNED: "yellow",
    Standing.WAIVED: "yellow",
}
OTHERS = "This waits for other practices."
OURS_TOO = "This waits for your practice, among others."


@dataclass(frozen=True, slots=True)
class Demand:
    """One rule of a step: what must hold, how it stands, what of it concerns us, whose move."""

    sentence: str
    status: Tag
    reasons: tuple[Reason, ...]
    whose: str
    waived: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step that may come next: what is not yet as it must be, and how much is."""

    label: str
    tally: str
    demands: list[Demand]


def our_steps(verdicts: Iterable[Verdict]) -> list[Step]:
    """Steps upon what is our practice's own: everything that is said of it is ours to read."""
    return [_step(v, [_demand(line, line.reasons) for line in _shown(v)]) for v in _ruled(verdicts)]


def shared_steps(verdicts: Iterable[Verdict], *, practice: str) -> list[Step]:
    """Steps of a vanguard in which other practices take part; `practice` is our code."""
    return [
        _step(v, [_demand(line, _ours(line, practice)) for line in _shown(v)])
        for v in _ruled(verdicts)
    ]


def _ruled(verdicts: Iterable[Verdict]) -> list[Verdict]:
    return [verdict for verdict in verdicts if verdict.tally[1]]


def _shown(verdict: Verdict) -> list[Line]:
    quiet = (Standing.MET, Standing.NOT_APPLICABLE)
    return [line for line in verdict.lines if line.standing not in quiet]


def _step(verdict: Verdict, demands: list[Demand]) -> Step:
    met, all_of_them = verdict.tally
    return Step(verdict.label, f"{met} of {all_of_them} conditions met", demands)


def _demand(line: Line, reasons: tuple[Reason, ...]) -> Demand:
    return Demand(
        sentence=line.rule.sentence,
        status=Tag(SPOKEN_STANDING[line.standing], COLOURS[line.standing]),
        reasons=reasons,
        whose=SPOKEN_PARTY[line.rule.whose],
        waived="The programme has waived this for now." if line.standing is Standing.WAIVED else "",
    )


def _ours(line: Line, practice: str) -> tuple[Reason, ...]:
    """What of a line our practice may read."""
    mine = tuple(reason for reason in line.reasons if reason.about == (practice,))
    about = {code for reason in line.reasons if reason not in mine for code in reason.about}
    if mine or not about:
        return mine
    text = OURS_TOO if practice in about else OTHERS
    return (Reason("other_practices", text, line.reasons[0].authority),)
