"""One's own password is changed by the act, with its reasons; this session goes on."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.actions import tokens
from accounts.models import User
from accounts.selectors import find_token
from audit.models import AuditEvent
from tests.admin.conftest import text_of
from tests.casework.world import World
from tests.support.people import NOW

pytestmark = pytest.mark.django_db

PAGE = "/admin/password_change/"
OLD = "the pass phrase until now"
NEW = "the pass phrase from now on"


@pytest.fixture
def me(world: World) -> User:
    world.officer.set_password(OLD)
    world.officer.save()
    return world.officer


def sent(**changed: str) -> dict[str, str]:
    return {"old": OLD, "new": NEW, "again": NEW, **changed}


def test_it_is_changed_here_and_ends_everything_else(me: User, at: Callable[[str], Client]):
    here, elsewhere = at("officer"), Client()
    elsewhere.force_login(me)
    _, secret = tokens.issue(user=me, by=me, at=NOW)
    response = here.post(PAGE, sent())
    assert (response.status_code, response["Location"]) == (302, "/admin/")
    assert "Your password has been changed." in text_of(here.get("/admin/"))
    assert elsewhere.get("/admin/").status_code == 302
    assert find_token(secret, at=NOW) is None
    assert User.objects.get(pk=me.pk).check_password(NEW)
    assert AuditEvent.objects.get(kind="person.change_own_password").by_id == me.pk


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"old": "not that"}, "The current password is wrong."),
        ({"new": "short", "again": "short"}, "too short"),
        ({"new": OLD, "again": OLD}, "the one you have now"),
        ({"again": "something else"}, "must be the same"),
        ({"old": "", "new": "", "again": ""}, "This field is required."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_changed(
    me: User, at: Callable[[str], Client], changed: dict[str, str], words: str
):
    response = at("officer").post(PAGE, sent(**changed))
    assert response.status_code == 422
    page = text_of(response)
    assert words in page
    assert OLD not in page
    assert NEW not in page
    assert User.objects.get(pk=me.pk).check_password(OLD)
