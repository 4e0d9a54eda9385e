"""The one judgement of a move of a case: the law's lines, waivers, and who is about to decide.

The pages show these lines (`casework.verdicts`) and the runner refuses by them, so that what is
shown and what is done cannot differ.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from accounts.models import User
from accounts.permissions import Held
from casework.interests import approves, standing_of
from casework.keeping import Doing
from casework.models import Case, Waiver
from core.clock import civil_date
from core.errors import Refused, refuse_if
from core.fields import LONGEST_NOTE, reasons_against_text
from core.law import Line, Move, Reason, judge, refusals, wrong_state

C = TypeVar("C", bound=Case)
Waivers = Mapping[str, Waiver]
"""The waivers of one case that are in force, by the name of the rule."""


def waivers_in_force(cases: Iterable[Case], *, on: date) -> dict[UUID, dict[str, Waiver]]:
    """The waivers of each of these cases that count on this day, in one query."""
    asked = {case.pk: case._meta.label_lower for case in cases}
    found: dict[UUID, dict[str, Waiver]] = {pk: {} for pk in asked}
    rows = Waiver.objects.in_force(on).filter(about_id__in=list(asked))
    for waiver in rows.select_related("granted_by"):
        if asked[waiver.about_id] == waiver.about_type:
            found[waiver.about_id][waiver.rule] = waiver
    return found


def can_be_waived(move: Move[Any]) -> bool:
    """Whether any rule of this move is the programme's own, so that waivers need be asked for."""
    return any(rule.waivable for rule in move.requires)


def judged(
    move: Move[Any], *, facts: Any, waivers: Waivers, interest: Callable[[], Line]
) -> tuple[Line, ...]:
    """How every rule stands for this move; `interest` says of a decision how its taker stands."""
    lines = judge(move, facts, waived=waivers)
    return (*lines, interest()) if approves(move) else lines


def judge_of(
    cases: Sequence[C], move: Move[Any], *, by: User, on: date, known: Held | None = None
) -> Callable[[C, Any], tuple[Line, ...]]:
    """The judge of this move of these cases, who is given each with its facts; what they have in
    common is looked up once."""
    waived = waivers_in_force(cases, on=on) if can_be_waived(move) else {}
    standing = standing_of(by, on=on, holds=known)

    def judged_one(case: C, facts: Any) -> tuple[Line, ...]:
        waivers = waived.get(case.pk, {})
        return judged(move, facts=facts, waivers=waivers, interest=lambda: standing(case))

    return judged_one


def check_law(
    case: Case, move: Move[Any], *, facts: Any, doing: Doing, known: Held | None = None
) -> tuple[Line, ...]:
    """The lines by which this move is lawful; `known` is what the person holds on the day.

    Raises:
        Refused: with every reason of the law, and for a note that cannot be kept.
    """
    unkept = reasons_against_note(doing.note)
    wrong = wrong_state(move, case.state)
    if wrong is not None:
        raise Refused((wrong, *unkept), move=move.name)
    judge = judge_of([case], move, by=doing.by, on=civil_date(doing.at), known=known)
    lines = judge(case, facts)
    refuse_if((*refusals(move, lines, note=doing.note), *unkept), move=move.name)
    return lines


def reasons_against_note(note: str) -> tuple[Reason, ...]:
    """Why what the person wrote cannot be kept."""
    return tuple(reasons_against_text("note", "Reason", note, longest=LONGEST_NOTE))
