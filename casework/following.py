"""“When this move is made, that follows”: steps that apps above hand in for moves of apps below.

A practice's decision lies below the journey whose milestones follow from it, and may not import it.
So the app that owns the milestones names the moves that they follow, when Django starts; the runner
leaves its step to the end of the same act, once for all cases that the act moved, all or nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from casework.keeping import Doing
from core.transactions import at_the_end

Followed = tuple[Sequence[Any], Doing]
"""Cases of one kind that were moved together, and by whom, when and why."""

Step = Callable[[list[Followed]], None]

_steps: defaultdict[str, list[Step]] = defaultdict(list)


def follow(kind: str, step: Step) -> None:
    """Have this done whenever the move `machine.move` is made; twice the same is once."""
    if step not in _steps[kind]:
        _steps[kind].append(step)


def followed_by(kind: str, cases: Sequence[Any], doing: Doing) -> None:
    """Leave to the end of the act what follows from this move of these cases."""
    for step in _steps.get(kind, ()):
        at_the_end(step, (cases, doing))
