"""Taking the last step of a case back: what must be true of it, whatever the machine."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from core.law import Party, Reason, rule
from core.wording import count, day

PROGRAMME_RULE = "Rule of the programme: undoing a step"


@dataclass(frozen=True, slots=True)
class UndoFacts:
    """What the law asks about the last step of a case, as true on the day `on`.

    `binding` says why the step cannot be undone whenever it was made; `hanging` are later steps of
    other cases that were made because of it. `days` is for how long a step can be undone.
    """

    on: date
    step: str
    recorded_on: date
    days: int
    binding: str = ""
    hanging: tuple[str, ...] = ()


@rule(whose=Party.PROGRAMME)
def step_can_be_taken_back(facts: UndoFacts) -> Iterator[Reason]:
    """Only a step that took nothing else with it is undone; others are put right by a new step."""
    if facts.binding:
        yield Reason(
            "not_undoable", f"“{facts.step}” cannot be undone: {facts.binding}.", PROGRAMME_RULE
        )


@rule(whose=Party.TIME)
def step_is_recent(facts: UndoFacts) -> Iterator[Reason]:
    """A step is undone within some days, while it is still a slip."""
    last = facts.recorded_on + timedelta(days=facts.days)
    if facts.on > last:
        yield Reason(
            "undo_too_late",
            f"“{facts.step}” was recorded on {day(facts.recorded_on)}; a step can be undone within "
            f"{count(facts.days, 'day')}, until {day(last)}.",
            PROGRAMME_RULE,
        )


@rule(whose=Party.PROGRAMME)
def nothing_hangs_on_it(facts: UndoFacts) -> Iterator[Reason]:
    """What was done because of a step is undone before the step itself."""
    for later in facts.hanging:
        yield Reason("something_hangs_on_it", f"{later} Undo that first.", PROGRAMME_RULE)


REQUIRES = (step_can_be_taken_back, step_is_recent, nothing_hangs_on_it)
