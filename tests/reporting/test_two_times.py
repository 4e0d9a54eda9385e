"""A report made on a day is the report of that day as it was known then, whatever is done later."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.actions import practice_contracts
from contracts.models import PracticeContract
from core.clock import civil_date, end_of
from core.errors import ActFailed
from formation.actions import journeys
from formation.models import Journey
from gp_relationships.actions import gp_roles, participations
from gp_relationships.models import GpRole, Participation
from reporting.selectors import cases
from reporting.selectors.coverage import coverage
from reporting.selectors.listings import page_of
from tests.casework.attempts import attempt
from tests.casework.world import World
from tests.reporting.conftest import got
from tests.support.consent import everybody_signed
from tests.support.people import NOW, TODAY
from tests.support.programme import LIST_SIZE, ready_to_suspend

LISTS = {
    cases.journeys: "vanguard",
    cases.practice_contracts: "practice",
    cases.participations: "vanguard",
    cases.gp_roles: "vanguard",
}
Step = tuple[int, int, int]


def report(world: World, **filters: Any) -> list[list[str]]:
    """Every list of the programme as an analyst reads it."""
    viewer, on = world.actors["analyst"], TODAY
    return [
        page_of(
            listing(viewer=viewer, on=on, filters=filters), ordering=order, after=None, limit=100
        ).rows
        for listing, order in LISTS.items()
    ]


def acts(world: World, at: datetime, back: int) -> list[Callable[[], Any]]:
    """What might be done next, lawful or not; days are told up to some weeks back."""
    day = civil_date(at) - timedelta(days=back)
    journey, own = Journey.objects.get(), PracticeContract.objects.get()
    asked, role = Participation.objects.latest("created_at"), GpRole.objects.get()
    as_officer = {"by": world.officer, "at": at, "note": "So."}
    as_approver = {"by": world.approver, "at": at, "note": "So."}
    contract = partial(dict, contract_id=own.pk, **as_officer)
    decision = {"level": "full", "decided_on": day}
    taking_part = {"participation_id": asked.pk, **as_officer}
    return [
        lambda: journeys.begin_engagement(journey_id=journey.pk, **as_officer),
        lambda: journeys.select_model(
            journey_id=journey.pk, model="full", planned_go_live_on=TODAY, **as_officer
        ),
        lambda: journeys.plan_go_live(journey_id=journey.pk, planned_go_live_on=day, **as_officer),
        lambda: journeys.pause(journey_id=journey.pk, **as_officer),
        lambda: journeys.resume(journey_id=journey.pk, **as_officer),
        lambda: practice_contracts.give_suspension_notice(
            mcp_contract_id=world.signed_contract().pk, notice_given_on=day, **contract()
        ),
        lambda: practice_contracts.withdraw_suspension_notice(**contract()),
        lambda: practice_contracts.record_start_date(starts_under_mcp_on=day, **contract()),
        lambda: practice_contracts.suspend(contract_id=own.pk, **as_approver),
        lambda: practice_contracts.terminate(contract_id=own.pk, **as_approver),
        lambda: participations.decide(**taking_part, **decision),
        lambda: participations.decide(**taking_part, **{**decision, "level": "outside"}),
        lambda: participations.sign_agreement(agreement_signed_on=day, **taking_part),
        lambda: participations.leave(**taking_part),
        lambda: gp_roles.offer(role_id=role.pk, **as_officer),
        lambda: gp_roles.agree(role_id=role.pk, **as_officer),
        lambda: gp_roles.end(role_id=role.pk, ends_on=TODAY + timedelta(days=30), **as_officer),
    ]


def given_a_programme(world: World) -> None:
    world.journey("identified")
    world.practice_contract()
    world.gp_role()
    ready_to_suspend(PracticeContract.objects.get(), world.signed_contract(), world.officer)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    steps=st.lists(
        st.tuples(st.integers(0, 16), st.integers(0, 3), st.integers(0, 20)),
        min_size=3,
        max_size=14,
    )
)
def test_a_report_made_on_a_day_is_its_report_as_known_then_made_later(
    world: World, steps: list[Step]
):
    with attempt():
        given_a_programme(world)
        made: dict[Any, Any] = {}
        at = NOW
        for which, days, back in steps:
            at += timedelta(days=days)
            with suppress(ActFailed):
                acts(world, at, back)[which]()
            made[civil_date(at)] = told_on(world, civil_date(at))
        for day, told in made.items():
            assert told_as_known(world, day) == told


def told_on(world: World, day: Any) -> tuple[Any, Any]:
    """The report made on a day, by all that is known."""
    return report(world, as_at=day), coverage(as_at=day)


def told_as_known(world: World, day: Any) -> tuple[Any, Any]:
    """The report of that day made later, as known at its end."""
    return report(world, as_at=day, known_at=day), coverage(as_at=day, known_at=end_of(day))


def test_a_detail_is_told_as_it_was_and_its_history_ends_there(api, world: World):
    given_a_programme(world)
    own = PracticeContract.objects.get()
    tomorrow = NOW + timedelta(days=1)
    joining = Participation.objects.get()
    everybody_signed(joining, "full", by=world.officer)
    participations.decide(
        participation_id=joining.pk, level="full", decided_on=TODAY, by=world.officer, at=tomorrow
    )
    practice_contracts.suspend(contract_id=own.pk, by=world.approver, at=tomorrow)
    address, today = f"practice-contracts/{own.pk}/", TODAY.isoformat()
    now, then = got(api, address), got(api, address, as_at=today, known_at=today)
    # the MCP contract of this world ends today: whoever is suspended under it may return
    assert (now["status"], then["status"]) == ("reactivatable", "retained")
    assert (then["letters_sent"], then["suspended_on"]) == (LIST_SIZE, None)
    assert [event["move"] for event in now["history"]][-1] == "suspend"
    assert len(then["history"]) == len(now["history"]) - 1
    assert now["history"][-1]["effective_on"] == today
    assert then["verdict"] == []
    assert got(api, address, as_at=today)["status"] == "suspended"


def test_a_file_and_the_coverage_take_both_times(api, world: World):
    given_a_programme(world)
    asked = {"as_at": TODAY.isoformat(), "known_at": (TODAY - timedelta(days=1)).isoformat()}
    for name in ("journeys", "practice-contracts", "participations", "gp-roles"):
        header = api.get(f"/api/v1/{name}/", {**asked, "format": "csv"}).getvalue().splitlines()
        now = api.get(f"/api/v1/{name}/", {"format": "csv"}).getvalue().splitlines()
        assert (len(header), len(now)) == (1, 2)
        assert header[0] == now[0]
    assert got(api, "reports/coverage/", **asked)["total"]["vanguards"] == 0
    assert got(api, "reports/coverage/", known_at=TODAY.isoformat())["total"]["vanguards"] == 1


def test_whether_an_mcp_waits_for_a_practice_is_told_as_it_was(api, world: World):
    asked = participations.invite(
        vanguard_id=world.vanguard.pk, practice_id=world.practice.pk, by=world.officer, at=NOW
    )
    participations.set_required(
        participation_id=asked.pk,
        required_for_go_live=False,
        by=world.officer,
        at=NOW + timedelta(days=1),
        note="It joins later.",
    )
    address, today = f"participations/{asked.pk}/", TODAY.isoformat()
    now, then = got(api, address), got(api, address, as_at=today, known_at=today)
    assert (now["required_for_go_live"], then["required_for_go_live"]) == (False, True)
