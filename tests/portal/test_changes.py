"""A practice sees what is noted about it, and tells who joins or leaves its partnership."""

import pytest

from gp_relationships.actions import practice_changes
from gp_relationships.models import PracticeChange
from tests.support.people import NOW, TODAY

LIST, FORM = "/practice/", "/practice/partners/"


def sent(**changed: str) -> dict[str, str]:
    day = {"planned_on-day": "1", "planned_on-month": "12", "planned_on-year": "2026"}
    return {"joining": "Dr Nia Newcomer 2345678", "leaving": "", "note": "", **day, **changed}


def noted(practice, officer, kind: str, **terms):
    return practice_changes.note(
        practice_id=practice.pk, kind=kind, terms=terms, by=officer, at=NOW
    )


def test_partners_are_told_once_and_shown(as_person, partner, manager, practice):
    for person in (partner, manager):
        client = as_person(person)
        assert client.get(FORM).status_code == 200
        assert client.post(FORM, sent())["Location"] == LIST
        first, second = client.get(LIST).content.decode(), client.get(LIST).content.decode()
        assert "The programme office has been told." in first
        assert "The programme office has been told." not in second
        assert "Joining: Dr Nia Newcomer 2345678" in second
    change = PracticeChange.objects.first()
    assert (change.kind, change.state, change.practice) == ("partners", "noted", practice)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"joining": ""}, "Name who joins or who leaves"),
        ({"planned_on-day": "", "planned_on-month": "", "planned_on-year": ""}, "Enter the day"),
        ({"planned_on-day": "31", "planned_on-month": "2"}, "The day must be a real date"),
        ({"leaving": "x" * 501}, "Who leaves must be 500 characters or less"),
        ({"joining": "Dr\0Who"}, "Who joins must not include control characters"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(as_person, partner, changed, words):
    response = as_person(partner).post(FORM, sent(note="Kept.", **changed))
    body = response.content.decode()
    assert response.status_code == 422
    assert words in body
    assert "Kept." in body
    assert not PracticeChange.objects.exists()


def test_a_practice_that_closed_tells_nothing(as_person, partner, practice):
    type(practice).objects.filter(pk=practice.pk).update(status="closed", closed_on=TODAY)
    response = as_person(partner).post(FORM, sent())
    assert response.status_code == 422
    assert "is not open." in response.content.decode()


def test_each_sees_its_own_and_what_goes_into_it(
    as_person, partner, other_partner, practice, other_practice, officer
):
    noted(practice, officer, "merger", other_id=other_practice.pk, planned_on=TODAY)
    noted(other_practice, officer, "closure", list_plan="Dispersed by letter.")
    mine = as_person(partner).get(LIST).content.decode()
    theirs = as_person(other_partner).get(LIST).content.decode()
    assert "Into Hilltop Surgery (X00002)" in mine
    assert "Into Hilltop Surgery (X00002)" in theirs
    assert "Dispersed by letter." not in mine
    assert "Dispersed by letter." in theirs
    for client in (as_person(partner), as_person(other_partner)):
        assert "Change of your practice noted" in client.get("/history/").content.decode()


def test_nothing_noted_is_said(as_person, partner):
    assert "Nothing is noted." in as_person(partner).get(LIST).content.decode()
