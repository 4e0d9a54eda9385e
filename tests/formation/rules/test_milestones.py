"""The templates of milestones and the law of a single one."""

from datetime import date, timedelta

import pytest

from formation.rules.milestones import MOVES, TEMPLATES, MilestoneFacts, Owner, due_date
from formation.rules.states import Model
from tests.core.conditions import broken, codes_against, untried

ON = date(2026, 11, 23)
LAWFUL = MilestoneFacts(on=ON, title="Shortlist", met_on=ON, due_on=ON)
ROWS = [
    broken("meet"),
    broken("meet", met_on=date(2026, 11, 1)),
    broken("meet", "met_day_missing", met_on=None),
    broken("meet", "met_in_the_future", met_on=date(2026, 11, 24)),
    broken("redate", met_on=None),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_one_changed_fact_gives_exactly_its_reasons(row):
    assert codes_against(MOVES, row, LAWFUL) == row.codes


def test_every_reason_is_tried():
    assert untried(MOVES, ROWS) == set()


@pytest.mark.parametrize("model", list(Model))
def test_a_template_names_each_milestone_once_and_ends_where_services_begin(model):
    template = TEMPLATES[model]
    codes = [milestone.code for milestone in template]
    assert len(set(codes)) == len(codes)
    assert {milestone.owner for milestone in template} <= set(Owner)
    zero = [milestone.title for milestone in template if milestone.weeks == 0]
    assert zero == ["Go-live" if model is Model.VIRTUAL else "Services commence"]


def test_what_belongs_to_suspension_is_of_the_full_model_alone():
    of = {model: {milestone.code for milestone in TEMPLATES[model]} for model in Model}
    assert of[Model.FULL] - of[Model.PARTIAL] == {"B20", "B21", "B28", "B33", "B34"}
    assert of[Model.PARTIAL] < of[Model.FULL]


@pytest.mark.parametrize("weeks", [-120, -1, 0, 26])
def test_a_milestone_falls_on_the_weekday_of_going_live(weeks):
    assert due_date(ON, weeks) - ON == timedelta(weeks=weeks)
    assert due_date(ON, weeks).weekday() == ON.weekday()
