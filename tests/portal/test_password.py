"""One's own password is changed in the portal by the same act; this session goes on."""

import pytest

from accounts.models import User
from audit.models import AuditEvent

PAGE = "/account/password/"
OLD = "the pass phrase until now"
NEW = "the pass phrase from now on"


@pytest.fixture
def me(partner) -> User:
    partner.set_password(OLD)
    partner.save()
    return partner


def sent(**changed: str) -> dict[str, str]:
    return {"old": OLD, "new": NEW, "again": NEW, **changed}


def test_the_account_page_leads_to_it(as_person, me):
    client = as_person(me)
    assert f'href="{PAGE}"' in client.get("/account/").content.decode()
    page = client.get(PAGE).content.decode()
    assert "There is a problem" not in page
    assert page.count('type="password"') == 3


def test_it_is_changed_here_and_signs_out_everywhere_else(as_person, me):
    here, elsewhere = as_person(me), as_person(me)
    assert here.post(PAGE, sent())["Location"] == "/account/"
    said = "Your password has been changed"
    assert said in here.get("/account/").content.decode()
    assert said not in here.get("/account/").content.decode()
    assert elsewhere.get("/account/").status_code == 302
    assert User.objects.get(pk=me.pk).check_password(NEW)
    assert AuditEvent.objects.get(kind="person.change_own_password").by_id == me.pk


@pytest.mark.parametrize(
    ("changed", "field", "words"),
    [
        ({"old": "not that"}, "old", "The current password is wrong."),
        ({"old": ""}, "old", "Enter your current password"),
        ({"new": "", "again": ""}, "new", "Enter a new password"),
        ({"new": "short", "again": "short"}, "new", "too short"),
        ({"new": OLD, "again": OLD}, "new", "The new password is the one you have now."),
        ({"new": f"{NEW}\0", "again": f"{NEW}\0"}, "new", "must not include control characters"),
        ({"new": "x" * 5000, "again": "x" * 5000}, "new", "4096 characters or less"),
        ({"again": "something else"}, "again", "The two new passwords must be the same"),
        ({"again": ""}, "again", "Enter the new password again"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_changed(
    as_person, me, changed, field, words
):
    response = as_person(me).post(PAGE, sent(**changed))
    page = response.content.decode()
    assert response.status_code == 422
    assert "<title>Error: " in page
    assert f'href="#{field}"' in page
    assert page.count(words) >= 2
    assert OLD not in page
    assert NEW not in page
    assert User.objects.get(pk=me.pk).check_password(OLD)
