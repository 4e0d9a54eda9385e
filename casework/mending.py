"""Where an officer puts right what stands against a move: one place for every `mended_by`.

A rule names the move that mends it, as `machine.move`. From the page of one case this leads to the
move's page of the very case concerned where there is one, and else to the list of them, filtered
to this vanguard or practice.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.apps import apps
from django.contrib.admin import AdminSite

from casework.models import Case, Waiver
from casework.selectors import machines, vanguard_of
from core.law import Move, Rule


@dataclass(frozen=True, slots=True)
class Way:
    """A link to what puts a thing right."""

    label: str
    url: str


def door_named(machine: str, site: AdminSite) -> Any:
    """The officers' pages of what is no case, by its model's name."""
    doors = {model._meta.model_name: model for model in apps.get_models()}
    return site.get_model_admin(doors[machine])


class Mending:
    """The ways from one case's page; what is looked up once is not looked up again."""

    def __init__(self, case: Case, *, site: AdminSite) -> None:
        self._case = case
        self._site = site
        self._known: dict[str, Way | None] = {}

    def way(self, rule: Rule[Any]) -> Way | None:
        """Where this rule is put right; none if that takes no page of ours, only time."""
        if not rule.mended_by:
            return None
        if rule.mended_by not in self._known:
            self._known[rule.mended_by] = self._way(rule.mended_by)
        return self._known[rule.mended_by]

    def to_ask_for_a_waiver(self, rule: Rule[Any]) -> str:
        """Where a waiver of this rule is asked for; nothing if nobody can waive it."""
        if not rule.waivable:
            return ""
        door: Any = self._site.get_model_admin(Waiver)
        case = self._case
        named = {"about_type": case._meta.label_lower, "about_id": case.pk, "rule": rule.name}
        return f"{door.url('open', 'ask')}?{urlencode(named)}"

    def _way(self, mended_by: str) -> Way | None:
        machine, _, name = mended_by.partition(".")
        if machine not in machines():
            return self._opening(door_named(machine, self._site), name)
        model = machines()[machine]
        if not self._site.is_registered(model):
            return None
        door: Any = self._site.get_model_admin(model)
        if name in door.besides:
            return self._beside(model, door, name)
        move = model.MOVES[name]
        if move.opens and name in door.openings:
            return self._opening(door, name)
        if move.opens:  # one page for each kind; the list has them all as buttons
            return Way(move.label, self._list(door))
        rows = self._concerned(model, move)
        if rows is not None and len(rows) == 1:
            to_page = move.name in door.pages
            page = ("move", rows[0], move.name) if to_page else ("change", rows[0])
            return Way(move.label, door.url(*page))
        return Way(f"{move.label}: all of them", self._list(door))

    def _beside(self, model: type[Case], door: Any, name: str) -> Way:
        """The page of an act upon such a case that is no move of it."""
        rows = self._about_the_same(model)
        found = None if rows is None else list(rows.values_list("pk", flat=True)[:2])
        if found is not None and len(found) == 1:
            return Way(door.besides[name], door.url("move", found[0], name))
        return Way(f"{door.besides[name]}: all of them", self._list(door))

    def _opening(self, door: Any, name: str) -> Way:
        """The page that brings something into being, filled in with what is known."""
        named = {about: str(pk) for about, pk in self._about.items() if pk}
        return Way(door.openings[name].label, f"{door.url('open', name)}?{urlencode(named)}")

    @property
    def _about(self) -> dict[str, Any]:
        """What the case is about, by the names under which other cases point at the same."""
        case: Any = self._case
        return {
            "vanguard": vanguard_of(case),
            "practice": getattr(case, "practice_id", None),
            case._meta.model_name: case.pk,
        }

    def _concerned(self, model: type[Case], move: Move[Any]) -> list[UUID] | None:
        """The cases, at most two, that could make the move here; none if that cannot be said."""
        rows = self._about_the_same(model)
        if rows is None:
            return None
        rows = rows.filter(state__in=[str(state) for state in move.sources])
        return list(rows.values_list("pk", flat=True)[:2])

    def _about_the_same(self, model: type[Case]) -> Any:
        """The cases of a kind that are this one, or about the same; none if that cannot be said."""
        every: Any = model._default_manager.all()
        if isinstance(self._case, model):
            return every.filter(pk=self._case.pk)
        columns = {field.name for field in model._meta.concrete_fields}
        same = {name: pk for name, pk in self._about.items() if name in columns and pk}
        return every.filter(**same) if same else None

    def _list(self, door: Any) -> str:
        """The list, as far as it can be narrowed to this vanguard and practice."""
        narrowed = {
            f"{name}__id__exact": str(pk)
            for name, pk in self._about.items()
            if pk and f"{name}__id__exact" in door.linked_by
        }
        query = f"?{urlencode(narrowed)}" if narrowed else ""
        return f"{door.url('changelist')}{query}"
