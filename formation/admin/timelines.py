"""A journey's milestones as officers read them: how each stands, what going live waits for, what
has moved since last week; and what a change would do to them, before it is made."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.admin.presenting import NOTHING, Table, link_to, tag, whole_day
from core.wording import count, day
from formation.admin.milestones import milestone_urls
from formation.admin.template_tables import comparison, shifts_table
from formation.models import Journey, Milestone
from formation.presenters import act_links, due_words
from formation.rules.network import Status
from formation.selectors import open_moves_of_milestones
from formation.selectors.plans import plan_of, shifts
from formation.selectors.templates import adoptable, template_of
from formation.selectors.timelines import (
    Movement,
    Standing,
    critical_path,
    moved_since,
    tally,
    timelines,
)

WEEK = timedelta(days=7)
STATUSES = {
    Status.MET: "Met",
    Status.ON_TRACK: "On track",
    Status.AT_RISK: "At risk",
    Status.LATE: "Late",
    Status.MISSED: "Missed",
}


def milestones_table(request: HttpRequest, journey: Journey, *, on: date, site: AdminSite) -> Table:
    """Every milestone of a journey: by when, how it stands, and how much it may slip."""
    standings = timelines([journey], on=on)[journey.pk]
    rows = [each.milestone for each in standings]
    moves = open_moves_of_milestones(rows, viewer=request.user, on=on)  # type: ignore[arg-type]
    return Table(
        title="Milestones",
        anchor="milestones",
        columns=("Milestone", "Due", "Standing", "May slip by", "Whose", "What can be done"),
        rows=[
            (
                _named(each, site),
                whole_day(each.milestone.due_on),
                _standing(each, on),
                slack_words(each),
                _whose(each.milestone),
                act_links(
                    moves[each.milestone.pk],
                    milestone_urls(each.milestone),
                    _about(each.milestone),
                ),
            )
            for each in standings
        ],
        empty="Milestones are set when the model is selected.",
        summary=summary(standings),
        more=_version(journey, site),
    )


def _named(each: Standing, site: AdminSite) -> SafeString:
    name = link_to(each.milestone, site=site)
    if each.milestone.practice is not None:
        name = format_html("{}<br>{}", name, str(each.milestone.practice))
    if not each.outlook.is_critical:
        return format_html("{}", name)
    return format_html("{} {}", name, tag("warned", "Critical path"))


def _about(milestone: Milestone) -> str:
    practice = milestone.practice
    return f"{milestone.code} of {practice}" if practice is not None else milestone.code


def _standing(each: Standing, on: date) -> SafeString:
    """How it stands; what is expected of it, and why, where that is not its day."""
    words = due_words(each.milestone, on=on)
    outlook = each.outlook
    if outlook.status in (Status.MET, Status.ON_TRACK):
        return words
    said = format_html("{} {}", tag(outlook.status, STATUSES[outlook.status]), words)
    if outlook.status is Status.AT_RISK:
        by = f" because of {each.held_up_by.code}" if each.held_up_by else ""
        return format_html("{}<br>Expected on {}{}", said, day(outlook.expected_on), by)
    return said


def slack_words(each: Standing) -> str:
    """By how much it may come later before going live does."""
    if each.outlook.status is Status.MET:
        return ""
    slack = each.outlook.slack
    if slack is None:
        return "Going live does not wait for it"
    if slack > 0:
        return count(slack, "day")
    return "Nothing" if slack == 0 else f"{count(-slack, 'day')} too late already"


def _whose(milestone: Milestone) -> str:
    return milestone.get_owner_display() + (", statutory" * milestone.is_statutory)


def summary(standings: list[Standing]) -> str:
    """How many milestones stand in which way, and what going live waits for."""
    counted = tally(standings)
    met = counted.pop(Status.MET)
    parts = [f"{number} {STATUSES[status].lower()}" for status, number in counted.items() if number]
    told = f"{met} met, {len(standings) - met} open"
    told += f" ({', '.join(parts)})." if parts else "."
    critical = dict.fromkeys(each.milestone.code for each in critical_path(standings))
    path = f" Going live slips if one of these does: {', '.join(critical)}."
    return (told + (path if critical else "")) if standings else ""


def _version(journey: Journey, site: AdminSite) -> SafeString | str:
    template = template_of(journey)
    return format_html("They are set by the {}.", link_to(template, site=site)) if template else ""


def moved_table(journey: Journey, *, on: date) -> Table:
    """What was recorded of the milestones in the last seven days."""
    found = moved_since(journey, on - WEEK, on=on)
    return Table(
        title="What has moved since last week",
        anchor="moved",
        columns=("Milestone", "What happened", "Was due", "Is due", "Recorded on", "Why"),
        rows=[_movement(each) for each in found],
        empty="Nothing.",
        summary=count(len(found), "milestone") if found else "",
    )


def _movement(each: Movement) -> tuple[Any, ...]:
    practice = f" ({each.milestone.practice})" if each.milestone.practice else ""
    return (
        f"{each.milestone}{practice}",
        each.what.capitalize(),
        whole_day(each.old) if each.old else "",
        whole_day(each.new or each.milestone.due_on),
        whole_day(each.recorded_on),
        each.why or NOTHING,
    )


def moved_preview(journey: Journey, planned: date | None) -> list[Table] | None:
    """Every milestone, as it would be with another planned day."""
    if planned is None:
        return None
    return [shifts_table(shifts(plan_of(journey, planned=planned)))]


def adopted_preview(journey: Journey, template_id: UUID | None) -> list[Table] | None:
    """Every milestone, as it would be under another version."""
    if template_id is None:
        return None
    template = adoptable().filter(pk=template_id, model=journey.model).first()
    present = template_of(journey)
    if template is None or present is None:
        return None
    plan = plan_of(journey, template=template)
    return [shifts_table(shifts(plan)), comparison(present, template)]
