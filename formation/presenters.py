"""What an officer's page says of a journey: its stages, and the words for its milestones."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from casework.verdicts import Verdict
from core.admin.presenting import tag
from core.law import spoken
from core.wording import count, day
from formation.models import Journey, Milestone
from formation.rules.milestones import MilestoneState
from formation.rules.states import JourneyState, path_of
from formation.selectors import SOON


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the way: done, now or to come."""

    name: str
    standing: str
    is_now: bool


def stages(journey: Journey, *, reached: Iterable[str] = ()) -> list[Stage]:
    """The stage line. A journey that rests or is over is shown at the state it came from."""
    path = path_of(journey.model)
    at = journey.paused_from or journey.state
    if at == JourneyState.ENDED:
        path = (*path, JourneyState.ENDED)
    if at not in path:
        at = next((state for state in reversed(path) if state in set(reached)), path[0])
    now = path.index(JourneyState(at))
    return [
        Stage(
            spoken(state).capitalize().replace("Checkpoint", "ISAP checkpoint"),
            _standing(index - now, journey),
            index == now,
        )
        for index, state in enumerate(path)
    ]


def _standing(offset: int, journey: Journey) -> str:
    if offset < 0:
        return "done"
    if offset > 0:
        return "to come"
    at_rest = {JourneyState.PAUSED: "paused here", JourneyState.ABANDONED: "abandoned here"}
    return at_rest.get(JourneyState(journey.state), "now")


def moving_lines(moving: Sequence[str], staying: Sequence[str]) -> list[str]:
    """What a change of the go-live date does to the milestones, before it is made."""
    lines = [f"{count(len(moving), 'open milestone')} would move by as much as the day does"]
    lines[0] += f": {', '.join(moving)}." if moving else "."
    if staying:
        was = count(len(staying), "milestone keeps its own date", "milestones keep their own dates")
        lines.append(f"{was}: {', '.join(staying)}.")
    return lines


def due_words(milestone: Milestone, *, on: date) -> SafeString:
    """Whether a milestone was kept, and how far off it is."""
    if milestone.state != MilestoneState.DUE:
        text = f"Met {day(milestone.met_on)}" if milestone.met_on else "Dropped"
        return tag(milestone.state, text)
    days = (milestone.due_on - on).days
    if days < 0:
        return tag("overdue", f"{count(-days, 'day')} overdue")
    if days == 0:
        return tag("overdue", "Due today")
    if days <= SOON.days:
        return tag("standstill", f"Due in {count(days, 'day')}")
    return tag("due", f"In {count(days // 7, 'week')}")


def act_links(verdicts: Sequence[Verdict], urls: dict[str, str], about: Any) -> SafeString:
    """A milestone's open moves as links that say what they are about."""
    links = [
        (urls[verdict.name], verdict.label, about)
        for verdict in verdicts
        if verdict.open and verdict.name in urls
    ]
    inside = format_html_join(
        " ", '<a class="act" href="{}">{}<span class="visually-hidden"> of {}</span></a>', links
    )
    return format_html('<span class="acts">{}</span>', inside)


def summary(rows: Sequence[Milestone], *, on: date) -> str:
    """How many milestones were met, are open and are overdue."""
    states = [row.state for row in rows]
    overdue = sum(row.state == "due" and row.due_on < on for row in rows)
    return f"{states.count('met')} met, {states.count('due')} open, of which {overdue} overdue"
