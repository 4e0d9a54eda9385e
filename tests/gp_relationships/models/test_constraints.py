"""What the database refuses of participations, GPs and their roles, whatever the code does."""

from datetime import date, timedelta
from decimal import Decimal

from django.db.models.expressions import RawSQL

from gp_relationships.models import Gp, GpPost
from tests.casework.constraints import bites, rows
from tests.support.people import LONG_AGO, TODAY

NAN = RawSQL("'NaN'::numeric", [])  # Django would refuse it before the database can
EARLY, LATE = date(1948, 7, 4), date(2101, 1, 1)


def owner(world, share, **columns):
    given = {"kind": "part_owner", "share": share, **columns}
    return world.gp_role(**given)


def post(world, **columns):
    given = {"gp": world.gp, "practice": world.practice, "post": "salaried", "starts_on": TODAY}
    return GpPost.objects.create(**{**given, **columns})


@rows(
    ("participation_once_at_a_time", lambda w: [w.participation(), w.participation("signed")]),
    ("decision_is_recorded", lambda w: w.participation("decided", decided_on=None)),
    ("decision_is_recorded", lambda w: w.participation("signed", level="")),
    ("decision_is_recorded", lambda w: w.participation("in_effect", signatories="")),
    ("participation_decided_range", lambda w: w.participation(decided_on=EARLY)),
    ("participation_signed_range", lambda w: w.participation(agreement_signed_on=LATE)),
    ("gp_gmc_digits", lambda w: Gp.objects.create(full_name="X", gmc_number="123456")),
    ("gp_gmc_digits", lambda w: Gp.objects.create(full_name="X", gmc_number="١٢٣٤٥٦٧")),
    ("gmc_number", lambda w: Gp.objects.create(full_name="X", gmc_number=w.gp.gmc_number)),
    ("gppost_ends_after_start", lambda w: post(w, practice=w.other_practice, ends_on=TODAY)),
    ("gppost_once_at_a_time", post),
    ("gprole_owners_have_shares", lambda w: w.gp_role(kind="part_owner")),
    ("gprole_owners_have_shares", lambda w: w.gp_role(kind="employee", share=Decimal(1))),
    ("gprole_ends_after_start", lambda w: w.gp_role(ends_on=TODAY)),
    ("gprole_ends_after_start", lambda w: w.gp_role("in_effect", ends_on=TODAY)),
    ("gprole_ends_after_start", lambda w: w.gp_role("ended", ends_on=None)),
    ("gprole_ends_after_start", lambda w: w.gp_role("ended", ends_on=LONG_AGO)),
    ("gprole_share_range", lambda w: owner(w, NAN)),
    ("gprole_share_range", lambda w: owner(w, Decimal("0.004"))),
    ("gprole_share_range", lambda w: owner(w, Decimal("100.01"))),
    ("gprole_share_range", lambda w: owner(w, Decimal(-1))),
    ("numeric field overflow", lambda w: owner(w, Decimal(1000))),
    ("gprole_starts_range", lambda w: w.gp_role(starts_on=EARLY)),
    ("gprole_ends_range", lambda w: w.gp_role(ends_on=LATE)),
    (
        "one_primary_at_a_time",
        lambda w: [w.gp_role("agreed"), w.gp_role(kind="subcontractor", starts_on=TODAY)],
    ),
    (
        "one_primary_at_a_time",
        lambda w: [
            w.gp_role("ended", starts_on=LONG_AGO, ends_on=TODAY + timedelta(days=1)),
            w.gp_role(),
        ],
    ),
    ("one_share_at_a_time", lambda w: [owner(w, 1), owner(w, 2, starts_on=LONG_AGO)]),
)
def test_the_constraint_bites(world, name, row):
    bites(world, name, row)


def test_periods_that_touch_do_not_overlap(world):
    world.gp_role("ended", kind="subcontractor", ends_on=TODAY)
    world.gp_role(starts_on=LONG_AGO, ends_on=TODAY)
    world.gp_role(starts_on=TODAY, ends_on=TODAY + timedelta(days=1))
    world.gp_role(vanguard=world.other_vanguard, starts_on=LONG_AGO)
    owner(world, 5, starts_on=LONG_AGO)
    assert world.gp.roles.count() == 5


def test_how_they_are_called(world):
    role = world.gp_role()
    assert str(role) == f"{world.gp.full_name}, employee in Testshire Together (MCP99)"
    assert str(world.participation()) == (
        "Riverside Surgery (X00001) in Testshire Together (MCP99)"
    )
    named = str(world.gp.posts.get())
    assert named == f"{world.gp.full_name}, partner at Riverside Surgery (X00001)"
    assert str(role.changes.get()) == "propose (new to proposed)"
