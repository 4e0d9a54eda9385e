"""ISAP's reviews, as a list of the API."""

from typing import Any

from rest_framework import serializers

from core.clock import today
from formation.assurance import open_moves_of_review
from formation.rules.assurance_condition import ConditionState
from formation.rules.isap import AssuranceState, Stage
from formation.rules.states import Model
from reporting.api.parts import Event, OpenMove, Text, day
from reporting.api.queries import AsAtQuery, ListQuery, body_code, choice, ordered_by
from reporting.api.serializers import one_of
from reporting.api.views.base import ListView, ResourceView
from reporting.api.views.judged import JudgedView
from reporting.selectors import assurance
from reporting.selectors.listings import Listing


class AssuranceReviewsQuery(ListQuery, AsAtQuery):
    vanguard = body_code("vanguard", "MCP07")
    journey = serializers.UUIDField(required=False, help_text="Identifier of a journey")
    model = choice(Model, "Model under which it was reviewed")
    stage = choice(Stage, "Stage of ISAP")
    state = choice(AssuranceState, "What became of it")
    ordering = ordered_by("submitted_on")


class AssuranceReview(serializers.Serializer):
    """What NHS England and NHS Improvement think of one stage of a journey under one model."""

    id = serializers.UUIDField()
    journey_id = serializers.UUIDField()
    vanguard_code = Text()
    model = one_of(Model)
    stage = one_of(Stage)
    state = one_of(AssuranceState)
    version = serializers.IntegerField()
    submitted_on = serializers.DateField()
    decided_on = day()


class ReviewCondition(serializers.Serializer):
    """Something that must be done because a stage was passed on that condition."""

    id = serializers.UUIDField()
    text = Text()
    due_on = serializers.DateField()
    state = one_of(ConditionState)
    discharged_on = day()
    evidence = Text(allow_blank=True, help_text="By what it was discharged")


class Received(serializers.Serializer):
    """One item of the stage's pack that has come."""

    title = Text()
    received_on = serializers.DateField()


class AssuranceReviewDetailed(AssuranceReview):
    """A review, its conditions, what was received for it, its events, and every move from here."""

    conditions = ReviewCondition(many=True)
    evidence = serializers.DictField(child=Received(), help_text="By item of the stage's pack")
    history = Event(many=True)
    verdict = OpenMove(many=True)


class AssuranceReviews(ResourceView):
    """The reviews of ISAP: early engagement and checkpoints 1 to 3 of each journey."""

    kind = "assurance-review"

    def listing(self, filters: dict[str, Any]) -> Listing:
        return assurance.reviews(viewer=self.bearer, on=today(), filters=filters)


class AssuranceReviewList(AssuranceReviews, ListView):
    operation = "list_assurance_reviews"
    query = AssuranceReviewsQuery
    answer = AssuranceReview


class AssuranceReviewDetail(AssuranceReviews, JudgedView):
    operation = "get_assurance_review"
    answer = AssuranceReviewDetailed
    judge = staticmethod(open_moves_of_review)
