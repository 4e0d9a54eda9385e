"""Reads before a step is undone: which step it is, what stands against it, what would follow.

For how many days a step can be undone is a figure of the rulebook, which is an app above; it hands
in the question when Django starts.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from accounts.roles import Role
from casework.interests import approves
from casework.models import Case, Change
from casework.rules.undo import REQUIRES, UndoFacts
from casework.selectors import kinds_of_case, vanguard_of
from core.law import UNDO, Move, spoken
from core.wording import day

DaysQuestion = Callable[[UUID | None, date], int]

_days: list[DaysQuestion] = []


def ask_for_days(question: DaysQuestion) -> None:
    """Have this say for how many days a step of a vanguard's case can be undone."""
    _days[:] = [question]


@dataclass(frozen=True, slots=True)
class LastStep:
    """The newest event of a case, and the move that would take it back."""

    event: Change
    undone: Move[Any] | None

    @property
    def label(self) -> str:
        return self.undone.label if self.undone else spoken(self.event.move).capitalize()

    @property
    def move(self) -> Move[Any]:
        """The way back, open to approving officers and to those who may take the step itself."""
        able: tuple[str, ...] = (Role.APPROVING_OFFICER.value,)
        if self.undone is not None and not approves(self.undone):
            able = tuple(dict.fromkeys((*able, *self.undone.roles)))
        return Move(
            UNDO,
            "Undo the last step",
            (self.event.after,),  # type: ignore[arg-type]
            self.event.before,  # type: ignore[arg-type]
            able,
            REQUIRES,
            needs_reason=True,
        )

    def restored(self, case: Case) -> dict[str, Any]:
        """The columns as they stood before the step, as values of their fields."""
        fields = {field.name: field for field in case._meta.concrete_fields}
        return {
            fields[name].attname: None if value is None else fields[name].to_python(value)
            for name, value in self.event.replaced.items()
        }


def last_step(case: Case) -> LastStep:
    """The step that would be undone: always the newest."""
    history: Any = case.history_model()
    rows = history._default_manager.filter(subject=case.pk, version=case.version)
    event = rows.select_related("made_by").get()
    return LastStep(event, case.MOVES.get(event.move))


def undo_facts(case: Case, step: LastStep, *, on: date) -> UndoFacts:
    """What the law asks before this step is undone."""
    (days,) = _days
    return UndoFacts(
        on=on,
        step=step.label,
        recorded_on=step.event.made_on,
        days=days(vanguard_of(case), on),
        binding=_binding(case, step),
        hanging=tuple(_hanging_on(case, step)),
    )


def _binding(case: Case, step: LastStep) -> str:
    """Why a step cannot be undone whenever it was made; nothing if it can."""
    if step.undone is None:
        return "it was itself the undoing of a step"
    if step.undone.undoable:
        return ""
    if step.undone.opens:
        return "it brought the case into being"
    if not case.MOVES.from_state(step.event.after):
        return "it ended the case for good"
    return "other cases, other people's rights or a publication went with it"


def _hanging_on(case: Case, step: LastStep) -> Iterator[str]:
    """The later steps of other cases that a rule let by because this step had been made."""
    named = f"{case.MOVES.machine}.{step.event.move}"
    for model in kinds_of_case():
        moves = [
            move.name
            for move in model.MOVES.values()
            if any(rule.mended_by == named for rule in move.requires)
        ]
        for later in _made_since(model, moves, case, step.event) if moves else ():
            label = model.MOVES[later.move].label
            yield f"{later.subject}: “{label}” was recorded on {day(later.made_on)}."


def _made_since(model: type[Case], moves: list[str], case: Case, event: Change) -> list[Any]:
    """The events of these moves, not undone, of cases of the same practice or vanguard."""
    same = _same_matter(model, case)
    if same is None or isinstance(case, model):
        return []
    history: Any = model.history_model()
    rows = history._default_manager.filter(same, move__in=moves, made_at__gt=event.made_at)
    undone = set(
        history._default_manager.filter(same, move=UNDO).values_list("subject_id", "facts__undoes")
    )
    found = rows.select_related("subject").order_by("made_at")
    return [row for row in found if (row.subject_id, row.version) not in undone]


def _same_matter(model: type[Case], case: Any) -> Q | None:
    """Which cases of a kind could hang on this one: those of its practice, or of its vanguard."""
    columns = {field.name for field in model._meta.concrete_fields}
    practice, vanguard = getattr(case, "practice_id", None), vanguard_of(case)
    if practice is not None and "practice" in columns:
        return Q(subject__practice=practice)
    if vanguard is None:
        return None
    for path in ("vanguard", "journey__vanguard", "mcp_contract__vanguard"):
        if path.split("__")[0] in columns:
            return Q(**{f"subject__{path}": vanguard})
    return None
