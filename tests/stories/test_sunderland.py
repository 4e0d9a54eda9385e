"""All Together Better Sunderland, 2016 to 2021: full integration was meant, an alliance came.

The successor that was begun in 2021 was given up again, and the alliance served throughout.
"""

from datetime import date

import pytest

from contracts.models import McpContract
from core.errors import Refused
from formation.actions import engagements, successors
from formation.models import Journey
from gp_relationships.models import Participation
from portal.selectors import model_of
from tests.stories.sites import Site, untouched

pytestmark = pytest.mark.django_db

TURNED = "One contract is not wanted by the partners; an alliance is."


@pytest.fixture
def sunderland(db) -> Site:
    return Site("MCP06", "All Together Better Sunderland", commissioner=("00P", "NHS Sunderland"))


def the_public_is_asked(
    sunderland: Site, opens: tuple[int, int, int], closes: tuple[int, int, int]
) -> None:
    """An engagement under section 14Z2, from its opening to its close."""
    opened = engagements.open_engagement(
        journey_id=sunderland.on(*opens).journey.pk, opened_on=sunderland.today,
        **sunderland.by_officer,
    )  # fmt: skip
    sunderland.on(*closes)
    engagements.close(engagement_id=opened.pk, closed_on=sunderland.today, **sunderland.by_officer)


def full_integration_is_meant(sunderland: Site) -> None:
    sunderland.on(2016, 9, 1).sets_out("full", date(2019, 4, 1))
    sunderland.on(2017, 3, 6).moves("begin_early_engagement")
    sunderland.assured("ee")
    sunderland.on(2017, 6, 5).moves("engage_market")
    sunderland.drafts("full", "aco_2017", starts_on=date(2019, 4, 1))
    the_public_is_asked(sunderland, (2017, 11, 8), (2017, 12, 13))
    report = sunderland.journey.engagements.get()
    engagements.receive_report(
        engagement_id=report.pk, report_received_on=sunderland.on(2018, 1, 30).today,
        summary="Most wanted care to be joined up, and no new organisation.",
        **sunderland.by_officer,
    )  # fmt: skip


def the_model_changes(sunderland: Site) -> None:
    sunderland.on(2018, 2, 27)
    change = {"model": "virtual", "planned_go_live_on": date(2019, 4, 1)}
    assert sunderland.may_not("change_model", **change, note="") == {"reason_missing"}
    moves = list(sunderland.journey.changes.order_by("version").values_list("move", flat=True))
    met = set(sunderland.journey.milestones.filter(state="met").values_list("code", flat=True))
    sunderland.moves("change_model", **change, note=TURNED)

    told = sunderland.journey.changes.order_by("version")
    assert list(told.values_list("move", flat=True)) == [*moves, "change_model"]
    last = told.last()
    assert (last.note, last.replaced["model"]) == (TURNED, "full")
    states = dict(sunderland.journey.milestones.values_list("code", "state"))
    assert met == {"B02", "B04", "B06"}
    assert {code for code, state in states.items() if state == "met"} == met
    assert {states[code] for code in states if code.startswith("B")} == {"met", "dropped"}
    assert {states[code] for code in states if code.startswith("V")} == {"due"}
    assert sunderland.milestone("V13").due_on == date(2019, 4, 1)


def the_alliance_goes_live(sunderland: Site, asked: list[Participation]) -> None:
    from_full = sunderland.contract
    assert sunderland.may_not("draft_alliance") == {"contract_of_other_model"}
    sunderland.gives_up_contract("An alliance takes its place.")
    sunderland.moves("draft_alliance")
    sunderland.drafts("virtual", "alliance_agreement", starts_on=date(2019, 4, 1))
    sunderland.on(2018, 4, 3).screened_out()
    sunderland.on(2019, 1, 14).decide(asked, "virtual")
    assert sunderland.may_not("sign_alliance") == {"contract_not_signed", "practices_unsigned"}
    sunderland.on(2019, 3, 4).signs_alliance()
    sunderland.sign(asked)
    sunderland.moves("sign_alliance")
    assert sunderland.on(2019, 3, 29).may_not("go_live") == {
        "go_live_day_not_come", "service_date_not_come",
    }  # fmt: skip
    sunderland.on(2019, 4, 1).moves("go_live")
    from_full.refresh_from_db()
    assert (from_full.state, sunderland.contract.state) == ("terminated", "in_service")


def the_successor_is_begun_and_given_up(sunderland: Site, alliance: Journey) -> None:
    by = {"officer": sunderland.officer}
    sunderland.on(2021, 2, 10)
    successors.succeed(journey_id=alliance.pk, **by, **sunderland.by_officer)
    with pytest.raises(Refused, match="under way already"):
        successors.succeed(journey_id=alliance.pk, **by, **sunderland.by_officer)
    assert sunderland.journey.succeeds == alliance
    assert sunderland.states() == {"in_effect": 5, "invited": 5}
    sunderland.moves("begin_engagement")
    the_public_is_asked(sunderland, (2021, 2, 10), (2021, 3, 15))
    live_on = {"planned_go_live_on": date(2023, 4, 1)}
    assert sunderland.may_not("select_model", model="virtual", **live_on) == {
        "successor_not_procured"
    }
    sunderland.moves("select_model", model="full", **live_on)
    asked = Participation.objects.filter(state="invited")
    assert model_of(asked[0], sunderland.journey) == "full"
    sunderland.decide(asked[:2], "full")  # whom the alliance does not bind, nor its model
    sunderland.on(2021, 6, 7).moves("abandon", note="Integrated care boards are to come.")


def test_sunderland_turns_to_an_alliance_which_outlives_its_successor(sunderland):
    # given a site that means to integrate fully, and asks its public
    practices = sunderland.on(2016, 8, 1).practices("A", [56_800] * 5)
    asked = sunderland.invites(practices)
    full_integration_is_meant(sunderland)

    # when it turns to an alliance in February 2018, then its history and what was met are kept
    the_model_changes(sunderland)

    # and the alliance is live from April 2019, with every practice's own contract retained
    the_alliance_goes_live(sunderland, asked)
    alliance = sunderland.journey
    assert (alliance.state, alliance.went_live_on) == ("live", date(2019, 4, 1))
    assert untouched(practices)

    # and a successor that is begun in 2021 and given up takes nothing from it
    the_successor_is_begun_and_given_up(sunderland, alliance)
    alliance.refresh_from_db()
    assert (alliance.state, sunderland.journey.state) == ("live", "abandoned")
    assert McpContract.objects.filter(state="in_service").count() == 1
    assert sunderland.states() == {"in_effect": 5, "left": 5}
    assert set(asked_state(asked)) == {"in_effect"}
    assert untouched(practices)

    # and the alliance may set out again
    again = successors.succeed(
        journey_id=alliance.pk, officer=sunderland.officer, **sunderland.by_officer
    )
    assert again.state == "identified"
    assert sunderland.states() == {"in_effect": 5, "left": 5, "invited": 5}


def asked_state(asked: list[Participation]) -> list[str]:
    rows = Participation.objects.filter(pk__in=[each.pk for each in asked])
    return list(rows.values_list("state", flat=True))
