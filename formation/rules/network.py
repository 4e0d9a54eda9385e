"""How a plan stands: what leads to going live, how much each milestone may slip, what is expected.

A template says no durations. A milestone takes as long as its template puts between it and the
latest of those that it depends on; so what is due long before it is needed has time to spare, and
the rest is the critical path. All of it is worked out from what is open on a day, and kept nowhere.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum


class Status(StrEnum):
    """How a milestone stands on a day."""

    MET = "met"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    LATE = "late"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Node:
    """One milestone of a plan, and the keys of those that it waits for.

    `usual_on` is the day that its template gives it, from which durations are read. `leads_to_it`
    says that it is the day of going live itself.
    """

    key: str
    due_on: date
    usual_on: date
    waits_for: tuple[str, ...] = ()
    met_on: date | None = None
    is_statutory: bool = False
    is_going_live: bool = False


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Days, from the rulebook: beyond which an expected delay is a risk, and lateness a miss."""

    at_risk: int
    missed: int


@dataclass(frozen=True, slots=True)
class Outlook:
    """How one milestone stands.

    `expected_on` is the day on which it can be met as things are. `slack` are the days by which it
    may come later than expected before going live does; None where going live does not wait for
    it. `held_up_by` is the key of what it waits for and that keeps it from its day.
    """

    status: Status
    expected_on: date
    slack: int | None = None
    held_up_by: str = ""

    @property
    def is_critical(self) -> bool:
        """Whether going live slips if this does."""
        return self.slack is not None and self.slack <= 0


@dataclass(slots=True)
class _Plan:
    nodes: Mapping[str, Node]
    order: list[str] = field(default_factory=list)

    def waited_for(self, node: Node) -> list[Node]:
        return [self.nodes[key] for key in node.waits_for if key in self.nodes]

    def takes(self, node: Node) -> timedelta:
        """How long it takes once the last of what it waits for is done."""
        usual = [other.usual_on for other in self.waited_for(node)]
        return max(timedelta(), node.usual_on - max(usual)) if usual else timedelta()


def outlooks(nodes: Iterable[Node], *, on: date, thresholds: Thresholds) -> dict[str, Outlook]:
    """How each of these milestones of one plan stands on the day."""
    plan = _Plan({node.key: node for node in nodes})
    plan.order = _in_order(plan)
    expected, held_up_by = _expected(plan, on)
    latest = _latest(plan)
    found = {}
    for key, node in plan.nodes.items():
        slack = None
        if node.met_on is None and latest.get(key) is not None:
            slack = (latest[key] - expected[key]).days
        status = _status(node, expected[key], on, thresholds)
        found[key] = Outlook(status, expected[key], slack, held_up_by.get(key, ""))
    return found


def _in_order(plan: _Plan) -> list[str]:
    """The keys, each after all that it waits for; a circle is cut where it is met."""
    found: dict[str, None] = {}
    for start in plan.nodes:
        stack, asked = [start], set()
        while stack:
            key = stack[-1]
            node = plan.nodes[key]
            waiting = [
                other.key
                for other in plan.waited_for(node)
                if other.key not in found and other.key not in asked
            ]
            asked.add(key)
            if waiting and key not in found:
                stack.append(waiting[0])
            else:
                found[key] = None
                stack.pop()
    return list(found)


def _expected(plan: _Plan, on: date) -> tuple[dict[str, date], dict[str, str]]:
    """The day on which each can be met as things are, and what keeps it from its own day."""
    days: dict[str, date] = {}
    held: dict[str, str] = {}
    for key in plan.order:
        node = plan.nodes[key]
        if node.met_on is not None:
            days[key] = node.met_on
            continue
        days[key] = max(node.due_on, on)
        before = [other for other in plan.waited_for(node) if other.key in days]
        if not before:
            continue
        last = max(before, key=lambda other: days[other.key])
        possible = days[last.key] + plan.takes(node)
        if possible > days[key]:
            days[key], held[key] = possible, last.key
    return days, held


def _latest(plan: _Plan) -> dict[str, date]:
    """The last day on which each can be met without going live being later than planned; nothing
    for what going live does not wait for."""
    latest: dict[str, date] = {}
    for key in reversed(plan.order):
        node = plan.nodes[key]
        if node.is_going_live and node.met_on is None:
            latest[key] = node.due_on
        if key not in latest:
            continue
        by = latest[key] - plan.takes(node)
        for other in plan.waited_for(node):
            latest[other.key] = min(latest.get(other.key, by), by)
    return latest


def _status(node: Node, expected_on: date, on: date, thresholds: Thresholds) -> Status:
    """Met; missed, where statute's day or the time to catch up is over; late; at risk; on track."""
    if node.met_on is not None:
        return Status.MET
    overdue = (on - node.due_on).days
    if overdue > 0 and (node.is_statutory or overdue > thresholds.missed):
        return Status.MISSED
    if overdue > 0:
        return Status.LATE
    if (expected_on - node.due_on).days > thresholds.at_risk:
        return Status.AT_RISK
    return Status.ON_TRACK
