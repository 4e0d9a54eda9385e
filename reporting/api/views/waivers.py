"""Waivers, as a list of the API."""

import re
from typing import Any

from rest_framework import serializers

from casework.rules.waiver import WaiverState
from casework.selectors import kinds_of_case
from casework.waivers import open_moves_of_waiver
from core.clock import today
from reporting.api.parts import Event, OpenMove, Text
from reporting.api.queries import (
    AsAtQuery,
    ListQuery,
    body_code,
    choice,
    ordered_by,
    practice_code,
)
from reporting.api.serializers import one_of
from reporting.api.views.base import ListView, ResourceView
from reporting.api.views.judged import JudgedView
from reporting.selectors import waivers
from reporting.selectors.listings import Listing

KINDS = sorted(str(model._meta.model_name) for model in kinds_of_case())


class WaiversQuery(ListQuery, AsAtQuery):
    vanguard = body_code("vanguard", "MCP07")
    practice = practice_code()
    kind = choice(KINDS, "Kind of the case")
    case = serializers.UUIDField(required=False, help_text="Identifier of the case")
    rule = serializers.RegexField(
        re.compile(r"\A[a-z0-9_]{1,80}\Z"), required=False, help_text="Name of the rule"
    )
    state = choice(WaiverState, "How far it has come")
    is_in_force = serializers.BooleanField(required=False, help_text="Whether it counts that day")
    ordering = ordered_by("asked_on", "expires_on")


class Waiver(serializers.Serializer):
    """One rule of the programme's own that does not stand in the way of one case until a day. Why,
    and by whom, is not told."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(KINDS, help_text="Kind of the case")
    case_id = serializers.UUIDField()
    vanguard_code = Text(allow_null=True)
    practice_code = Text(allow_null=True)
    rule = Text(help_text="The rule's name, as in `lines` of a verdict")
    state = one_of(WaiverState)
    version = serializers.IntegerField()
    is_in_force = serializers.BooleanField(help_text="On the day that is asked about")
    asked_on = serializers.DateField()
    expires_on = serializers.DateField(help_text="The last day on which it counts")


class WaiverDetailed(Waiver):
    """A waiver, its events, and every move from here."""

    history = Event(many=True)
    verdict = OpenMove(many=True)


class Waivers(ResourceView):
    """Which rules do not stand in the way of which cases, and until when."""

    kind = "waiver"

    def listing(self, filters: dict[str, Any]) -> Listing:
        return waivers.waivers(viewer=self.bearer, on=today(), filters=filters)


class WaiverList(Waivers, ListView):
    operation = "list_waivers"
    query = WaiversQuery
    answer = Waiver


class WaiverDetail(Waivers, JudgedView):
    operation = "get_waiver"
    answer = WaiverDetailed
    judge = staticmethod(open_moves_of_waiver)

    def untold_names(self, case: Any) -> dict[str, str]:
        """The case may be called after a GP, and the asker is a person."""
        return {str(case.about): "the case", case.asked_by.full_name: "the asker"}
