"""Templates of milestones as officers read them: rows, how versions differ, whom it concerns."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.admin import AdminSite
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from core.admin.presenting import Table, link_to, tag, whole_day
from core.law import spoken
from core.wording import count
from formation.models import MilestoneTemplate
from formation.rules.keepers import KEEPERS
from formation.rules.rows import SCOPES, Row, Scope, offset_words
from formation.selectors.plans import Fate, Shift
from formation.selectors.templates import Difference, differences, journeys_under, said_by


def rows_table(template: MilestoneTemplate, *, editable: bool) -> Table:
    """Every milestone of a version."""
    rows = said_by(template)
    columns = ["Code", "Milestone", "Whose", "Due", "Depends on", "Done when", "Reminders"]
    return Table(
        title="Milestones",
        anchor="milestones",
        columns=(*columns, "Standing", *(("What can be done",) if editable else ())),
        rows=[
            (*cells(row), standing(row), *((row_links(template.pk, row),) if editable else ()))
            for row in rows
        ],
        summary=f"{count(len(rows), 'milestone')}, "
        f"{sum(not row.confirmed for row in rows)} of them to confirm",
    )


def cells(row: Row) -> tuple[Any, ...]:
    """One milestone, cell by cell."""
    title = format_html("{}{}", row.title, format_html("<br>{}", SCOPES[Scope(row.scope)]))
    return (
        row.code,
        title if row.is_per_practice else row.title,
        spoken(row.owner).capitalize() + ", statutory" * row.is_statutory,
        offset_words(row),
        ", ".join(row.dependencies) or "Nothing",
        done_words(row),
        ladder_words(row),
    )


def done_words(row: Row) -> str:
    """What completes it: an act, or somebody's word with what shows it."""
    if row.kept_by:
        known = KEEPERS.get(row.kept_by)
        return f"{known.label if known else row.kept_by} (by itself)"
    return f"Recorded by hand: {row.evidence}" if row.evidence else "Recorded by hand"


def ladder_words(row: Row) -> str:
    """“-28, -7, +1 days”, or that nobody is reminded."""
    return ", ".join(f"{step:+}" for step in row.ladder) + " days" if row.ladder else "None"


def standing(row: Row) -> SafeString:
    """Whether it was confirmed."""
    return tag("active", "Confirmed") if row.confirmed else tag("suspended", "To confirm")


def row_links(template_id: UUID, row: Row) -> SafeString:
    """Where one milestone of a draft is changed, or taken out."""
    links = [
        (
            reverse("admin:formation_milestonetemplate_move", args=[template_id, name]),
            row.code,
            label,
            row.code,
        )
        for name, label in (("change_row", "Change"), ("remove_row", "Take out"))
    ]
    inside = format_html_join(
        " ",
        '<a class="act" href="{}?code={}">{}<span class="visually-hidden"> {}</span></a>',
        links,
    )
    return format_html('<span class="acts">{}</span>', inside)


def comparison(old: MilestoneTemplate, new: MilestoneTemplate) -> Table:
    """The milestones in which two versions differ, each with what differs in it."""
    found = differences(old, new)
    return Table(
        title=f"What differs from version {old.number}",
        anchor="differences",
        columns=("Milestone", f"Version {old.number}", f"Version {new.number}"),
        rows=[(each.code, *_both(each)) for each in found],
        empty="Nothing: it holds the same milestones.",
        summary=count(len(found), "milestone") if found else "",
    )


BREAK = format_html("<{}>", "br")
NAMES = ("Title", "Whose", "Due", "Depends on", "Done when", "Reminders", "Set", "Standing")


def _said(row: Row) -> tuple[str, ...]:
    _, _, *rest = cells(row)
    scope = SCOPES[Scope(row.scope)]
    standing_words = "Confirmed" if row.confirmed else "To confirm"
    return (row.title, *map(str, rest), scope, standing_words)


def _both(each: Difference) -> tuple[Any, ...]:
    if each.old is None or each.new is None:
        return tuple(
            f"{row.title}, {offset_words(row)}" if row else "Not in it"
            for row in (each.old, each.new)
        )
    pairs = zip(NAMES, _said(each.old), _said(each.new), strict=True)
    other = [(name, was, now) for name, was, now in pairs if was != now]
    was = format_html_join(BREAK, "{}: {}", ((n, old) for n, old, _ in other))
    now = format_html_join(BREAK, "{}: {}", ((n, new) for n, _, new in other))
    return was, now


def journeys_table(template: MilestoneTemplate, *, site: AdminSite, title: str) -> Table:
    """The journeys that run under a version."""
    rows = list(journeys_under(template))
    return Table(
        title=title,
        anchor="journeys",
        columns=("Journey", "State"),
        rows=[(link_to(row, site=site), tag(row.state)) for row in rows],
        empty="No journey runs under it.",
        summary=count(len(rows), "journey") if rows else "",
    )


def shifts_table(found: Sequence[Shift]) -> Table:
    """What would become of every milestone, before it is done."""
    moving = sum(shift.fate is Fate.MOVES for shift in found)
    return Table(
        title="Every milestone, as it would be",
        anchor="preview",
        columns=("Milestone", "Due now", "Would be due", "What happens", "Why"),
        rows=[
            (
                f"{shift.code} {shift.title}{f' ({shift.practice})' if shift.practice else ''}",
                _day(shift.old),
                _day(shift.new),
                tag(shift.fate),
                shift.why,
            )
            for shift in found
        ],
        empty="No milestone is set.",
        summary=f"{count(moving, 'milestone')} would move, {len(found) - moving} would not",
    )


def _day(value: date | None) -> SafeString | str:
    return whole_day(value) if value else "None"
