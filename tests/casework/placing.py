"""Put a case in a state with the history that a lawful walk leaves, without walking it by acts.

The database's own guard judges every step, so that nothing can be placed that could not have
happened; only the rules of law, which look at the rest of the world, are not asked.
"""

from collections import deque
from collections.abc import Callable, Collection
from typing import Any

from casework.models import Case
from core.clock import civil_date
from core.law import NEW, Moves
from tests.support.people import NOW

Step = tuple[str, str, str]


def path(moves: Moves[Any], state: str, *, avoid: Collection[str] = ()) -> list[Step]:
    """The shortest walk of (move, before, after) from nothing to a state."""
    queue: deque[tuple[str, list[Step]]] = deque([(NEW, [])])
    seen = {NEW, *avoid} - {state}
    while queue:
        here, walked = queue.popleft()
        if here == state:
            return walked
        for step in moves.edges():
            if step[1] == here and step[2] not in seen:
                seen.add(step[2])
                queue.append((step[2], [*walked, step]))
    raise AssertionError(f"{moves.machine}: no way leads to {state}.")


def place(
    case: Case,
    state: str,
    *,
    by: Any,
    at: Any = NOW,
    avoid: Collection[str] = (),
    late: dict[str, Any] | None = None,
    opened: Callable[[Any], None] = lambda case: None,
) -> Any:
    """Write the case and its events up to a state; `late` columns are set by the last step.

    `opened` is called once the case is there, before it moves on.
    """
    model, history = type(case), type(case).history_model()
    steps = path(model.MOVES, state, avoid=avoid)
    for version, (move, before, after) in enumerate(steps, start=1):
        history.objects.create(
            subject_id=case.pk, version=version, move=move, before=before, after=after,
            made_by=by, made_at=at, made_on=civil_date(at),
            effective_on=civil_date(at), note="placed",
        )  # fmt: skip
        columns = (late or {}) if version == len(steps) else {}
        if version == 1:
            for name, value in columns.items():
                setattr(case, name, value)
            case.save(force_insert=True)
            opened(case)
        else:
            rows = model._default_manager.filter(pk=case.pk)
            rows.update(state=after, version=version, **columns)
    return model._default_manager.get(pk=case.pk)
