"""Acts upon a GP's role, and upon the list of GPs."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from audit.models import AuditEvent
from core.errors import NotFound, NotPermitted
from gp_relationships.actions import gp_roles as acts_of
from gp_relationships.models import Gp, GpPost, GpRole
from gp_relationships.rules.gp_role import MOVES
from gp_relationships.rules.gp_role_states import GpRoleState
from tests.casework.acts import Act, ActsKeepTheirPromises, Unmet, refused_everywhere_else
from tests.casework.attempts import Broken, broken_audit, codes_of, failure_of, written
from tests.casework.world import TOMORROW, YESTERDAY, World
from tests.support.people import LONG_AGO, NOW, TODAY

OFFICERS = frozenset({"officer", "approver"})
LATER = date(2028, 4, 1)
OWNER = {"kind": "part_owner", "share": Decimal("12.50")}


def build(world: World, state: str, **columns: Any) -> GpRole:
    return world.gp_role(state, **columns)


def act(name: str, to: str | None, may: frozenset[str], **more: Any) -> Act:
    move, do = MOVES[name], getattr(acts_of, name)
    return Act(do=do, move=move, names="role_id", build=build, to=to, may=may, **more)


def other_gp(world: World) -> Gp:
    return Gp.objects.filter(gmc_number="7654321").first() or world.make_gp(
        "7654321", "Gus Generalist", world.practice
    )


def takes_part(world: World) -> None:
    world.takes_part()


def and_others_own(share: str):
    """The practice takes part, and somebody else owns this much of the MCP."""

    def around(world: World) -> None:
        world.takes_part()
        world.gp_role("in_effect", gp=other_gp(world), kind="part_owner", share=Decimal(share))

    return around


def has_a_role(state: str, **columns: Any):
    """The practice takes part, and the same GP has a role already."""

    def around(world: World) -> None:
        world.takes_part()
        world.gp_role(state, **columns)

    return around


def leaves_the_practice(world: World) -> None:
    world.takes_part()
    GpPost.objects.filter(gp=world.gp).update(ends_on=TODAY)


def virtual(world: World) -> None:
    world.takes_part()
    world.alliance()


def partial(world: World) -> None:
    world.takes_part()
    world.mcp_contract(integration="partial", form="mcp_2016")


def practice_integrates_partially(world: World) -> None:
    world.mcp_contract()
    world.takes_part(level="partial", state="decided")


def stays_outside(world: World) -> None:
    world.takes_part(state="decided", level="outside")


def is_nowhere_on_the_list(world: World) -> None:
    world.takes_part()
    Gp.objects.filter(pk=world.gp.pk).update(performers_list_on=None)


AROUND = (
    Unmet("no_body_to_hold_roles", around=virtual),
    Unmet("services_missing", around=partial),
    Unmet("services_missing", around=practice_integrates_partially),
    Unmet("practice_not_participating", around=lambda world: None),
    Unmet("practice_not_participating", around=stays_outside),
    Unmet("gp_not_of_practice", around=leaves_the_practice),
)

ACTS = [
    Act(
        do=acts_of.propose,
        move=MOVES["propose"],
        names="gp_id",
        build=None,
        to="proposed",
        may=OFFICERS,
        says=lambda world: {
            "gp_id": world.gp.pk,
            "vanguard_id": world.vanguard.pk,
            "practice_id": world.practice.pk,
            "starts_on": TODAY,
            **OWNER,
        },
        around=and_others_own("87.50"),
        writes={**OWNER, "starts_on": TODAY, "ends_on": None},
        unmet=(
            Unmet("no_body_to_hold_roles", around=virtual),
            Unmet("services_missing", around=partial, says={"kind": "employee", "share": None}),
            Unmet(
                "core_services_stay",
                around=partial,
                says={"kind": "employee", "share": None, "for_services": ["primary_medical"]},
            ),
            Unmet("services_not_allowed", says={"for_services": ["public_health"]}),
            Unmet("practice_not_participating", around=lambda world: None),
            Unmet("practice_missing", says={"practice_id": None}),
            Unmet("practice_and_hired", says={"directly_hired": True}),
            Unmet(
                "invalid_for_services",
                says={"kind": "employee", "share": None, "for_services": ["haircuts"]},
            ),
            Unmet("gp_not_of_practice", around=leaves_the_practice),
            Unmet(
                "gp_not_of_practice",
                around=lambda world: world.takes_part(world.other_practice),
                says=lambda world: {"practice_id": world.other_practice.pk},
            ),
            Unmet("share_missing", says={"share": None}),
            Unmet("share_out_of_range", says={"share": Decimal(0)}),
            Unmet("share_out_of_range", says={"share": Decimal("-3")}),
            Unmet("share_out_of_range", says={"share": Decimal("NaN")}),
            Unmet("share_out_of_range", says={"share": Decimal("Infinity")}),
            Unmet(
                "share_out_of_range",
                says={"share": Decimal("100.01")},
                also=frozenset({"shares_exceed_whole"}),
            ),
            Unmet("share_too_fine", says={"share": Decimal("12.495")}),
            Unmet("share_not_allowed", says={"kind": "employee"}),
            Unmet("shares_exceed_whole", says={"share": Decimal("12.51")}),
            Unmet("shares_exceed_whole", around=and_others_own("87.51")),
            Unmet(
                "roles_overlap",
                around=has_a_role(
                    "offered", kind="part_owner", share=Decimal(1), starts_on=LONG_AGO
                ),
            ),
            Unmet(
                "roles_overlap",
                around=has_a_role("agreed", kind="employee"),
                says={"kind": "subcontractor", "share": None},
            ),
            Unmet("ends_before_start", says={"ends_on": TODAY}),
            Unmet("invalid_starts_on", says={"starts_on": date(2101, 1, 1)}),
            Unmet("invalid_ends_on", says={"ends_on": date(2101, 1, 1)}),
            Unmet("invalid_kind", says={"kind": "mascot", "share": None}),
        ),
    ),
    act("offer", "offered", OFFICERS, around=takes_part, unmet=AROUND),
    act("agree", "agreed", OFFICERS, around=takes_part, unmet=AROUND),
    act(
        "put_in_effect",
        "in_effect",
        frozenset({"approver"}),
        around=takes_part,
        unmet=(
            *AROUND,
            Unmet("start_date_not_come", columns={"starts_on": TOMORROW}),
            Unmet("not_on_performers_list", around=is_nowhere_on_the_list),
            Unmet("ownership_not_signed", columns=OWNER),
        ),
    ),
    act(
        "end",
        "ended",
        OFFICERS,
        says={"ends_on": TOMORROW},
        writes={"ends_on": TOMORROW},
        unmet=(
            Unmet("ends_before_start", says={"ends_on": YESTERDAY}),
            Unmet("ends_before_start", says={"ends_on": date(1, 1, 1)}),
            Unmet("ends_later", columns={"ends_on": TOMORROW}, says={"ends_on": LATER}),
            Unmet("invalid_ends_on", says={"ends_on": date(9999, 12, 31)}),
        ),
    ),
]


class TestGpRoles(ActsKeepTheirPromises):
    acts = ACTS


@pytest.mark.parametrize("state", [state.value for state in GpRoleState])
def test_from_every_other_state_each_act_is_refused(world, state):
    assert refused_everywhere_else(ACTS, world.gp_role(state), world) == {}


def test_every_move_has_its_act_or_its_step():
    assert {act.move.name for act in ACTS} | {"come_through"} == set(MOVES)


def propose(world: World, **changed: Any) -> GpRole:
    given = {
        "gp_id": world.gp.pk,
        "vanguard_id": world.vanguard.pk,
        "directly_hired": "practice_id" not in changed,
        "kind": "employee",
        "starts_on": TODAY,
        "by": world.officer,
        "at": NOW,
    }
    return acts_of.propose(**{**given, **changed})


def test_a_share_may_be_added_to_a_primary_role(world):
    world.gp_role("in_effect", kind="subcontractor")
    assert propose(world, kind="part_owner", share=Decimal(100)).share == Decimal(100)


def test_roles_one_after_the_other_do_not_overlap(world):
    world.gp_role("in_effect", starts_on=LONG_AGO, ends_on=TODAY)
    assert propose(world, starts_on=TODAY).state == "proposed"


def test_a_role_before_another_must_end_by_then(world):
    world.gp_role("in_effect", starts_on=TODAY)
    before = {"starts_on": LONG_AGO, "ends_on": TODAY}
    assert propose(world, **before).ends_on == TODAY
    again = {"starts_on": LONG_AGO, "ends_on": TOMORROW, "kind": "subcontractor"}
    assert codes_of(lambda: propose(world, **again)) == {"roles_overlap"}


def end(world: World, role: GpRole, ends_on: date) -> GpRole:
    return acts_of.end(role_id=role.pk, ends_on=ends_on, by=world.officer, at=NOW, note="Agreed.")


def test_an_ended_role_counts_until_the_day_on_which_it_ends(world):
    end(world, world.gp_role("in_effect", starts_on=LONG_AGO), LATER)
    assert codes_of(lambda: propose(world, kind="subcontractor")) == {"roles_overlap"}
    assert propose(world, kind="subcontractor", starts_on=LATER).state == "proposed"


def test_an_ended_share_counts_until_the_day_on_which_it_ends(world):
    share = world.gp_role("in_effect", gp=other_gp(world), kind="part_owner", share=Decimal(60))
    end(world, share, LATER)
    half = {"kind": "part_owner", "share": Decimal(50)}
    assert codes_of(lambda: propose(world, **half)) == {"shares_exceed_whole"}
    assert propose(world, **half, starts_on=LATER).share == Decimal(50)


@pytest.mark.parametrize("state", ["proposed", "offered", "agreed"])
def test_a_role_never_taken_up_may_end_as_it_was_to_start_and_overlaps_nothing(world, state):
    assert end(world, world.gp_role(state), TODAY).ends_on == TODAY
    assert propose(world, kind="subcontractor").state == "proposed"


def test_a_role_in_effect_lasts_a_day_at_least(world):
    role = world.gp_role("in_effect")
    assert codes_of(lambda: end(world, role, TODAY)) == {"ends_before_start"}


def test_the_proposal_is_recorded_whole(world):
    world.takes_part()
    role = propose(world, practice_id=world.practice.pk, ends_on=LATER)
    assert role.changes.get().facts == {
        "gp": "1234567",
        "vanguard": "MCP99",
        "practice": "X00001",
        "kind": "employee",
        "directly_hired": False,
        "for_services": [],
        "share": None,
        "starts_on": TODAY.isoformat(),
        "ends_on": LATER.isoformat(),
    }


def test_a_gp_hired_directly_comes_through_no_practice(world):
    GpPost.objects.filter(gp=world.gp).update(ends_on=YESTERDAY)
    role = propose(world)
    assert (role.practice, role.directly_hired) == (None, True)


def test_a_gp_may_work_for_other_services_of_a_practice_that_integrates_partially(world):
    practice_integrates_partially(world)
    role = propose(world, practice_id=world.practice.pk, for_services=["public_health"])
    assert (role.state, role.for_services) == ("proposed", ["public_health"])


def test_who_may_not_propose_does_not_learn_whether_the_gp_exists(world):
    nobody = world.officer.pk
    failure = failure_of(lambda: propose(world, gp_id=nobody, by=world.actors["auditor"]))
    assert isinstance(failure, NotPermitted)


@pytest.mark.parametrize("who", ["gp_id", "vanguard_id", "practice_id"])
def test_what_a_role_hangs_on_exists(world, who):
    nobody = world.officer.pk
    assert isinstance(failure_of(lambda: propose(world, **{who: nobody})), NotFound)


def register(world: World, **changed: Any) -> Gp:
    given = {
        "full_name": "Nia Newcomer",
        "gmc_number": "2345678",
        "practice_id": world.practice.pk,
        "post": "salaried",
        "starts_on": TODAY,
        "by": world.officer,
        "at": NOW,
    }
    return acts_of.register_gp(**{**given, **changed})


def test_a_gp_is_registered_with_their_post(world):
    gp = register(world)
    post = gp.posts.get()
    assert (post.practice, post.post, post.starts_on) == (world.practice, "salaried", TODAY)
    audited = AuditEvent.objects.get(kind="gp.register")
    assert audited.about_id == str(gp.pk)
    assert audited.facts == {"gmc_number": "2345678", "practice": "X00001", "post": "salaried"}


@pytest.mark.parametrize(
    ("changed", "codes"),
    [
        ({"gmc_number": "123456"}, {"invalid_gmc_number"}),
        ({"gmc_number": "12345678"}, {"invalid_gmc_number"}),
        ({"gmc_number": "123456a"}, {"invalid_gmc_number"}),
        ({"gmc_number": "١٢٣٤٥٦٧"}, {"invalid_gmc_number"}),
        ({"gmc_number": "1234567\n"}, {"invalid_gmc_number"}),
        ({"gmc_number": "1234567"}, {"gp_exists"}),
        ({"full_name": ""}, {"invalid_full_name"}),
        ({"full_name": "N" * 201}, {"invalid_full_name"}),
        ({"full_name": "Nia\x00"}, {"invalid_full_name"}),
        ({"post": "barber"}, {"invalid_post"}),
        ({"starts_on": date(1948, 7, 4)}, {"invalid_starts_on"}),
        ({"starts_on": date(2101, 1, 1)}, {"invalid_starts_on"}),
        ({"gmc_number": "", "post": ""}, {"invalid_gmc_number", "invalid_post"}),
    ],
)
def test_a_gp_is_not_registered_with_a_bad_value(world, changed, codes):
    assert world.gp.gmc_number == "1234567"
    assert codes_of(lambda: register(world, **changed)) == codes


def test_only_officers_register_a_gp(world):
    wrong = {name: who for name, who in world.actors.items() if name not in OFFICERS}
    failures = {n: failure_of(lambda w=w: register(world, by=w)) for n, w in wrong.items()}
    assert {type(failure) for failure in failures.values()} == {NotPermitted}


def test_a_gp_is_not_registered_without_audit(world, monkeypatch):
    broken_audit(monkeypatch)
    before = written(), Gp.objects.count(), GpPost.objects.count()
    with pytest.raises(Broken):
        register(world)
    assert (written(), Gp.objects.count(), GpPost.objects.count()) == before
