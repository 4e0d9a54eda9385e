"""Choosing a model, and choosing another: what becomes of the milestones."""

import pytest

from formation.actions import journeys as acts_of
from formation.actions import milestones
from formation.rules.milestones import TEMPLATES, due_date
from tests.casework.world import YESTERDAY
from tests.support.people import NOW, TODAY


@pytest.mark.parametrize("model", ["virtual", "partial", "full"])
def test_a_model_brings_its_milestones(world, model):
    journey = world.journey("engaging", model="", planned_go_live_on=None)
    chosen = acts_of.select_model(
        journey_id=journey.pk, model=model, planned_go_live_on=TODAY, by=world.officer, at=NOW
    )
    found = {
        (m.code, m.title, m.weeks, m.owner, m.is_statutory, m.due_on, m.state, m.version)
        for m in chosen.milestones.all()
    }
    assert found == {
        (t.code, t.title, t.weeks, t.owner, t.statutory, due_date(TODAY, t.weeks), "due", 1)
        for t in TEMPLATES[model]
    }


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
    milestones.meet(milestone_id=met.pk, met_on=YESTERDAY, by=world.officer, at=NOW)
    acts_of.change_model(model="full", note="Scope grew.", **choose)
    assert journey.milestones.get(code="B01").state == "met"
    open_now = set(journey.milestones.filter(state="due").values_list("code", flat=True))
    assert open_now == {template.code for template in TEMPLATES["full"]} - {"B01"}
    dropped = journey.milestones.filter(state="dropped")
    assert set(dropped.values_list("code", flat=True)) == {
        template.code for template in TEMPLATES["partial"]
    } - {"B01"}
    assert {m.changes.latest("version").note for m in dropped} == {"Scope grew."}
