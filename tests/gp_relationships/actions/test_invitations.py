"""Inviting many practices: all of them or none, and each told of itself alone."""

import pytest

from core.errors import NotPermitted, Refused
from gp_relationships.actions.invitations import invite_all
from gp_relationships.models import Participation
from notifications.models import Message
from organisations.models import Practice
from tests.support.people import NOW
from tests.support.programme import make_practice

pytestmark = pytest.mark.django_db


def invited(vanguard, *practices, by, **details) -> dict:
    return invite_all(
        vanguard_id=vanguard.pk,
        practice_ids=[practice.pk for practice in practices],
        by=by,
        at=NOW,
        **details,
    )


def test_each_practice_is_invited_and_its_own_people_alone_are_told(
    vanguard, practice, other_practice, partner, other_partner, officer
):
    rows = invited(
        vanguard, practice, other_practice, by=officer, not_waited_for={other_practice.pk}
    )
    assert rows[practice.pk].required_for_go_live
    assert not rows[other_practice.pk].required_for_go_live
    for participation in Participation.objects.all():
        event = participation.changes.get()
        assert event.facts == {
            "vanguard": vanguard.code,
            "practice": participation.practice.code,
            "required_for_go_live": participation.required_for_go_live,
        }
    told = Message.objects.values_list("to__email", "facts__practice")
    assert dict(told) == {
        partner.email: str(practice),
        other_partner.email: str(other_practice),
    }


def test_every_practice_that_stands_in_the_way_is_named_and_nobody_is_invited(
    vanguard, practice, other_practice, participation, officer
):
    closed = make_practice("X00003", "GONE SURGERY")
    Practice.objects.filter(pk=closed.pk).update(status="closed")
    with pytest.raises(Refused) as refusal:
        invited(vanguard, practice, other_practice, closed, by=officer)
    codes = {reason.code for reason in refusal.value.reasons}
    assert codes == {"already_invited", "practice_closed"}
    assert Participation.objects.get() == participation


def test_nobody_at_all_is_no_act(vanguard, officer):
    assert invited(vanguard, by=officer) == {}


def test_only_officers_may_and_others_are_not_told_of_what_there_is(
    vanguard, practice, participation, partner, auditor
):
    for other in (partner, auditor):
        with pytest.raises(NotPermitted):
            invited(vanguard, practice, by=other)
        with pytest.raises(NotPermitted):
            invited(vanguard, by=other)
    assert Participation.objects.get() == participation
