"""What every answer carries, pages and errors and static files alike."""

import pytest
from django.db import OperationalError
from django.test import Client

from portal.views import home

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "object-src 'none'",
    "form-action 'self'",
}


def policy_of(response) -> set[str]:
    return {part.strip() for part in response["Content-Security-Policy"].split(";")}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/milestones/", 200),
        ("/gp-roles/", 200),
        ("/history/", 200),
        ("/account/", 200),
        ("/account/password/", 200),
        ("/sign-in/", 302),
        ("/sign-out/", 405),
        ("/nowhere/", 404),
        ("/participations/1/", 404),
    ],
)
def test_pages_are_kept_by_no_cache_and_run_nothing_foreign(as_person, partner, path, status):
    response = as_person(partner).get(path)
    assert response.status_code == status
    assert policy_of(response) >= POLICY
    assert "unsafe" not in response["Content-Security-Policy"]
    assert "no-store" in response["Cache-Control"]
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        (RuntimeError("a fault"), 500, "there is a problem with the service"),
        (OperationalError("the database is away"), 503, "the service is not available"),
    ],
)
def test_a_fault_of_ours_has_a_page_that_says_nothing_of_it(
    partner, monkeypatch, fault, status, words
):
    def fail(*given):
        raise fault

    monkeypatch.setattr(home.selectors, "participations_of", fail)
    client = Client(raise_request_exception=False)
    client.force_login(partner)
    response = client.get("/")
    body = response.content.decode()
    assert response.status_code == status
    assert words in body
    assert str(fault) not in body
    assert policy_of(response) >= POLICY
    assert "no-store" in response["Cache-Control"]
    assert ("Retry-After" in response) is (status == 503)


def test_a_form_without_its_mark_is_refused_in_the_same_look(partner):
    client = Client(enforce_csrf_checks=True)
    client.force_login(partner)
    response = client.post("/sign-out/")
    assert response.status_code == 403
    assert "Nothing was saved" in response.content.decode()
    assert "nhsuk-header" in response.content.decode()
    assert policy_of(response) >= POLICY


def test_static_files_carry_the_policy_and_may_be_kept(client, db, settings, tmp_path):
    (tmp_path / "portal.css").write_text("p {}")
    settings.STATIC_ROOT = str(tmp_path)
    response = client.get("/static/portal.css")
    assert response.status_code == 200
    assert policy_of(response) >= POLICY
    assert "no-store" not in response.get("Cache-Control", "")
    response.close()


def test_every_page_says_that_a_demonstration_is_one(client, db, settings):
    marked = "practices and people are fictional"
    for path in ("/sign-in/", "/nowhere/"):
        settings.DEMONSTRATION = False
        assert marked not in client.get(path).content.decode()
        settings.DEMONSTRATION = True
        assert marked in client.get(path).content.decode()


def test_the_page_loads_nothing_from_elsewhere_and_holds_no_inline_script(as_person, partner):
    body = as_person(partner).get("/").content.decode()
    assert 'src="http' not in body
    assert "<style" not in body
    assert " style=" not in body
    assert " onclick=" not in body
    assert body.count("<script") == body.count("</script>") == 1
    assert "data-components" in body
