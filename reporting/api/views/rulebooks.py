"""The law's figures, as a list of the API: which value, on what authority, from when until when."""

import json
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from rest_framework import serializers
from rest_framework.request import Request

from reporting.api.parts import Text, day
from reporting.api.queries import ListQuery, ordered_by
from reporting.api.serializers import one_of
from reporting.api.views.base import DetailView, ListView, ResourceView
from reporting.selectors.listings import Listing
from reporting.selectors.rulebooks import rulebooks
from rulebook.rules.editions import Entry
from rulebook.rules.figures import KINDS, Unit, written
from rulebook.selectors import edition, id_of


class RulebooksQuery(ListQuery):
    ordering = ordered_by("number")


class Rulebook(serializers.Serializer):
    """A published version of every figure that the law depends on."""

    id = serializers.UUIDField()
    number = serializers.IntegerField()
    published_on = serializers.DateField()
    supersedes = serializers.IntegerField(allow_null=True, help_text="Number of the one before")
    version = serializers.IntegerField()


class Figure(serializers.Serializer):
    """One value of a figure, and the period in which it is in force."""

    key = Text()
    label = Text()  # type: ignore[assignment]
    unit = one_of(Unit)
    value = Text(help_text="A whole number, or a date")
    authority = Text(help_text="The text that it rests on")
    is_confirmed = serializers.BooleanField(help_text="Whether that text was seen")
    in_force_from = serializers.DateField()
    in_force_until = day(help_text="The first day on which it is not in force any more")


class RulebookDetailed(Rulebook):
    """A version with all of its figures, in order of time."""

    figures = Figure(many=True)


class Rulebooks(ResourceView):
    """The published rulebooks: the dated figures of the law. A journey names the one it runs
    under."""

    kind = "rulebook"

    def listing(self, filters: dict[str, Any]) -> Listing:
        return rulebooks()


class RulebookList(Rulebooks, ListView):
    operation = "list_rulebooks"
    query = RulebooksQuery
    answer = Rulebook


class RulebookDetail(Rulebooks, DetailView):
    operation = "get_rulebook"
    answer = RulebookDetailed

    def get(self, request: Request, number: int) -> HttpResponse:  # type: ignore[override]
        """A version is known by its number."""
        return super().get(request, id_of(number))

    def body(self, row_id: UUID, asked: dict[str, Any]) -> str:
        row = super().body(row_id, asked)
        told = json.dumps([_told(entry) for entry in edition(json.loads(row)["number"])])
        return f'{row[:-1]}, "figures": {told}}}'


def _told(entry: Entry) -> dict[str, Any]:
    kind = KINDS[entry.key]
    return {
        "key": entry.key,
        "label": kind.label,
        "unit": kind.unit.value,
        "value": written(entry.value),
        "authority": entry.authority,
        "is_confirmed": entry.confirmed,
        "in_force_from": written(entry.in_force_from),
        "in_force_until": written(entry.in_force_until) if entry.in_force_until else None,
    }
