"""Canterbury Medical Practice: two practices merge in April 2016, and nothing is lost by it."""

from datetime import UTC, date, datetime

import pytest

from accounts.roles import Role
from contracts.actions import practice_contracts
from contracts.models import PracticeContract
from core.errors import Refused
from gp_relationships.actions import gp_roles, participations, practice_changes
from gp_relationships.models import GpRole, Participation, PracticeChange
from gp_relationships.selectors.practice_changes import changes_of
from notifications.models import Message
from organisations.models import Branch, ListSize, Practice, Vanguard
from organisations.selectors import population
from tests.casework.world import World
from tests.support.people import person

pytestmark = pytest.mark.django_db

MERGED = date(2016, 4, 1)


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 10, tzinfo=UTC)


def practice(code: str, name: str, patients: int) -> Practice:
    made = Practice.objects.create(code=code, name=name, status="active", postcode="CT1 1ZZ")
    ListSize.objects.create(practice=made, counted_on=date(2016, 1, 1), registered=patients)
    return made


class Canterbury:
    """Two practices of Encompass, and the officers who record what becomes of them."""

    def __init__(self) -> None:
        self.officer, self.approver = person(Role.PROGRAMME_OFFICER), person(Role.APPROVING_OFFICER)
        self.going = practice("G82900", "CANTERBURY EAST SURGERY", 7_400)
        self.staying = practice("G82901", "CANTERBURY MEDICAL PRACTICE", 11_600)
        self.encompass = Vanguard.objects.create(
            code="MCP90", name="Encompass", kind="mcp", membership="part"
        )
        self.partner = person(Role.GP_PARTNER, practice=self.going, name="Dr Kit Kent")

    def given_both_hold_gms_contracts(self) -> None:
        for each in (self.going, self.staying):
            practice_contracts.record(
                practice_id=each.pk, contract_type="gms", by=self.officer, at=at(date(2015, 4, 1))
            )

    def given_they_were_asked(self, *practices: Practice) -> None:
        for each in practices:
            participations.invite(
                vanguard_id=self.encompass.pk,
                practice_id=each.pk,
                by=self.officer,
                at=at(date(2015, 6, 1)),
            )

    def when_the_merger_is_noted(self, *, forms_sent_on: date) -> PracticeChange:
        return practice_changes.note(
            practice_id=self.going.pk,
            kind="merger",
            terms={
                "other_id": self.staying.pk,
                "planned_on": MERGED,
                "forms_sent_on": forms_sent_on,
            },
            by=self.officer,
            at=at(date(2016, 3, 1)),
        )

    def by_approver(self, on: date) -> dict:
        return {"by": self.approver, "at": at(on)}


@pytest.fixture
def canterbury(db) -> Canterbury:
    return Canterbury()


def test_two_practices_of_canterbury_become_one(canterbury):
    canterbury.given_both_hold_gms_contracts()
    canterbury.given_they_were_asked(canterbury.going)
    gp = gp_roles.register_gp(
        full_name="Kit Kent", gmc_number="1234567", practice_id=canterbury.going.pk,
        post="partner", starts_on=date(2014, 4, 1), by=canterbury.officer, at=at(date(2015, 4, 1)),
    )  # fmt: skip

    change = canterbury.when_the_merger_is_noted(forms_sent_on=date(2016, 2, 22))
    with pytest.raises(Refused) as refused:
        practice_changes.approve(change_id=change.pk, **canterbury.by_approver(date(2016, 3, 10)))
    assert [reason.text for reason in refused.value.reasons] == [
        "For 1 April 2016 the forms had to be sent by 19 February 2016, 6 weeks before. "
        "They were sent on 22 February 2016."
    ]

    practice_changes.revise(
        change_id=change.pk,
        terms={"forms_sent_on": date(2016, 2, 12)},
        by=canterbury.officer,
        at=at(date(2016, 3, 11)),
        note="The forms went on 12 February; the 22nd was the day of the receipt.",
    )
    practice_changes.approve(change_id=change.pk, **canterbury.by_approver(date(2016, 3, 12)))
    with pytest.raises(Refused, match="can be made from that day"):
        practice_changes.make(change_id=change.pk, **canterbury.by_approver(date(2016, 3, 31)))
    made = practice_changes.make(change_id=change.pk, **canterbury.by_approver(MERGED))

    both = [canterbury.going.pk, canterbury.staying.pk]
    assert population(both, on=date(2016, 3, 31)).registered == 19_000
    assert population(both, on=MERGED).registered == 19_000
    assert population([canterbury.staying.pk], on=MERGED).registered == 19_000
    states = PracticeContract.objects.order_by("practice__code").values_list("state", flat=True)
    assert list(states) == ["merged", "retained"]
    assert Participation.objects.get().state == "left"
    branch = Branch.objects.get()
    assert (branch.code, branch.formerly) == ("G82901001", canterbury.going)
    assert [post.practice.code for post in gp.posts.order_by("starts_on")] == ["G82900", "G82901"]
    assert Message.objects.get(kind="practice_change_made").to == canterbury.partner
    for each in (canterbury.going, canterbury.staying):
        assert list(PracticeChange.objects.filter(changes_of(each))) == [made]

    # The practice that goes on decides for itself; that of the other is not its own.
    canterbury.given_they_were_asked(canterbury.staying)
    assert Participation.objects.get(practice=canterbury.staying).state == "invited"


def test_an_active_practice_does_not_merge_with_a_suspended_one():
    world = World().populated()
    world.practice_contract()
    sleeping = world.practice_contract("suspended", practice=world.other_practice)
    role = world.gp_role()
    change = world.practice_change("approved")
    with pytest.raises(Refused) as refused:
        practice_changes.make(change_id=change.pk, by=world.approver, at=at(date(2026, 11, 23)))
    assert [reason.code for reason in refused.value.reasons] == ["standings_differ"]
    assert "An active and a suspended practice cannot be merged." in str(refused.value)
    sleeping.refresh_from_db()
    assert sleeping.state == "suspended"
    assert GpRole.objects.get().state == role.state
    assert Practice.objects.get(pk=world.practice.pk).status == "active"
