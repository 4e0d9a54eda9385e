"""Errors of the API as `application/problem+json` (RFC 9457), with stable codes."""

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response

from core.doors import failure_of
from core.errors import ActFailed

PROBLEM_JSON = "application/problem+json"


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Every known failure as a problem; an unknown one is left to become a logged 500."""
    if isinstance(error, ActFailed):
        failure = failure_of(error)
        reasons = [
            {"code": r.code, "text": r.text, "authority": r.authority} for r in failure.reasons
        ]
        extra = {"move": failure.move, "reasons": reasons}
        return _problem(failure.kind, failure.title, failure.status, extra)
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    elif isinstance(error, SuspiciousOperation):
        error = exceptions.ParseError("This request is not one that a reader would send.")
    if not isinstance(error, exceptions.APIException):
        return None
    headers = _headers(error)
    if isinstance(error, exceptions.ValidationError):
        extra = {"errors": _errors(error.detail)}
        title = "Some of what was sent is not valid"
        return _problem("invalid", title, HTTPStatus.BAD_REQUEST, extra, headers)
    code = str(getattr(error.detail, "code", error.default_code))
    return _problem(code, str(error.detail), HTTPStatus(error.status_code), {}, headers)


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    return headers


def _errors(detail: Any, path: str = "") -> list[dict[str, str]]:
    """A flat list of {field, code, text}, whatever the nesting of the input."""
    if isinstance(detail, dict):
        pairs = [(f"{path}.{key}".lstrip("."), value) for key, value in detail.items()]
    elif isinstance(detail, list):
        pairs = [(path, value) for value in detail]
    else:
        return [
            {"field": path, "code": str(getattr(detail, "code", "invalid")), "text": str(detail)}
        ]
    return [item for where, value in pairs for item in _errors(value, where)]


def _problem(
    kind: str,
    title: str,
    status: HTTPStatus,
    extra: dict[str, Any],
    headers: dict[str, str] | None = None,
) -> Response:
    body = {"type": kind, "title": title, "status": status.value, **extra}
    return Response(body, status=status, headers=headers, content_type=PROBLEM_JSON)
