"""Pages and headers that belong to no app."""

import pytest
from django.http import HttpResponse

from core.health import Check, answer
from core.middleware import NoStoreMiddleware
from core.views import csrf_failure, healthz


def test_alive_asks_nothing_of_the_database(rf, settings):
    response = healthz(rf.get("/healthz"))
    assert (response.status_code, response.content) == (200, b'{"alive": true}')
    assert "no-store" in response["Cache-Control"]
    assert healthz(rf.post("/healthz")).status_code == 405


def test_a_form_without_its_mark_is_answered_with_a_page(rf):
    response = csrf_failure(rf.post("/"), reason="old page")
    assert response.status_code == 403
    assert b"old page" not in response.content


def test_every_response_forbids_caches_and_sensors(rf):
    response = NoStoreMiddleware(lambda request: HttpResponse("page"))(rf.get("/"))
    assert response["Cache-Control"] == "no-store"
    assert "camera=()" in response["Permissions-Policy"]


def test_a_response_may_say_otherwise(rf):
    said = HttpResponse("picture", headers={"Cache-Control": "max-age=60"})
    response = NoStoreMiddleware(lambda request: said)(rf.get("/"))
    assert response["Cache-Control"] == "max-age=60"


def fails() -> bool:
    raise ZeroDivisionError


@pytest.mark.parametrize(
    ("checks", "status"),
    [
        ([Check("a", lambda: True)], 200),
        ([Check("a", lambda: False)], 503),
        ([Check("a", fails)], 503),
        ([Check("a", lambda: False, decides=False), Check("b", lambda: True)], 200),
    ],
)
def test_readiness_is_what_decides(checks, status):
    assert answer(checks).status_code == status


def test_readiness_says_yes_or_no_and_not_why():
    assert answer([Check("a", fails)]).content == (
        b'{"ready": false, "checks": [{"name": "a", "ok": false, "decides": true}]}'
    )
