"""What becomes of a journey's milestones as its day, its practices and its contract move."""

from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Membership
from contracts.actions import mcp_contracts, practice_contracts
from contracts.models import PracticeContract
from core.clock import civil_date
from core.errors import NotPermitted
from formation.actions import journeys, milestones, templates
from formation.models import Journey, Milestone
from formation.rules.rows import Row
from formation.selectors.plans import Fate, plan_of, shifts
from formation.selectors.templates import template_in_force
from formation.selectors.timelines import moved_since, outlooks_of, timelines
from gp_relationships.actions import participations
from tests.casework.attempts import codes_of, failure_of
from tests.casework.world import DECIDED, NOTICE, TOMORROW, YESTERDAY, World
from tests.support.consent import everybody_signed
from tests.support.people import NOW, TODAY
from tests.support.programme import make_practice

LIVE_ON = TODAY + timedelta(weeks=130)
LATER = LIVE_ON + timedelta(weeks=4)
OF_A_FULL_PRACTICE = {"B20", "B21", "B28", "B33", "B34"}


def chosen(world: World, model: str = "full") -> Journey:
    """A journey whose model was chosen by the act, long before its day."""
    journey = world.journey("engaging", model="", planned_go_live_on=None)
    return journeys.select_model(
        journey_id=journey.pk, model=model, planned_go_live_on=LIVE_ON, by=world.officer, at=NOW
    )


def decides(world: World, level: str = "full", **columns: Any) -> Any:
    """A practice decides by the act, its contract's holder having signed."""
    part = world.participation("invited", **columns)
    world.practice_contract(practice=part.practice)
    everybody_signed(part, level, by=world.officer)
    return participations.decide(
        participation_id=part.pk, level=level, decided_on=DECIDED, by=world.partner, at=NOW
    )


def theirs(journey: Journey, practice: Any, state: str = "due") -> set[str]:
    rows = journey.milestones.filter(practice=practice, state=state)
    return set(rows.values_list("code", flat=True))


def published(world: World, *changes: tuple[str, Row | str], model: str = "full") -> Any:
    """A newer version with these changes: rows added or changed, or codes taken out."""
    draft = templates.draft(model=model, by=world.officer, at=NOW)
    for name, what in changes:
        said = {"code": what} if isinstance(what, str) else {"row": what}
        getattr(templates, name)(template_id=draft.pk, by=world.officer, at=NOW, **said)
    templates.mark_checked(template_id=draft.pk, by=world.officer, at=NOW)
    return templates.publish(template_id=draft.pk, by=world.approver, at=NOW)


def test_a_practice_that_integrates_fully_has_milestones_of_its_own(world):
    journey = chosen(world)
    assert theirs(journey, None) >= {"B01", "B31"}
    decides(world)
    assert theirs(journey, world.practice) == OF_A_FULL_PRACTICE
    mine = journey.milestones.get(code="B20")
    assert (mine.due_on, mine.practice) == (LIVE_ON - timedelta(weeks=30), world.practice)
    assert mine.changes.get().made_by == world.partner


def test_a_practice_of_another_level_has_none(world):
    journey = chosen(world)
    decides(world, "partial")
    assert theirs(journey, world.practice) == set()


def test_milestones_of_a_practice_are_set_with_the_model_where_it_decided_before(world):
    world.participation("decided")
    journey = chosen(world)
    assert theirs(journey, world.practice) == OF_A_FULL_PRACTICE


def test_what_a_practice_keeps_falls_away_as_it_leaves_or_decides_otherwise(world):
    journey = chosen(world)
    part = decides(world)
    met = journey.milestones.get(code="B21")
    milestones.meet(milestone_id=met.pk, met_on=TODAY, evidence="Offers", by=world.officer, at=NOW)
    participations.reopen_decision(
        participation_id=part.pk, by=world.officer, at=NOW, note="Another partner came."
    )
    assert theirs(journey, world.practice) == set()
    assert theirs(journey, world.practice, "met") == {"B21"}
    fallen = journey.milestones.get(code="B28", state="dropped")
    assert fallen.changes.latest("version").move == "fall_away"
    everybody_signed(part, "full", by=world.officer)
    participations.decide(
        participation_id=part.pk, level="full", decided_on=DECIDED, by=world.officer, at=NOW
    )
    assert theirs(journey, world.practice) == OF_A_FULL_PRACTICE - {"B21"}
    participations.leave(participation_id=part.pk, by=world.officer, at=NOW, note="It retires.")
    assert theirs(journey, world.practice) == set()


