"""What follows from each kind of change: everything in one transaction, nothing lost, and each
patient counted once."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

import organisations.actions
from audit.models import AuditEvent
from contracts.actions import holders
from contracts.models import PracticeContract
from core.errors import Refused
from gp_relationships.actions import practice_changes
from gp_relationships.models import GpPost, PracticeChange
from gp_relationships.selectors.following import preview
from gp_relationships.selectors.practice_changes import changes_of
from gp_relationships.selectors.practice_changes import practice_changes as seen_changes
from organisations.models import (
    Branch,
    Commissioner,
    ListSize,
    Practice,
    PracticeCommissioner,
    PracticeRecord,
    PracticeSuccession,
)
from organisations.selectors import population
from tests.casework.attempts import Broken, attempt, codes_of, together, written
from tests.casework.world import LETTERS, NOTICE, TOMORROW, World
from tests.support.people import LONG_AGO, NOW, TODAY
from tests.support.programme import LIST_SIZE

PLANNED = TODAY - timedelta(days=3)
BEFORE = PLANNED - timedelta(days=1)


def approved(world: World, kind: str, **columns: Any) -> PracticeChange:
    given = {"kind": kind, "other": None, "planned_on": PLANNED, **columns}
    return world.practice_change("approved", **given)


def made(world: World, kind: str, **columns: Any) -> PracticeChange:
    change = approved(world, kind, **columns)
    return practice_changes.make(change_id=change.pk, by=world.approver, at=NOW)


def merged(world: World, **columns: Any) -> PracticeChange:
    return made(world, "merger", other=world.other_practice, **columns)


def commissioner(code: str, name: str, **given: Any) -> Commissioner:
    return Commissioner.objects.create(ods_code=code, name=name, **given)


@pytest.fixture
def placed(world: World) -> World:
    """Both practices are under one commissioner, and paid under one type."""
    body = commissioner("99A", "NHS TESTSHIRE CCG")
    for practice in (world.practice, world.other_practice):
        practice.commissioners.create(commissioner=body, starts_on=LONG_AGO)
        practice.contract_types.create(contract_type="gms", starts_on=LONG_AGO)
    return world


def test_a_merger_closes_the_one_and_keeps_the_code_of_the_other(placed):
    merged(placed)
    gone = Practice.objects.get(pk=placed.practice.pk)
    heir = Practice.objects.get(pk=placed.other_practice.pk)
    assert (gone.status, gone.closed_on) == ("closed", PLANNED)
    assert (heir.code, heir.status, heir.closed_on) == ("X00002", "active", None)
    succession = PracticeSuccession.objects.get()
    assert (succession.predecessor, succession.successor) == (gone, heir)
    assert (succession.on, succession.basis) == (PLANNED, "recorded")
    assert gone.commissioners.get().ends_on == gone.contract_types.get().ends_on == PLANNED
    assert heir.commissioners.get().ends_on is None
    record = PracticeRecord.objects.get()
    assert (record.what, record.on, record.code) == ("closed", PLANNED, "X00002")


def test_the_site_of_a_merged_practice_is_a_branch_and_so_are_its_branches(placed):
    placed.practice.branches.create(code="X00001001", name="MILL LANE", starts_on=LONG_AGO)
    placed.other_practice.branches.create(code="X00002001", name="HIGH ST", starts_on=LONG_AGO)
    merged(placed)
    now = Branch.objects.filter(ends_on=None).values_list("code", "name", "practice__code")
    assert list(now) == [
        ("X00002001", "HIGH ST", "X00002"),
        ("X00002002", "RIVERSIDE SURGERY", "X00002"),
        ("X00002003", "MILL LANE", "X00002"),
    ]
    assert Branch.objects.get(code="X00001001").ends_on == PLANNED
    assert set(Branch.objects.filter(formerly=placed.practice)) == set(
        Branch.objects.filter(code__in=["X00002002", "X00002003"])
    )


def test_lists_add_from_the_day_on_and_the_past_stays_whose_it_was(placed):
    both = [placed.practice.pk, placed.other_practice.pk]
    merged(placed)
    assert placed.practice.lists.count() == 1
    was, now = population(both, on=BEFORE), population(both, on=PLANNED)
    assert (was.registered, was.practices) == (2 * LIST_SIZE, 2)
    assert (now.registered, now.practices) == (2 * LIST_SIZE, 1)
    assert placed.other_practice.lists.get(counted_on=PLANNED).registered == 2 * LIST_SIZE
    assert population([placed.practice.pk], on=BEFORE).registered == LIST_SIZE


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        # counted that day: of both, of the successor alone (it is both already), of the other
        (3_000, 5_000, 8_000),
        (None, 5_000, 5_000),
        (3_000, None, 3_000 + LIST_SIZE),
    ],
)
def test_a_list_counted_on_the_very_day_is_not_added_twice(placed, mine, theirs, expected):
    for practice, registered in ((placed.practice, mine), (placed.other_practice, theirs)):
        if registered:
            practice.lists.create(counted_on=PLANNED, registered=registered)
    merged(placed)
    assert placed.other_practice.lists.get(counted_on=PLANNED).registered == expected


def test_weighted_lists_add_only_where_both_are_known(placed):
    ListSize.objects.update(weighted=Decimal("8100.50"))
    with attempt():
        merged(placed)
        assert placed.other_practice.lists.get(counted_on=PLANNED).weighted == Decimal("16201.00")
    placed.other_practice.lists.update(weighted=None)
    merged(placed)
    assert placed.other_practice.lists.get(counted_on=PLANNED).weighted is None


def test_a_practice_without_a_list_adds_none(placed):
    ListSize.objects.filter(practice=placed.practice).update(counted_on=TODAY)
    merged(placed)
    assert not placed.other_practice.lists.filter(counted_on=PLANNED).exists()


def test_contract_participations_and_roles_end_with_the_practice(placed):
    contract = placed.practice_contract()
    taking = placed.participation("decided")
    role = placed.gp_role("in_effect", starts_on=LONG_AGO)
    never = placed.gp_role("offered", starts_on=TOMORROW, vanguard=placed.other_vanguard)
    change = merged(placed)
    for case, state in ((contract, "merged"), (taking, "left"), (role, "ended"),
                        (never, "ended")):  # fmt: skip
        fresh = type(case).objects.get(pk=case.pk)
        event = fresh.changes.latest("version")
        assert fresh.state == state
        assert event.note == "Riverside Surgery (X00001): merges into another practice"
        assert (event.made_by, event.made_at) == (placed.approver, NOW)
    assert PracticeContract.objects.get().ended_on == PLANNED
    assert placed.practice.participations.get().left_on == PLANNED
    role.refresh_from_db()
    never.refresh_from_db()
    assert (role.ends_on, never.ends_on) == (PLANNED, TOMORROW)
    assert change.followed == change.changes.get(move="make").facts["followed"]
    assert len(change.followed) == 7


def test_roles_go_on_through_a_successor_that_takes_part_too(placed):
    placed.participation("signed")
    placed.participation("signed", practice=placed.other_practice)
    role = placed.gp_role("in_effect", starts_on=LONG_AGO)
    merged(placed)
    role.refresh_from_db()
    assert (role.state, role.practice, role.ends_on) == ("in_effect", placed.other_practice, None)
    event = role.changes.latest("version")
    assert event.move == "come_through"
    assert event.replaced == {"practice": str(placed.practice.pk)}


def test_a_role_that_began_on_the_day_or_has_its_end_keeps_to_its_own_law(placed):
    began = placed.gp_role("in_effect", starts_on=PLANNED)
    other = placed.make_gp("2345678", "Nia Newcomer", placed.practice)
    ending = placed.gp_role("agreed", gp=other, starts_on=LONG_AGO, ends_on=BEFORE)
    merged(placed)
    began.refresh_from_db()
    ending.refresh_from_db()
    assert (began.ends_on, ending.ends_on) == (PLANNED + timedelta(days=1), BEFORE)


def test_who_worked_at_the_practice_works_at_its_successor(placed):
    both = placed.make_gp("2345678", "Nia Newcomer", placed.practice)
    GpPost.objects.create(
        gp=both, practice=placed.other_practice, post="salaried", starts_on=LONG_AGO
    )
    merged(placed)
    posts = GpPost.objects.order_by("gp__gmc_number", "starts_on", "practice__code")
    found = posts.values_list("gp__gmc_number", "practice__code", "post", "ends_on")
    assert list(found) == [
        ("1234567", "X00001", "partner", PLANNED),
        ("1234567", "X00002", "partner", None),
        ("2345678", "X00001", "partner", PLANNED),
        ("2345678", "X00002", "salaried", None),
    ]
    kinds = AuditEvent.objects.filter(kind__startswith="gp_post").values_list("kind", flat=True)
    assert sorted(kinds) == ["gp_post.begin", "gp_post.end", "gp_post.end"]


def test_two_suspended_practices_merge_under_one_mcp_alone(placed):
    mcp = placed.signed_contract()
    mine = placed.practice_contract("suspended", mcp_contract=mcp)
    theirs = placed.practice_contract("suspended", practice=placed.other_practice, mcp_contract=mcp)
    with attempt():
        merged(placed)
        mine.refresh_from_db()
        theirs.refresh_from_db()
        assert (mine.state, theirs.state) == ("merged", "suspended")
    with together():
        elsewhere = placed.mcp_contract("signed", vanguard=placed.other_vanguard)
    third = Practice.objects.create(code="X00003", name="THIRD", status="active")
    placed.practice_contract("suspended", practice=third, mcp_contract=elsewhere)
    assert codes_of(lambda: made(placed, "merger", other=third)) == {"mcps_differ"}


def test_a_split_shares_the_list_and_the_new_practice_stands_alone(placed):
    placed.practice_contract()
    taking = placed.participation("decided")
    change = made(
        placed, "split", new_code="X00009", new_name="LAKESIDE SURGERY",
        new_contract_type="pms", patients_moved=3_000,
    )  # fmt: skip
    new = Practice.objects.get(code="X00009")
    assert (new.status, new.opened_on, new.display_name) == ("active", PLANNED, "Lakeside Surgery")
    assert new.commissioners.get().commissioner.ods_code == "99A"
    assert new.contract_types.get().contract_type == "pms"
    contract = new.practice_contracts.get()
    assert (contract.contract_type, contract.state) == ("pms", "retained")
    assert new.participations.count() == 0
    taking.refresh_from_db()
    assert taking.state == "decided"
    both = [placed.practice.pk, new.pk]
    assert population(both, on=BEFORE).registered == population(both, on=PLANNED).registered
    assert new.lists.get().registered == 3_000
    assert list(PracticeChange.objects.filter(changes_of(new))) == [change]


def test_a_code_that_a_register_proposed_is_opened_and_no_other_is_taken(placed):
    Practice.objects.create(code="X00009", name="PROPOSED", status="proposed")
    terms = {"new_code": "X00009", "new_name": "LAKESIDE", "new_contract_type": "gms",
             "patients_moved": 10}  # fmt: skip
    with attempt():
        made(placed, "split", **terms)
        assert Practice.objects.get(code="X00009").status == "active"
    Practice.objects.filter(code="X00009").update(status="dormant")
    assert codes_of(lambda: made(placed, "split", **terms)) == {"new_code_taken"}


def test_a_closure_takes_the_practice_out_of_every_count(placed):
    placed.participation("signed")
    placed.practice_contract()
    made(placed, "closure", list_plan="Patients are asked to register elsewhere.")
    assert population(None, on=BEFORE).registered == 2 * LIST_SIZE
    assert population(None, on=PLANNED).registered == LIST_SIZE
    assert PracticeContract.objects.get().state == "terminated"
    assert GpPost.objects.get().ends_on == PLANNED
    assert not Branch.objects.exists()
    assert not PracticeSuccession.objects.exists()


def test_a_move_to_another_commissioner_keeps_the_past(placed):
    new = commissioner("99B", "NHS NEWSHIRE CCG")
    made(placed, "commissioner_move", commissioner=new)
    links = PracticeCommissioner.objects.filter(practice=placed.practice).order_by("starts_on")
    found = links.values_list("commissioner__ods_code", "starts_on", "ends_on")
    assert list(found) == [("99A", LONG_AGO, PLANNED), ("99B", PLANNED, None)]


def test_a_practice_that_was_under_nobody_moves_to_somebody(world):
    made(world, "commissioner_move", commissioner=commissioner("99B", "NHS NEWSHIRE CCG"))
    assert world.practice.commissioners.get().starts_on == PLANNED


def test_no_practice_moves_to_where_it_is_or_to_what_has_ended(placed):
    mine = placed.practice.commissioners.get().commissioner
    over = commissioner("99C", "NHS OLDSHIRE CCG", closed_on=PLANNED)
    for to, code in ((mine, "commissioner_unchanged"), (over, "commissioner_ended")):
        found = codes_of(lambda to=to: made(placed, "commissioner_move", commissioner=to))
        assert found == {code}


def test_a_pms_practice_enters_into_a_gms_contract(placed):
    old = placed.practice_contract(contract_type="pms")
    terms = {"notice_given_on": NOTICE, "joining": "Dr Pat Partner"}
    made(placed, "type_change", **terms)
    old.refresh_from_db()
    assert old.state == "terminated"
    new = PracticeContract.objects.exclude(pk=old.pk).get()
    assert (new.contract_type, new.state) == ("gms", "retained")


def test_a_suspended_contract_keeps_its_type(placed):
    placed.practice_contract("suspended", contract_type="pms")
    terms = {"notice_given_on": NOTICE, "joining": "Dr Pat Partner"}
    assert codes_of(lambda: made(placed, "type_change", **terms)) == {"contract_is_suspended"}


def test_a_partner_who_leaves_works_there_no_longer(placed):
    stays = placed.make_gp("2345678", "Nia Newcomer", placed.practice)
    made(placed, "partners", leaving="Dr Grace Practitioner (1234567), Dr Nobody")
    ended = GpPost.objects.filter(ends_on=PLANNED)
    assert [post.gp for post in ended] == [placed.gp]
    assert stays.posts.get().ends_on is None


def add_holder(world: World, contract: PracticeContract, name: str, gmc: str) -> None:
    holders.add_holder(
        contract_id=contract.pk, name=name, kind="partner", joined_on=LONG_AGO, gmc_number=gmc,
        by=world.officer, at=NOW,
    )  # fmt: skip


def held_by(contract: PracticeContract, on: date) -> list[str]:
    return sorted(str(each) for each in contract.holders.on(on))


def test_partners_join_and_leave_the_contract_they_hold(placed):
    contract = placed.practice_contract("suspended", holder=False)
    for name, gmc in (("Grace Practitioner", "1234567"), ("Dr Pat Partner", "")):
        add_holder(placed, contract, name, gmc)
    unknown = codes_of(lambda: made(placed, "partners", leaving="Dr Who"))
    assert unknown == {"leaver_unknown"}
    made(
        placed, "partners", joining="Dr Nia Newcomer 2345678", leaving="Pat Partner",
        form_after="partnership",
    )  # fmt: skip
    assert held_by(contract, BEFORE) == ["Dr Pat Partner", "Grace Practitioner (GMC 1234567)"]
    assert held_by(contract, PLANNED) == [
        "Dr Nia Newcomer (GMC 2345678)", "Grace Practitioner (GMC 1234567)",
    ]  # fmt: skip
    contract.refresh_from_db()
    assert (contract.state, contract.held_as) == ("suspended", "partnership")


def test_who_is_named_joins_the_contract_of_the_practice_that_goes_on(placed):
    placed.practice_contract()
    theirs = placed.practice_contract(practice=placed.other_practice, holder=False)
    merged(placed, joining="Grace Practitioner 1234567")
    assert held_by(theirs, PLANNED) == ["Grace Practitioner (GMC 1234567)"]


def test_a_branch_opens_and_closes_and_no_patient_moves(placed):
    made(placed, "branch_opening", new_name="MILL LANE SURGERY")
    branch = Branch.objects.get()
    assert (branch.code, branch.starts_on, str(branch)) == (
        "X00001001", PLANNED, "MILL LANE SURGERY (X00001001)",
    )  # fmt: skip
    asked = dict.fromkeys(
        ("lmc_consulted_on", "ppg_consulted_on", "patients_consulted_on"), LETTERS
    )
    made(placed, "branch_closure", branch=branch, planned_on=TODAY, **asked)
    branch.refresh_from_db()
    assert branch.ends_on == TODAY
    assert population(None, on=TODAY).registered == 2 * LIST_SIZE
    again = codes_of(lambda: made(placed, "branch_closure", branch=branch, **asked))
    assert again == {"branch_missing"}


def test_what_follows_is_listed_before_and_warns_of_an_mcp_that_becomes_small(placed):
    for practice in (placed.practice, placed.other_practice):
        placed.participation("signed", practice=practice)
        practice.lists.create(counted_on=BEFORE, registered=20_000)
    change = approved(placed, "closure", list_plan="Dispersed.")
    listed = preview(change, on=TODAY)
    assert [str(line) for line in listed.populations] == [
        "Testshire Together: 40,000 registered patients before, 20,000 after. "
        "Warning: fewer than the 30,000 that an MCP should serve."
    ]
    assert listed.participations == (
        "Riverside Surgery (X00001) leaves Testshire Together (signed).",
    )
    done = practice_changes.make(change_id=change.pk, by=placed.approver, at=NOW)
    assert done.followed == listed.sentences()
    assert done.changes.get(move="make").warnings == [
        "Testshire Together would be left with 20,000 registered patients, fewer than the 30,000 "
        "that an MCP should serve."
    ]


def test_in_a_merger_within_one_mcp_its_population_stays(placed):
    for practice in (placed.practice, placed.other_practice):
        placed.participation("signed", practice=practice)
    (line,) = preview(approved(placed, "merger", other=placed.other_practice), on=TODAY).populations
    assert (line.before, line.after) == (2 * LIST_SIZE, 2 * LIST_SIZE)


def test_each_practice_sees_what_concerns_it(placed):
    change = placed.practice_change("noted")
    third = Practice.objects.create(code="X00003", name="THIRD", status="active")
    apart = placed.practice_change("noted", practice=third, other=None, kind="closure")
    seen = {name: set(seen_changes(viewer=by, on=TODAY)) for name, by in placed.actors.items()}
    assert seen["manager"] == seen["other partner"] == {change}
    assert seen["officer"] == seen["auditor"] == {change, apart}
    assert seen["stranger"] == seen["former partner"] == set()


@pytest.mark.parametrize("last", ["close_practice", "open_branch", "count_list"])
def test_nothing_is_done_where_a_part_of_it_fails(placed, monkeypatch, last):
    contract = placed.practice_contract()
    taking = placed.participation("decided")
    change = approved(placed, "merger", other=placed.other_practice)
    before = written()

    def fail(*_: Any, **__: Any) -> None:
        raise Broken

    monkeypatch.setattr(organisations.actions, last, fail)
    with pytest.raises(Broken):
        practice_changes.make(change_id=change.pk, by=placed.approver, at=NOW)
    assert written() == before
    for case in (contract, taking, change):
        was = case.state
        case.refresh_from_db()
        assert case.state == was
    assert Practice.objects.get(pk=placed.practice.pk).status == "active"
    assert not PracticeSuccession.objects.exists()
    assert not Branch.objects.exists()
    assert not ListSize.objects.filter(counted_on=PLANNED).exists()
    assert GpPost.objects.get().ends_on is None


def test_of_two_mergers_of_one_practice_at_once_one_is_made(raced):
    with together():
        world = World().populated()
        third = Practice.objects.create(code="X00003", name="THIRD", status="active")
        changes = [
            world.practice_change("approved", other=other)
            for other in (world.other_practice, third)
        ]
    waiting = iter(changes)

    def act() -> PracticeChange:
        return practice_changes.make(change_id=next(waiting).pk, by=world.approver, at=NOW)

    got = raced(act)
    refused = [result for result in got if isinstance(result, Refused)]
    assert len(refused) == 1, got
    assert {reason.code for reason in refused[0].reasons} == {"practice_closed"}
    assert PracticeSuccession.objects.count() == PracticeRecord.objects.count() == 1
    assert PracticeChange.objects.filter(state="made").count() == 1


def test_a_change_is_made_from_its_day_even_if_it_is_recorded_later(placed):
    change = merged(placed, planned_on=date(2026, 10, 1), forms_sent_on=date(2026, 8, 1))
    event = change.changes.get(move="make")
    assert (event.effective_on, event.made_on) == (date(2026, 10, 1), TODAY)
    assert placed.practice.participations.count() == 0
