"""What has to be true before the next steps, as one practice may see it.

A line about other practices says only that it waits for them; their names, and whatever else a
reason says that is not about this practice alone, are not shown.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from casework.verdicts import Verdict
from core.law import SPOKEN_PARTY, SPOKEN_STANDING, Line, Reason, Standing
from portal.presenters.mending import Way, way
from portal.presenters.participations import SAID, practice_roles_for
from portal.presenters.words import Tag, sentence

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
    way: Way | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step that may come next: what is not yet as it must be, and how much is."""

    label: str
    tally: str
    demands: list[Demand]


def our_steps(verdicts: Iterable[Verdict], participation: Any) -> list[Step]:
    """Steps upon what is our practice's own: everything that is said of it is ours to read."""
    return [_step(v, our_demands(v, participation)) for v in _ruled(verdicts)]


def our_demands(verdict: Verdict, participation: Any) -> list[Demand]:
    """What is not yet as it must be for one step of ours, each with the way to put it right."""
    return [_demand(line, line.reasons, way=way(line, participation)) for line in _shown(verdict)]


@dataclass(frozen=True, slots=True)
class Closed:
    """Steps that are not open to this person, for one and the same cause."""

    titles: str
    demands: list[Demand]
    able: str


def closed(verdicts: Iterable[Verdict], participation: Any) -> list[Closed]:
    """Our own steps that this person cannot take now, each cause once: why, and who could."""
    found: dict[Any, list[Verdict]] = {}
    for verdict in verdicts:
        if verdict.name in SAID and not verdict.open:
            able = "" if verdict.permitted else practice_roles_for(verdict.name)
            found.setdefault((verdict.reasons, able), []).append(verdict)
    return [
        Closed(
            sentence(SAID[each.name].title.lower() for each in together),
            [one for one in our_demands(together[-1], participation) if one.reasons],
            able,
        )
        for (_, able), together in found.items()
    ]


def shared_steps(verdicts: Iterable[Verdict], *, practice: str, participation: Any) -> list[Step]:
    """Steps of a vanguard in which other practices take part; `practice` is our code. The way is
    shown where a line waits for us."""
    return [
        _step(v, [_shared(line, practice, participation) for line in _shown(v)])
        for v in _ruled(verdicts)
    ]


def _shared(line: Line, practice: str, participation: Any) -> Demand:
    about_us = any(practice in reason.about for reason in line.reasons)
    ours = way(line, participation) if about_us else None
    return _demand(line, _ours(line, practice), way=ours)


def _ruled(verdicts: Iterable[Verdict]) -> list[Verdict]:
    return [verdict for verdict in verdicts if verdict.tally[1]]


def _shown(verdict: Verdict) -> list[Line]:
    quiet = (Standing.MET, Standing.NOT_APPLICABLE)
    return [line for line in verdict.lines if line.standing not in quiet]


def _step(verdict: Verdict, demands: list[Demand]) -> Step:
    met, all_of_them = verdict.tally
    return Step(verdict.label, f"{met} of {all_of_them} conditions met", demands)


def _demand(line: Line, reasons: tuple[Reason, ...], *, way: Way | None = None) -> Demand:
    return Demand(
        sentence=line.rule.sentence,
        status=Tag(SPOKEN_STANDING[line.standing], COLOURS[line.standing]),
        reasons=reasons,
        whose=SPOKEN_PARTY[line.rule.whose],
        waived="The programme has waived this for now." if line.standing is Standing.WAIVED else "",
        way=way,
    )


def _ours(line: Line, practice: str) -> tuple[Reason, ...]:
    """What of a line our practice may read."""
    mine = tuple(reason for reason in line.reasons if reason.about == (practice,))
    about = {code for reason in line.reasons if reason not in mine for code in reason.about}
    if mine or not about:
        return mine
    text = OURS_TOO if practice in about else OTHERS
    return (Reason("other_practices", text, line.reasons[0].authority),)
