"""What the officers' pages of journeys say before anything is done."""

import pytest
import time_machine
from django.test import Client

from formation.actions import milestones
from formation.presenters import moving_lines
from tests.casework.world import World
from tests.support.people import NOW, TODAY

pytestmark = pytest.mark.django_db


def test_a_change_of_the_day_says_first_which_milestones_would_move(world: World):
    journey = world.journey("model_selected")
    world.milestone(journey=journey, code="B07")
    world.milestone("met", journey=journey, code="B01")
    own = world.milestone(journey=journey, code="B06")
    milestones.redate(
        milestone_id=own.pk, due_on=TODAY, by=world.officer, at=NOW, note="The board meets then."
    )
    client = Client()
    with time_machine.travel(NOW, tick=False):
        client.force_login(world.officer)
        page = client.get(f"/admin/formation/journey/{journey.pk}/moves/plan_go_live/")
    said = page.content.decode()
    assert "1 open milestone would move by as much as the day does: B07." in said
    assert "1 milestone keeps its own date: B06." in said


def test_where_nothing_moves_that_is_said():
    assert moving_lines([], []) == ["0 open milestones would move by as much as the day does."]
