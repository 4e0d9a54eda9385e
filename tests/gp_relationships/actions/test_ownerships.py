"""Acts upon how an MCP is shared among its owners, and what the database refuses of shares."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection

from casework.keeping import plain
from core.errors import Refused
from gp_relationships.actions import gp_roles
from gp_relationships.actions import ownerships as acts_of
from gp_relationships.models import GpRole, Ownership
from gp_relationships.rules.ownership import MOVES, OwnershipState
from tests.casework.acts import Act, ActsKeepTheirPromises, Unmet, refused_everywhere_else
from tests.casework.attempts import failure_of, together
from tests.casework.world import TOMORROW, YESTERDAY, World
from tests.support.people import LONG_AGO, NOW, TODAY

OFFICERS = frozenset({"officer", "approver"})
SIGNED = {"holds_from": TODAY, "signed_on": YESTERDAY}


def owner(world: World, share: str, state: str = "agreed", **columns: Any) -> GpRole:
    """Somebody new agrees to own this much."""
    world.takes_part()
    number = GpRole.objects.count()
    gp = world.make_gp(f"76543{number:02}", f"Olive Owner {number}", world.practice)
    return world.gp_role(state, gp=gp, kind="part_owner", share=Decimal(share), **columns)


def owned(*shares: str):
    """As much is owned as these shares come to."""

    def around(world: World) -> None:
        for share in shares:
            owner(world, share)

    return around


def half_later(world: World) -> None:
    """One half is owned for long, the other from today."""
    owner(world, "50", starts_on=LONG_AGO)
    owner(world, "50")


def build(world: World, state: str, **columns: Any) -> Ownership:
    return world.ownership(state, **columns)


def act(name: str, to: str, **more: Any) -> Act:
    move, do = MOVES[name], getattr(acts_of, name)
    return Act(do=do, move=move, names="ownership_id", build=build, to=to, may=OFFICERS, **more)


ACTS = [
    Act(
        do=acts_of.draw_up,
        move=MOVES["draw_up"],
        names="vanguard_id",
        build=None,
        to="open",
        may=OFFICERS,
        says=lambda world: {"vanguard_id": world.vanguard.pk},
        writes={"signed_on": None, "shares": []},
        unmet=(
            Unmet("ownership_exists", around=lambda world: world.ownership()),
            Unmet("no_body_to_own", around=lambda world: world.alliance()),
        ),
    ),
    act(
        "sign",
        "signed",
        around=owned("33.33", "33.33", "33.34"),
        says=SIGNED,
        writes=SIGNED,
        unmet=(
            Unmet("owners_missing", around=lambda world: None),
            Unmet("shares_not_whole", around=owned("33.33", "33.33", "33.33")),
            Unmet("shares_not_whole", says={"holds_from": YESTERDAY}, around=half_later),
            Unmet("ownership_day_missing", says={"signed_on": None}),
            Unmet("ownership_day_missing", says={"holds_from": None}),
            Unmet("ownership_signed_in_the_future", says={"signed_on": TOMORROW}),
            Unmet("invalid_signed_on", says={"signed_on": date(1948, 7, 4)}),
        ),
    ),
    act("reopen", "open"),
    act("close", "closed"),
]


class TestOwnerships(ActsKeepTheirPromises):
    acts = ACTS


@pytest.mark.parametrize("state", [state.value for state in OwnershipState])
def test_from_every_other_state_each_act_is_refused(world, state):
    assert refused_everywhere_else(ACTS, world.ownership(state), world) == {}


def test_every_move_has_its_act():
    assert {act.move.name for act in ACTS} == set(MOVES)


def signed(world: World) -> Ownership:
    return acts_of.sign(ownership_id=world.ownership().pk, by=world.officer, at=NOW, **SIGNED)


def test_the_table_is_kept_as_it_was_signed(world):
    owned("60", "40")(world)
    table = signed(world)
    shares = [(line["gp"], line["share"]) for line in table.shares]
    assert shares == [("Olive Owner 0", "60.00"), ("Olive Owner 1", "40.00")]
    assert table.changes.get(version=2).facts["shares"] == plain(table.shares)


def test_an_owner_who_leaves_reopens_the_table_and_says_why(world):
    owned("60", "40")(world)
    table, leaving = signed(world), GpRole.objects.get(share=Decimal(60))
    gp_roles.end(role_id=leaving.pk, ends_on=TOMORROW, by=world.officer, at=NOW, note="Retires.")
    table.refresh_from_db()
    assert table.state == "open"
    note = table.changes.order_by("version").last().note
    assert note == "End the role: Olive Owner 0, part owner in Testshire Together (MCP99)."
    again = {"holds_from": TOMORROW, "signed_on": TODAY}
    failure = failure_of(
        lambda: acts_of.sign(ownership_id=table.pk, by=world.officer, at=NOW, **again)
    )
    assert isinstance(failure, Refused)
    assert str(failure) == "Shares must add up to 100%. They add up to 40%."
    owner(world, "60", starts_on=TOMORROW)
    acts_of.sign(ownership_id=table.pk, by=world.officer, at=NOW, **again)


def test_an_owner_who_agrees_reopens_the_table(world):
    owned("60", "40")(world)
    going = GpRole.objects.get(share=Decimal(40))
    gp_roles.end(role_id=going.pk, ends_on=TOMORROW, by=world.officer, at=NOW, note="Retires.")
    table = signed(world)
    coming = owner(world, "40", "offered", starts_on=TOMORROW)
    gp_roles.agree(role_id=coming.pk, by=world.officer, at=NOW)
    table.refresh_from_db()
    assert table.state == "open"


def test_a_role_that_is_no_share_reopens_nothing(world):
    owned("100")(world)
    table = signed(world)
    gp_roles.agree(role_id=world.gp_role("offered").pk, by=world.officer, at=NOW)
    table.refresh_from_db()
    assert table.state == "signed"


def test_a_share_is_held_once_the_table_is_signed(world):
    owned("100")(world)
    role = GpRole.objects.get()
    put = {"role_id": role.pk, "by": world.approver, "at": NOW}
    with pytest.raises(Refused, match="is not signed as it stands"):
        gp_roles.put_in_effect(**put)
    signed(world)
    assert gp_roles.put_in_effect(**put).state == "in_effect"


def test_the_database_refuses_more_than_the_whole(world):
    owner(world, "60")
    with pytest.raises(IntegrityError, match=r"come to 100\.01 per cent"), together():
        owner(world, "40.01", "proposed", starts_on=TODAY + timedelta(days=9))
    with together():
        owner(world, "40", "proposed", starts_on=TODAY + timedelta(days=9))


def test_the_database_lets_one_owner_follow_another(world):
    with together():
        owner(world, "100", starts_on=LONG_AGO, ends_on=TODAY)
        owner(world, "100", starts_on=TODAY)


def test_the_database_refuses_a_signed_table_that_is_not_whole(world):
    owner(world, "99.99")
    with pytest.raises(IntegrityError, match=r"signed come to 99\.99 per cent"), together():
        world.ownership("signed")


def test_under_an_old_snapshot_no_share_is_written(transactional_db):
    """At a stricter level the sum would be that of the snapshot, and two would come to 120."""
    with together():
        world = World().populated()
        world.takes_part()

    def add() -> None:
        with together():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            owner(world, "60")

    with pytest.raises(IntegrityError, match="at READ COMMITTED alone"):
        add()


def test_of_many_who_add_shares_at_once_the_whole_is_never_exceeded(raced):
    """Ten connections write 60 per cent each by SQL alone, twenty times: one of ten is let by."""
    with together():
        world = World().populated()
        world.takes_part()
        gps = [world.make_gp(f"80000{n:02}", f"Gp {n}", world.practice) for n in range(10)]
    for round_ in range(20):
        start = TODAY + timedelta(days=round_ * 10)
        waiting = list(gps)

        def add(start=start, waiting=waiting):
            with together():
                return world.gp_role(
                    gp=waiting.pop(), kind="part_owner", share=Decimal(60),
                    starts_on=start, ends_on=start + timedelta(days=10),
                )  # fmt: skip

        got = raced(add, times=10)
        assert sum(isinstance(result, GpRole) for result in got) == 1, got
        refused = [result for result in got if isinstance(result, IntegrityError)]
        assert len(refused) == 9, got  # and no deadlock among them
        assert all("per cent on some day" in str(each) for each in refused)


def test_of_two_who_propose_shares_at_once_one_is_refused_with_what_is_left(raced):
    with together():
        world = World().populated()
        gps = [world.make_gp(f"80000{n:02}", f"Gp {n}", world.practice) for n in range(2)]
    got = raced(
        lambda: gp_roles.propose(
            gp_id=gps.pop().pk, vanguard_id=world.vanguard.pk, directly_hired=True,
            kind="part_owner", share=Decimal(60), starts_on=TODAY, by=world.officer, at=NOW,
        )
    )  # fmt: skip
    (refused,) = [result for result in got if isinstance(result, Refused)]
    assert [reason.code for reason in refused.reasons] == ["shares_exceed_whole"]
    assert "40% is left" in str(refused)
