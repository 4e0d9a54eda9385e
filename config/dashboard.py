"""The programme at a glance: where the journeys stand, what is due, who waits for an approval."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.admin import AdminSite
from django.db.models import Count
from django.urls import reverse
from django.utils.html import format_html

from accounts.models import User
from casework.case_pages import CaseAdmin
from core.admin.presenting import Table, called, link_to, tag, whole_day
from core.law import spoken
from core.wording import count
from formation.rules.states import JourneyState
from formation.selectors import falling, journeys, milestones
from notifications.selectors import needing_review, not_asked, open_bounces

MOST = 10
MOST_OF_A_KIND = 5


@dataclass(frozen=True, slots=True)
class Bar:
    """How many journeys are at one state, as text and as a part of the longest bar."""

    state: str
    number: int
    width: int
    url: str


@dataclass(frozen=True, slots=True)
class Board:
    """Everything on the programme page."""

    figures: list[tuple[str, int, str]]
    bars: list[Bar]
    tables: list[Table]


def programme(site: AdminSite, *, viewer: User, on: date) -> Board:
    """The board, in a number of queries that does not grow with the programme."""
    bars = _bars(site, viewer=viewer, on=on)
    overdue = _due(site, "overdue", "Overdue", viewer=viewer, on=on)
    soon = _due(site, "soon", "Due in the next 28 days", viewer=viewer, on=on)
    waiting, awaited = _waiting(site)
    where = f"{site.name}:formation_milestone_changelist"
    figures = [
        ("Journeys", sum(bar.number for bar in bars), _list(site, "formation_journey")),
        ("Overdue milestones", overdue[1], f"{reverse(where)}?falling=overdue"),
        ("Due in the next 28 days", soon[1], f"{reverse(where)}?falling=soon"),
        ("At a step for an approving officer", awaited, "#waiting"),
    ]
    return Board(figures, bars, [overdue[0], soon[0], waiting, *_undelivered(site)])


def _list(site: AdminSite, name: str) -> str:
    return reverse(f"{site.name}:{name}_changelist")


def _bars(site: AdminSite, *, viewer: User, on: date) -> list[Bar]:
    """One bar for each state that a journey is in, in the order of the way."""
    rows = journeys(viewer=viewer, on=on).order_by().values("state").annotate(n=Count("pk"))
    numbers = {row["state"]: row["n"] for row in rows}
    longest = max(numbers.values(), default=1)
    where = _list(site, "formation_journey")
    return [
        Bar(
            state=spoken(state).capitalize(),
            number=numbers[state],
            width=round(100 * numbers[state] / longest),
            url=f"{where}?state__exact={state}",
        )
        for state in JourneyState
        if state in numbers
    ]


def _due(site: AdminSite, which: str, title: str, *, viewer: User, on: date) -> tuple[Table, int]:
    rows = falling(milestones(viewer=viewer, on=on), which, on=on)
    number = rows.count()
    url = f"{_list(site, 'formation_milestone')}?falling={which}"
    table = Table(
        title=title,
        anchor=which,
        columns=("Milestone", "Vanguard", "Due", "Whose"),
        rows=[
            (
                link_to(milestone, site=site),
                link_to(milestone.journey, site=site, text=milestone.journey.vanguard.name),
                whole_day(milestone.due_on),
                milestone.get_owner_display(),
            )
            for milestone in rows.order_by("due_on", "code")[:MOST]
        ],
        empty="Nothing.",
        more=_more(url, number, "milestone"),
    )
    return table, number


def _waiting(site: AdminSite) -> tuple[Table, int]:
    """Cases at a step that an approving officer takes; their pages say whether it can be taken."""
    found: list[tuple[Any, ...]] = []
    awaited = 0
    doors = [each for each in site._registry.values() if isinstance(each, CaseAdmin)]
    for door in sorted(doors, key=lambda each: each.opts.app_label != "formation"):
        if not door.awaiting:
            continue
        rows = door.model._default_manager.filter(state__in=door.awaiting)
        number = rows.count()
        awaited += number
        kind = called(str(door.opts.verbose_name))
        newest = rows.select_related(*_related(door)).order_by("-created_at")[:MOST_OF_A_KIND]
        found.extend((link_to(row, site=site), kind, tag(row.state)) for row in newest)
        if number > MOST_OF_A_KIND:
            url = f"{door.url('changelist')}?state__in={','.join(door.awaiting)}"
            all_of_them = _more(url, number, str(door.opts.verbose_name), most=MOST_OF_A_KIND)
            found.append((all_of_them, kind, "Various"))
    table = Table(
        title="At a step for an approving officer",
        anchor="waiting",
        columns=("Case", "Kind", "State"),
        rows=found,
        empty="Nothing waits for an approval.",
    )
    return table, awaited


def _undelivered(site: AdminSite) -> list[Table]:
    """What did not arrive and waits for an officer; nothing is shown where all is well."""
    tables: list[Table] = []
    found: list[tuple[Any, ...]]
    rows = needing_review().select_related("to")
    if number := rows.count():
        url = f"{_list(site, 'notifications_message')}?state__exact=needs_review"
        found = [
            (link_to(each, site=site, text=spoken(each.kind).capitalize()), each.to, each.outcome)
            for each in rows[:MOST]
        ]
        more = _more(url, number, "message")
        columns = ("Message", "To", "What became of it")
        tables.append(Table("Messages for review", columns, found, more=more, anchor="review"))
    bounced = open_bounces()
    if number := bounced.count():
        found = [
            (link_to(each, site=site, text=each.address), each.person, each.why)
            for each in bounced[:MOST]
        ]
        more = _more(_list(site, "notifications_bounce"), number, "address")
        columns = ("Address", "Person", "Why")
        tables.append(Table("Addresses that take no mail", columns, found, more=more))
    if silent := list(not_asked()):
        found = [(link_to(each, site=site, text=each.circuit), each.why) for each in silent]
        tables.append(Table("Providers that fail", ("Provider", "Why it is not asked"), found))
    return tables


def _related(model_admin: CaseAdmin) -> list[str]:
    return list(model_admin.list_select_related)


def _more(url: str, number: int, what: str, *, most: int = MOST) -> Any:
    if number <= most:
        return ""
    return format_html('<a href="{}">Show all {}</a>', url, count(number, what))
