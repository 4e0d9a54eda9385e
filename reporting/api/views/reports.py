"""Reports, the index and the schema."""

from functools import lru_cache
from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from casework.as_at import AsAt
from core.clock import today
from reporting.api import coverage_serializers as shapes
from reporting.api.queries import CoverageQuery
from reporting.api.rendering import CsvRenderer, csv_file, csv_lines
from reporting.api.views.base import ReportView
from reporting.selectors.coverage import coverage
from reporting.selectors.moments import moment_of

LISTS = (
    "vanguards",
    "practices",
    "journeys",
    "mcp-contracts",
    "practice-contracts",
    "participations",
    "gp-roles",
    "milestones",
    "practice-changes",
    "assurance-reviews",
    "contract-parties",
    "scope-lines",
    "budgets",
    "budget-lines",
    "holders",
    "wordings",
    "signatures",
    "waivers",
    "rulebooks",
)


class Coverage(ReportView):
    """Registered patients of the programme and their part of England's, by model and state of the
    journeys, as at a day, against the programme's 8 and 25 per cent.

    A vanguard counts while it is on a journey that is not over, by its last event on or before the
    day. Its practices are those with a participation that was alive on the day and not `outside`,
    if it had asked any practice by then; else its dated member practices, if it had any by then;
    else, where the whole of its area belongs to it, all practices of its commissioners. A practice
    counts if it was open on the day, with its latest list on or before it; a practice of several
    vanguards counts once, with the one that stands furthest, so that rows add up to the total. The
    denominator is all patients registered with practices in England that were open on the day,
    each by its latest list on or before it.
    """

    operation = "report_coverage"
    query = CoverageQuery
    answer = shapes.CoverageReport
    renderer_classes: Any = [JSONRenderer, CsvRenderer]

    def get(self, request: Request) -> HttpResponseBase:
        moment = moment_of(self.asked()) or AsAt(today())
        found = coverage(as_at=moment.on, known_at=moment.known_at)
        if not self.wants_csv:
            return Response(shapes.report(found))
        rows = [{"as_at": found.as_at, **row} for row in shapes.rows(found)]
        header = ["as_at", *shapes.CoveredByModelAndState().fields]
        return csv_file(csv_lines(header, rows), name=f"coverage-{found.as_at}")


class IndexAnswer(serializers.Serializer):
    """Where everything is."""

    def get_fields(self) -> dict[str, Any]:
        names = [*LISTS, "coverage", "schema", "tokens"]
        return {name: serializers.URLField() for name in names}


class Index(ReportView):
    """Where everything is."""

    operation = "index"
    answer = IndexAnswer

    def get(self, request: Request) -> Response:
        self.asked()
        names = [*LISTS, "coverage", "schema", "tokens"]
        return Response({name: reverse(f"api:{name}", request=request) for name in names})


class Schema(ReportView):
    """This API as OpenAPI 3: JSON, or YAML by `?format=yaml`."""

    schema = None  # type: ignore[assignment]

    class Json(OpenApiJsonRenderer):
        media_type = "application/json"
        format = "json"

    class Yaml(OpenApiYamlRenderer):
        format = "yaml"

    renderer_classes: Any = [Json, OpenApiJsonRenderer, Yaml]

    def get(self, request: Request) -> Response:
        self.asked()
        return Response(openapi())


@lru_cache(maxsize=1)
def openapi() -> dict[str, Any]:
    """The schema; it is the same for everyone and changes only with the code."""
    return SchemaGenerator().get_schema(request=None, public=True)
