"""Choosing a model, and choosing another: what becomes of the milestones."""

import pytest

from core.working_days import is_working_day
from formation.actions import journeys as acts_of
from formation.actions import milestones
from formation.rules.rows import Anchor, Row, Scope, shifted
from formation.selectors.templates import said_by, template_in_force
from tests.casework.world import YESTERDAY
from tests.support.people import NOW, TODAY


def of_the_journey(model: str) -> list[Row]:
    """What is set before any practice has decided, and any contract has an end."""
    rows = said_by(template_in_force(model))
    return [row for row in rows if row.scope == Scope.JOURNEY and row.anchor != Anchor.CONTRACT_END]


@pytest.mark.parametrize("model", ["virtual", "partial", "full"])
def test_a_model_brings_its_milestones_from_the_version_in_force(world, model):
    journey = world.journey("engaging", model="", planned_go_live_on=None)
    chosen = acts_of.select_model(
        journey_id=journey.pk, model=model, planned_go_live_on=TODAY, by=world.officer, at=NOW
    )
    assert chosen.template == template_in_force(model)
    found = {
        (m.row.said, m.code, m.title, m.owner, m.is_statutory, m.due_on, m.state, m.version)
        for m in chosen.milestones.all()
    }
    assert found == {
        (
            row,
            row.code,
            row.title,
            row.owner,
            row.is_statutory,
            shifted(TODAY, row.offset, row.unit, is_working_day),
            "due",
            1,
        )
        for row in of_the_journey(model)
    }
    assert {tuple(m.ladder) for m in chosen.milestones.all()} == {(-28, -14, -7, -1, 1, 7)}


def test_another_model_drops_what_is_open_and_keeps_what_was_met(world):
    journey = world.journey("engaging", model="", planned_go_live_on=None)
    choose = {
        "journey_id": journey.pk,
        "planned_go_live_on": TODAY,
        "by": world.approver,
        "at": NOW,
    }
    acts_of.select_model(model="partial", **choose)
    met = journey.milestones.get(code="B01")
    milestones.meet(
        milestone_id=met.pk, met_on=YESTERDAY, evidence="Minute 7", by=world.officer, at=NOW
    )
    changed = acts_of.change_model(model="full", note="Scope grew.", **choose)
    assert changed.template == template_in_force("full")
    assert journey.milestones.get(code="B01").state == "met"
    open_now = set(journey.milestones.filter(state="due").values_list("code", flat=True))
    assert open_now == {row.code for row in of_the_journey("full")} - {"B01"}
    dropped = journey.milestones.filter(state="dropped")
    assert set(dropped.values_list("code", flat=True)) == {
        row.code for row in of_the_journey("partial")
    } - {"B01"}
    assert {m.changes.latest("version").note for m in dropped} == {"Scope grew."}