def test_each_practice_keeps_its_own(world):
    journey = chosen(world)
    decides(world)
    world.participation("invited", practice=world.other_practice)
    other = participations_of(world)
    assert theirs(journey, world.other_practice) == set()
    world.practice_contract(practice=world.other_practice)
    everybody_signed(other, "full", by=world.officer)
    participations.decide(
        participation_id=other.pk, level="full", decided_on=DECIDED, by=world.officer, at=NOW
    )
    assert theirs(journey, world.other_practice) == OF_A_FULL_PRACTICE
    assert journey.milestones.filter(code="B20").count() == 2


def participations_of(world: World) -> Any:
    return world.vanguard.participations.get(practice=world.other_practice)


def test_a_notice_of_suspension_keeps_the_practices_milestone_and_taking_it_back_opens_it(world):
    journey = chosen(world)
    decides(world)
    contract = PracticeContract.objects.get(practice=world.practice)
    mcp = world.signed_contract()
    given = {"contract_id": contract.pk, "by": world.officer, "at": NOW}
    practice_contracts.give_suspension_notice(
        mcp_contract_id=mcp.pk, notice_given_on=NOTICE, **given
    )
    kept = journey.milestones.get(code="B20")
    assert (kept.state, kept.met_on) == ("met", NOTICE)
    practice_contracts.withdraw_suspension_notice(note="They think again.", **given)
    kept.refresh_from_db()
    assert (kept.state, kept.met_on) == ("due", None)
    assert kept.changes.latest("version").note == "They think again."


def test_the_reactivation_point_is_counted_from_the_practices_own_day(world):
    journey = chosen(world)
    decides(world)
    contract = PracticeContract.objects.get(practice=world.practice)
    starts = LIVE_ON + timedelta(weeks=2)
    practice_contracts.record_start_date(
        contract_id=contract.pk, starts_under_mcp_on=starts, by=world.officer, at=NOW
    )
    point = journey.milestones.get(code="B34")
    assert point.due_on == starts + timedelta(weeks=104)


def test_what_is_counted_from_the_contracts_end_is_set_once_it_has_one_and_moves_with_it(world):
    journey = chosen(world)
    assert not journey.milestones.filter(code="B36").exists()
    contract = world.mcp_contract("in_service", starts_on=TODAY, ends_on=date(2036, 1, 1))
    ends = date(2035, 6, 4)
    mcp_contracts.give_notice_of_end(
        contract_id=contract.pk, ends_on=ends, by=world.approver, at=NOW, note="It ends early."
    )
    planning = journey.milestones.get(code="B36")
    assert planning.due_on == ends - timedelta(weeks=104)


def test_a_move_of_the_day_is_shown_before_it_is_made_and_is_made_as_shown(world):
    journey = chosen(world)
    decides(world)
    own, met = (journey.milestones.get(code=code) for code in ("B07", "B01"))
    milestones.redate(
        milestone_id=own.pk, due_on=TOMORROW, by=world.officer, at=NOW, note="The board meets."
    )
    milestones.meet(milestone_id=met.pk, met_on=TODAY, evidence="Minute", by=world.officer, at=NOW)
    shown = {
        (shift.code, shift.practice): shift for shift in shifts(plan_of(journey, planned=LATER))
    }
    assert shown["B07", ""].why == "It was given a date of its own."
    assert shown["B01", ""].why == "It was met on 23 November 2026."
    assert shown["B32", ""].fate is Fate.MOVES
    journeys.plan_go_live(
        journey_id=journey.pk, planned_go_live_on=LATER, by=world.officer, at=NOW, note="Slipped."
    )
    for row in journey.milestones.select_related("practice"):
        shift = shown.pop((row.code, str(row.practice) if row.practice else ""))
        assert row.due_on == shift.new
        assert (row.due_on - shift.old == timedelta(weeks=4)) is (shift.fate is Fate.MOVES)
    assert shown == {}
    notes = {row.changes.latest("version").note for row in journey.milestones.filter(code="B32")}
    assert notes == {"Slipped."}


