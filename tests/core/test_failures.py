"""How an act fails, and what each door says to the person who tried."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from rest_framework import exceptions
from structlog.testing import capture_logs

from core.doors import door, failure_of
from core.errors import Busy, NotFound, NotPermitted, Refused, Stale, refuse_if
from core.law import Reason
from core.problems import PROBLEM_JSON, exception_handler

UNMET = Reason("letters_missing", "The letters are missing.", "GMS Regulations")
WRONG = Reason("wrong_state", "It is now live.")


def test_a_refusal_is_all_its_reasons():
    error = Refused((UNMET, WRONG), move="suspend")
    assert str(error) == "The letters are missing. It is now live."
    assert (error.move, error.reasons) == ("suspend", (UNMET, WRONG))


def test_only_reasons_refuse():
    refuse_if((), move="suspend")
    with pytest.raises(Refused) as caught:
        refuse_if((UNMET,), move="suspend")
    assert caught.value.reasons == (UNMET,)


def test_a_stale_view_says_what_was_seen():
    said = str(Stale(seen=3, now=5))
    assert "You saw version 3; it is now version 5." in said


@pytest.mark.parametrize(
    ("error", "kind", "status", "codes"),
    [
        (Refused((UNMET,)), "refused", 422, ["letters_missing"]),
        (Refused((WRONG,)), "refused", 409, ["wrong_state"]),
        (NotPermitted("No."), "notpermitted", 403, ["notpermitted"]),
        (NotFound("Nothing."), "notfound", 404, ["notfound"]),
        (Stale(seen=1, now=2), "stale", 409, ["stale"]),
        (Busy(), "busy", 503, ["busy"]),
    ],
)
def test_each_failure_has_its_status_and_words(error, kind, status, codes):
    failure = failure_of(error)
    assert (failure.kind, failure.status) == (kind, status)
    assert [reason.code for reason in failure.reasons] == codes
    assert failure.title
    assert all(reason.text for reason in failure.reasons)


def test_a_door_that_opens_says_nothing():
    with capture_logs() as logs, door(act="suspend") as passing:
        pass
    assert passing.opened
    assert passing.failure is None
    assert logs == []


def test_a_door_keeps_and_logs_a_refusal():
    with capture_logs() as logs, door(case="1") as passing:
        raise Refused((UNMET,), move="suspend")
    assert not passing.opened
    assert passing.failure.reasons == (UNMET,)
    assert logs == [
        {
            "event": "act_refused",
            "log_level": "info",
            "kind": "refused",
            "move": "suspend",
            "reasons": ["letters_missing"],
            "case": "1",
        }
    ]


def test_a_fault_is_not_caught_at_the_door():
    with pytest.raises(ZeroDivisionError), door():
        raise ZeroDivisionError


def problem(error: Exception) -> tuple[int, dict, str]:
    response = exception_handler(error, {})
    return response.status_code, response.data, response.content_type


def test_a_refusal_in_json_is_a_problem_with_its_reasons():
    status, body, kind = problem(Refused((UNMET,), move="suspend"))
    assert (status, kind) == (422, PROBLEM_JSON)
    assert body == {
        "type": "refused",
        "title": "This cannot be done yet",
        "status": 422,
        "move": "suspend",
        "reasons": [
            {
                "code": "letters_missing",
                "text": "The letters are missing.",
                "authority": "GMS Regulations",
            }
        ],
    }


@pytest.mark.parametrize(
    ("error", "status", "kind"),
    [
        (Http404(), 404, "not_found"),
        (PermissionDenied(), 403, "permission_denied"),
        (exceptions.NotAuthenticated(), 401, "not_authenticated"),
        (exceptions.Throttled(wait=2), 429, "throttled"),
        (exceptions.ParseError(), 400, "parse_error"),
    ],
)
def test_known_errors_are_problems(error, status, kind):
    got, body, _ = problem(error)
    assert (got, body["type"], body["status"]) == (status, kind, status)


def test_headers_go_with_a_problem():
    error = exceptions.NotAuthenticated()
    error.auth_header = "Token"
    assert exception_handler(error, {}).headers["WWW-Authenticate"] == "Token"
    assert exception_handler(exceptions.Throttled(wait=2), {}).headers["Retry-After"] == "2"


def test_errors_of_input_are_a_flat_list():
    error = exceptions.ValidationError({"dates": {"from": ["Wrong."]}, "rows": [["A.", "B."]]})
    _, body, _ = problem(error)
    assert body["errors"] == [
        {"field": "dates.from", "code": "invalid", "text": "Wrong."},
        {"field": "rows", "code": "invalid", "text": "A."},
        {"field": "rows", "code": "invalid", "text": "B."},
    ]


def test_an_unknown_error_stays_one():
    assert exception_handler(ZeroDivisionError(), {}) is None
