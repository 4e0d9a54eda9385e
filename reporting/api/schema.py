"""OpenAPI from what the views declare: query, answer, operation; and the problems of each."""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import build_bearer_security_scheme_object
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, inline_serializer
from rest_framework import serializers

from core.problems import PROBLEM_JSON
from reporting.api.parts import Count, Problem

PROBLEMS = {
    "400": "A parameter is unknown, repeated or not valid",
    "401": "No token, or one that is not valid any more",
    "403": "The bearer holds no role that reads the API today",
    "404": "There is nothing at this address",
    "405": "Not by this method",
    "406": "Not in this form",
}
EXAMPLE = {
    "type": "invalid",
    "title": "Some of what was sent is not valid",
    "status": 400,
    "errors": [
        {
            "field": "stat",
            "code": "unknown_parameter",
            "text": "There is no such parameter. Did you mean “state”?",
        }
    ],
}


class TokenScheme(OpenApiAuthenticationExtension):
    """How a token is sent."""

    target_class = "reporting.api.authentication.BearerAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: AutoSchema) -> dict[str, Any]:
        return build_bearer_security_scheme_object(
            header_name="Authorization",
            token_prefix=self.target.authenticate_header(None),
        )


class ReportSchema(AutoSchema):
    """Reads `operation`, `query`, `body` and `answer` off the view."""

    view: Any

    def get_operation_id(self) -> str:
        return self.view.operation

    def get_summary(self) -> str:
        return self.view.operation.replace("_", " ").capitalize()

    def get_tags(self) -> list[str]:
        return [self.path.split("/")[3] or "index"]

    def get_override_parameters(self) -> list[Any]:
        return [self.view.query] if self.view.query().fields else []

    def get_request_serializer(self) -> Any:
        return getattr(self.view, "body", None) if self.method == "POST" else None

    def get_response_serializers(self) -> Any:
        return self._answers() | {(code, PROBLEM_JSON): Problem for code in PROBLEMS}

    def _answers(self) -> dict[Any, Any]:
        answer = self.view.answer
        if answer is None:
            return {"204": None}
        if self.method == "POST":
            return {"201": answer}
        forms = {renderer.format for renderer in self.view.renderer_classes}
        if "csv" not in forms:
            return {"200": answer}
        told = self._page_of(answer) if self.view.operation.startswith("list_") else answer
        return {("200", "application/json"): told, ("200", "text/csv"): OpenApiTypes.STR}

    def _page_of(self, row: type[serializers.Serializer]) -> serializers.Serializer:
        fields = {
            "next": serializers.URLField(allow_null=True, help_text="The next page; null if none"),
            "count": Count(required=False, help_text="Only if asked for by `count=true`"),
            "results": row(many=True),
        }
        return inline_serializer(f"PageOf{row.__name__}", fields)

    def get_examples(self) -> list[OpenApiExample]:
        return [
            OpenApiExample(
                "An unknown parameter",
                value=EXAMPLE,
                response_only=True,
                status_codes=["400"],
                media_type=PROBLEM_JSON,
            )
        ]