def test_what_is_counted_from_a_milestone_follows_it(world):
    after = Row(
        "B37", "Lessons", "commissioner", 10, "working_days", "milestone", "B35",
        dependencies=("B35",),
    )  # fmt: skip
    published(world, ("add_row", after))
    journey = chosen(world)
    review = journey.milestones.get(code="B35")
    monday = date(2030, 6, 3)
    milestones.redate(
        milestone_id=review.pk, due_on=monday, by=world.officer, at=NOW, note="It must wait."
    )
    lessons = journey.milestones.get(code="B37")
    assert lessons.due_on == date(2030, 6, 17)
    assert lessons.changes.latest("version").move == "follow"
    milestones.realign(milestone_id=review.pk, by=world.officer, at=NOW, note="It need not.")
    review.refresh_from_db()
    assert (review.due_on, review.keeps_offset) == (LIVE_ON + timedelta(weeks=26), True)
    lessons.refresh_from_db()
    assert lessons.due_on > review.due_on


def test_a_newer_version_is_shown_before_it_is_adopted_and_adopted_as_shown(world):
    journey = chosen(world)
    decides(world)
    met, own = (journey.milestones.get(code=code) for code in ("B01", "B35"))
    milestones.meet(milestone_id=met.pk, met_on=TODAY, evidence="Minute", by=world.officer, at=NOW)
    milestones.redate(
        milestone_id=own.pk, due_on=TOMORROW, by=world.officer, at=NOW, note="The board meets."
    )
    newer = published(
        world,
        ("change_row", Row("B35", "Half-year review", "provider", 30, ladder=(-7, 3))),
        ("change_row", Row("B27", "Forms sent", "provider", -13, dependencies=("B14",))),
        ("change_row", Row("B01", "Case", "commissioner", -121)),
        ("add_row", Row("B37", "Second review", "commissioner", 52)),
        ("add_row", Row("B38", "Practice's own plan", "practice", -9, scope="full")),
        ("remove_row", "B36"),
        ("change_row", Row("B34", "Point", "practice", 104, scope="partial")),
    )
    shown = shifts(plan_of(journey, template=newer))
    fates = {shift.code: shift.fate for shift in shown}
    assert fates["B37"] is fates["B38"] is Fate.IS_SET
    assert fates["B34"] is Fate.FALLS_AWAY
    assert fates["B27"] is Fate.MOVES
    assert fates["B35"] is fates["B01"] is Fate.STAYS
    done = journeys.adopt_template(
        journey_id=journey.pk, template_id=newer.pk, by=world.approver, at=NOW, note="Better."
    )
    assert done.template == newer
    own.refresh_from_db()
    assert (own.title, own.owner, own.ladder, own.due_on) == (
        "Half-year review",
        "provider",
        [-7, 3],
        TOMORROW,
    )
    assert own.row.template == newer
    met.refresh_from_db()
    assert (met.title, met.row.template.number) == ("Case for change and care model", 1)
    forms = journey.milestones.get(code="B27")
    assert (forms.title, forms.due_on) == ("Forms sent", LIVE_ON - timedelta(weeks=13))
    assert theirs(journey, world.practice) == OF_A_FULL_PRACTICE - {"B34"} | {"B38"}
    for shift in shown:
        if shift.fate is not Fate.FALLS_AWAY:
            row = journey.milestones.exclude(state="dropped").get(code=shift.code)
            assert row.due_on == shift.new
    again = shifts(plan_of(done))
    assert {shift.fate for shift in again} == {Fate.STAYS}


def test_a_practices_people_record_what_their_practice_owns_and_nothing_else(world):
    journey = chosen(world)
    decides(world)
    point = journey.milestones.get(code="B34")
    given = {"met_on": TODAY, "evidence": "They stay.", "at": NOW}

    def meet(row: Milestone, by: Any) -> Any:
        return milestones.meet(milestone_id=row.pk, by=by, **given)

    offers, common = (journey.milestones.get(code=code) for code in ("B21", "B14"))
    for row, by in ((offers, "partner"), (common, "partner"), (point, "other partner")):
        failure = failure_of(lambda row=row, by=by: meet(row, world.actors[by]))
        assert isinstance(failure, NotPermitted), (row, by)
    assert meet(point, world.partner).evidence == "They stay."


