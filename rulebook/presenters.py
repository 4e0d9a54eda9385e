"""Figures and what they change, as officers read them."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.contrib.admin import AdminSite
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core.admin.presenting import Table, link_to, tag, whole_day
from core.wording import count, day, number
from rulebook.impact import Effect, cases_by_kind
from rulebook.rules.editions import BEGINNING, Edition, Entry
from rulebook.rules.figures import KINDS, Unit
from rulebook.selectors import pins_of

COUNTED = {Unit.WORKING_DAYS: "working days", Unit.PER_CENT: "per cent", Unit.PEOPLE: "people"}
MOST_EFFECTS = 500


def said(entry: Entry) -> str:
    """A figure's value with its unit: “12 months”, “1 April 2019”."""
    unit = KINDS[entry.key].unit
    if isinstance(entry.value, date):
        return day(entry.value)
    if unit is Unit.ORDINAL:
        return f"No. {entry.value}"
    words = COUNTED.get(unit, unit.value)
    return f"{number(entry.value)} {words.removesuffix('s') if entry.value == 1 else words}"


def standing(entry: Entry) -> SafeString:
    """Whether the text that the figure rests on was seen."""
    return tag("active", "Confirmed") if entry.confirmed else tag("suspended", "To confirm")


def period(entry: Entry) -> str:
    """From when until when the value is in force."""
    begins = "always" if entry.in_force_from == BEGINNING else f"from {day(entry.in_force_from)}"
    ends = f" until {day(entry.in_force_until)}" if entry.in_force_until else ""
    return f"{begins}{ends}".capitalize()


def figures_table(edition: Edition) -> Table:
    """Every value of every figure."""
    return Table(
        title="Figures",
        anchor="figures",
        columns=("Figure", "Value", "In force", "Authority", "Standing"),
        rows=[
            (KINDS[each.key].label, said(each), period(each), each.authority, standing(each))
            for each in edition
        ],
    )


def comparison(old: Edition, new: Edition) -> Table:
    """The figures in which a version differs from the one that it supersedes."""
    keys = [key for key in KINDS if old.of(key) != new.of(key)]
    return Table(
        title=f"What differs from rulebook {old.number}",
        anchor="differences",
        columns=("Figure", f"Rulebook {old.number}", f"Rulebook {new.number}"),
        rows=[(KINDS[key].label, _all(old.of(key)), _all(new.of(key))) for key in keys],
        empty="Nothing: it is a copy.",
        summary=f"{count(len(keys), 'figure')}" if keys else "",
    )


def _all(entries: Iterable[Entry]) -> str:
    return "; ".join(
        f"{said(each)} ({period(each).lower()}; {each.authority}, "
        f"{'confirmed' if each.confirmed else 'to confirm'})"
        for each in entries
    )


def impact_table(found: list[Effect], *, site: AdminSite) -> Table:
    """What would be otherwise for whom, if every running case adopted the version today."""
    return Table(
        title="What it would change today",
        anchor="impact",
        columns=("Case", "What changes", "From", "To"),
        rows=[
            (link_to(each.case, site=site), each.what, each.before, each.after)
            for each in found[:MOST_EFFECTS]
        ],
        empty="Nothing: no verdict and no date of a running case would be otherwise.",
        summary=impact_words(found) if found else "",
        more=f"The first {MOST_EFFECTS} of {len(found)} are shown." * (len(found) > MOST_EFFECTS),
    )


def impact_words(found: list[Effect]) -> str:
    """“Adopted today, it would judge or date otherwise: 2 journeys, 1 practice contract.”"""
    kinds = {each.case._meta.model_name: each.case._meta for each in found}
    parts = [
        count(many, str(kinds[kind].verbose_name), str(kinds[kind].verbose_name_plural))
        for kind, many in cases_by_kind(found).items()
    ]
    whom = ", ".join(parts) or "no running case"
    return f"Adopted today, it would judge or date otherwise: {whom}."


def pins_table(vanguard_id: UUID, *, site: AdminSite) -> Table:
    """The versions that a vanguard runs, or ran, under; and the way to a newer one."""
    adopt = reverse(f"{site.name}:rulebook_pin_open", args=["adopt"])
    return Table(
        title="Rulebook that it runs under",
        anchor="rulebook",
        columns=("Rulebook", "Since", "By", "Why"),
        rows=[
            (
                link_to(pin.rulebook, site=site),
                whole_day(pin.made_on),
                pin.made_by.full_name,
                pin.note or "It set out under it.",
            )
            for pin in pins_of(vanguard_id)
        ],
        empty="It follows the current one.",
        more=format_html('<a href="{}?vanguard={}">Adopt a newer one</a>', adopt, vanguard_id),
    )
