"""Values of a row as an officer reads them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.admin import AdminSite
from django.db.models import Model
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.clock import LONDON
from core.law import spoken
from core.wording import day, number

NOTHING = "Not recorded"

COLOURS = {
    "green": "is_set published met in_effect in_service live active sent retained reactivated",
    "blue": "checked signed agreed awarded decided checkpoint_1 checkpoint_2 checkpoint_3 "
    "alliance_signed",
    "yellow": "suspension_noticed reactivation_noticed suspended reactivatable standstill paused "
    "waived warned at_risk moves",
    "red": "overdue late missed needs_review unmet",
    "grey": "ended terminated merged abandoned left expired dropped closed suppressed "
    "not_applicable retired withdrawn stays falls_away",
}
COLOUR_OF = {state: colour for colour, states in COLOURS.items() for state in states.split()}


def tag(state: str, label: str = "") -> SafeString:
    """A state as a tag; the words say it, the colour only helps."""
    colour = COLOUR_OF.get(state, "white")
    text = label or spoken(state).capitalize()
    return format_html('<span class="tag tag-{}">{}</span>', colour, text)


def moment(at: datetime) -> str:
    """23 November 2026 at 10:02, by London's clocks."""
    local = at.astimezone(LONDON)
    return f"{day(local.date())} at {local:%H:%M}"


def shown(value: Any) -> Any:
    """A value in words: dates in full, yes and no, thousands parted."""
    if value is None or value == "" or value == []:
        return NOTHING
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, int):
        return number(value)
    if isinstance(value, Decimal):
        return f"{value:,}"
    if isinstance(value, list | tuple):
        return ", ".join(spoken(str(item)) for item in value)
    return value


def link_to(row: Model, *, site: AdminSite, text: str = "") -> SafeString | str:
    """A link to the row's own page, where it has one."""
    url = page_of(row, site=site)
    return format_html('<a href="{}">{}</a>', url, text or row) if url else text or str(row)


def page_of(row: Model, *, site: AdminSite) -> str:
    """The address of the row's own page, or nothing."""
    meta = row._meta
    try:
        name = f"{site.name}:{meta.app_label}_{meta.model_name}_change"
        return reverse(name, args=[row.pk])
    except NoReverseMatch:
        return ""


def fact_of(row: Model, name: str, *, site: AdminSite, owner: Any = None) -> tuple[str, Any]:
    """One column of a row, or a method of its page, as (what it is called, what it says)."""
    columns = {column.name: column for column in row._meta.concrete_fields}
    if name not in columns:
        method = getattr(owner, name)
        label = getattr(method, "short_description", name.replace("_", " ").capitalize())
        return label, shown(method(row))
    column = columns[name]
    label = str(column.verbose_name)
    value = getattr(row, name)
    if isinstance(value, Model):
        value = link_to(value, site=site)
    elif column.choices and not isinstance(value, list):
        value = getattr(row, f"get_{name}_display")()
    return called(label), shown(value)


ACRONYMS = {"mcp": "MCP", "gp": "GP", "gmc": "GMC", "ods": "ODS", "nhs": "NHS", "e-mail": "e-mail"}


def called(words: str) -> str:
    """A column's name as a label: “mcp contract” is “MCP contract”."""
    said = " ".join(ACRONYMS.get(word, word) for word in words.split())
    return said[:1].upper() + said[1:]


def whole_day(value: date) -> SafeString:
    """A day that no line break parts."""
    return format_html('<span class="whole">{}</span>', day(value))


def whom(roles: Iterable[str]) -> str:
    """Roles in a sentence: “the programme officer or the GP partner”; the system is left out."""
    people = [label for role, label in ((role, spoken(role)) for role in roles) if role != "system"]
    return " or ".join("the " + words.replace("gp ", "GP ") for words in people) or "nobody"


@dataclass(frozen=True, slots=True)
class Table:
    """A table on a page: a heading, the columns' names, the rows, and a word if there are none."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]
    empty: str = "None."
    anchor: str = ""
    more: SafeString | str = ""
    summary: str = ""
    links: Sequence[tuple[str, str]] = field(default_factory=tuple)