def test_what_statute_demands_waits_for_what_it_dependencies(world):
    journey = chosen(world)
    decides(world)
    letters = journey.milestones.get(code="B28")
    given = {"milestone_id": letters.pk, "met_on": TODAY, "by": world.officer, "at": NOW}
    assert codes_of(lambda: milestones.meet(**given)) == {"dependency_unmet", "evidence_missing"}
    for code in ("B14", "B17", "B20", "B28"):
        row = journey.milestones.get(code=code)
        shown = {"evidence": "Certificate", "by": world.officer, "at": NOW}
        milestones.meet(milestone_id=row.pk, met_on=TODAY, **shown)


def test_what_has_moved_since_last_week_is_told_from_the_history(world):
    journey = chosen(world)
    lately = NOW + timedelta(days=10)
    review, report = (journey.milestones.get(code=code) for code in ("B35", "B07"))
    by = {"by": world.officer, "at": lately}
    milestones.redate(milestone_id=review.pk, due_on=TOMORROW, note="Sooner.", **by)
    milestones.meet(milestone_id=report.pk, met_on=TODAY, evidence="Paper 3", **by)
    back = journey.milestones.get(code="B10")
    for due in (TOMORROW, back.due_on):
        milestones.redate(milestone_id=back.pk, due_on=due, note="And back.", **by)
    on = civil_date(lately)
    found = {
        each.milestone.code: (each.what, each.old, each.new, each.why)
        for each in moved_since(journey, on - timedelta(days=7), on=on)
    }
    assert found == {
        "B35": ("moved", LIVE_ON + timedelta(weeks=26), TOMORROW, "Sooner."),
        "B07": ("met", None, None, ""),
    }
    at_first = moved_since(journey, YESTERDAY, on=TODAY)
    assert {each.what for each in at_first} == {"set"}


def test_how_milestones_stand_is_asked_in_a_fixed_number_of_queries(
    world, django_assert_num_queries
):
    first = chosen(world)
    decides(world)
    asked = len(timelines([first], on=TODAY)[first.pk])
    assert asked == first.milestones.count()
    other = world.journey("engaging", vanguard=world.other_vanguard, model="")
    journeys.select_model(
        journey_id=other.pk, model="virtual", planned_go_live_on=LIVE_ON, by=world.officer, at=NOW
    )
    both = list(Journey.objects.order_by("pk"))
    with django_assert_num_queries(2):
        found = timelines(both, on=TODAY)
    assert set(found) == {first.pk, other.pk}
    critical = {each.milestone.code for each in found[other.pk] if each.outlook.is_critical}
    assert {"V01", "V13"} <= critical
    assert "V14" not in critical
    rows = Milestone.objects.filter(code="B35")
    assert outlooks_of(rows, on=TODAY)[rows[0].pk].slack is None


def test_as_many_statements_move_the_milestones_of_thirty_practices_as_of_one(world):
    """And as many set them: what a journey's act costs does not grow with its practices."""
    asked = {}
    for many, vanguard in ((1, world.vanguard), (30, world.other_vanguard)):
        for number in range(many):
            practice = make_practice(f"Y{many:02}{number:03}", f"SURGERY {number}")
            world.participation("decided", vanguard=vanguard, practice=practice)
        journey = world.journey("engaging", vanguard=vanguard, model="")
        given = {"journey_id": journey.pk, "by": world.officer, "at": NOW}
        with CaptureQueriesContext(connection) as setting:
            journeys.select_model(model="full", planned_go_live_on=LIVE_ON, **given)
        with CaptureQueriesContext(connection) as moving:
            journeys.plan_go_live(planned_go_live_on=LATER, note="Slipped.", **given)
        assert journey.milestones.filter(code="B20").count() == many
        asked[many] = (len(setting), len(moving))
    assert asked[1] == asked[30]


def test_going_live_keeps_its_milestone_and_nobody_moves_what_was_promised_before(world):
    template = template_in_force("full")
    assert any(row.is_going_live and row.kept_by == "journey.go_live" for row in (
        each.said for each in template.rows.all()
    ))  # fmt: skip


def test_who_left_sees_no_milestone_of_the_practice(world):
    from formation.selectors import milestones as seen_by

    chosen(world)
    decides(world)
    mine = seen_by(viewer=world.partner, on=TODAY).filter(practice=world.practice)
    assert set(mine.values_list("code", flat=True)) == {"B20", "B33", "B34"}
    Membership.objects.filter(user=world.partner).update(ends_on=TODAY, ended_by=world.officer)
    assert not seen_by(viewer=world.partner, on=TODAY).exists()
