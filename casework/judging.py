"""The one judgement of a move of a case: the law's lines, waivers, and who is about to decide.

The pages show these lines (`casework.verdicts`) and the runner refuses by them, so that what is
shown and what is done cannot differ.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from accounts.permissions import Held
from casework.interests import approves, standing_of
from casework.keeping import Doing
from casework.models import Case, Waiver
from core.clock import civil_date
from core.errors import Refused, refuse_if
from core.fields import LONGEST_NOTE, reasons_against_text
from core.law import Line, Move, Reason, judge, refusals, wrong_state
from core.prepared import prepared
from core.together import Answer, there

Waivers = Mapping[str, Waiver]
"""The waivers of one case that are in force, by the name of the rule."""

Judge = Callable[[Case, Any], tuple[Line, ...]]
"""Says of a case with its facts how every rule of a move stands."""


def waivers_in_force(cases: Iterable[Case], *, on: date) -> Answer[dict[UUID, dict[str, Waiver]]]:
    """The waivers of each of these cases that count on this day, in one query."""
    asked = {case.pk: case._meta.label_lower for case in cases}

    def by_case(waivers: list[Waiver]) -> dict[UUID, dict[str, Waiver]]:
        found: dict[UUID, dict[str, Waiver]] = {pk: {} for pk in asked}
        for waiver in waivers:
            if asked[waiver.about_id] == waiver.about_type:
                found[waiver.about_id][waiver.rule] = waiver
        return found

    return _in_force.ahead(case_ids=list(asked), on=on).then(by_case) if asked else Answer(dict)


@prepared
def _in_force(*, case_ids: list[UUID], on: date) -> QuerySet[Waiver]:
    rows = Waiver.objects.in_force(on).filter(about_id__among=case_ids)
    return rows.select_related("granted_by").order_by()


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
    cases: Sequence[Case], move: Move[Any], *, by: User, on: date, known: Answer[Held] | None = None
) -> Judge:
    """The judge of this move of these cases, who is given each with its facts; what they have in
    common is asked once, and asked now. `known` is what the person holds on the day."""
    waived = waivers_in_force(cases if can_be_waived(move) else (), on=on)
    standing = standing_of(by, on=on, holds=known, ahead=cases if approves(move) else ())

    def judged_one(case: Case, facts: Any) -> tuple[Line, ...]:
        waivers = waived().get(case.pk, {})
        return judged(move, facts=facts, waivers=waivers, interest=lambda: standing(case))

    return judged_one


def check_law(
    case: Case, move: Move[Any], *, facts: Any, doing: Doing, judge: Judge | None = None
) -> tuple[Line, ...]:
    """The lines by which this move is lawful; `facts` may have been asked ahead.

    Raises:
        Refused: with every reason of the law, and for a note that cannot be kept.
    """
    unkept = reasons_against_note(doing.note)
    wrong = wrong_state(move, case.state)
    if wrong is not None:
        raise Refused((wrong, *unkept), move=move.name)
    judge = judge or judge_of([case], move, by=doing.by, on=civil_date(doing.at))
    lines = judge(case, there(facts))
    refuse_if((*refusals(move, lines, note=doing.note), *unkept), move=move.name)
    return lines


def reasons_against_note(note: str) -> tuple[Reason, ...]:
    """Why what the person wrote cannot be kept."""
    return tuple(reasons_against_text("note", "Reason", note, longest=LONGEST_NOTE))
