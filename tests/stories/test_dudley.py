"""Dudley, 2016 to 2022: a full procurement that slipped four times and was given up.

45 practices, 38 of them with the bid; some would integrate fully, some partially, seven not at all.
"""

import json
from datetime import date, timedelta

import pytest

from accounts.roles import Role
from contracts.actions import practice_contracts
from contracts.models import McpContract, PracticeContract
from gp_relationships.models import Participation
from reporting.selectors import cases
from reporting.selectors.coverage import coverage
from reporting.selectors.listings import page_of
from tests.stories.sites import Site, codes_of, untouched
from tests.support.people import person

pytestmark = pytest.mark.django_db

LISTS = [6_500 + 20 * number for number in range(45)]
SLIPS = (
    ((2017, 11, 20), date(2019, 4, 1), "The regulations on suspension are not made yet."),
    ((2018, 10, 15), date(2020, 4, 1), "The transaction review of the bidder is not complete."),
    ((2019, 11, 4), date(2021, 4, 1), "The new trust is not authorised yet."),
    ((2021, 1, 11), date(2022, 4, 1), "NHS England has not agreed to the contract."),
)


@pytest.fixture
def dudley(db) -> Site:
    return Site("MCP07", "Dudley", commissioner=("05C", "NHS Dudley CCG"))


def it_is_procured(dudley: Site) -> None:
    """From the board paper of July 2016 to a preferred bidder in August 2017."""
    dudley.on(2016, 7, 28).sets_out("full", date(2018, 4, 1))
    dudley.on(2016, 9, 5).moves("begin_early_engagement")
    dudley.assured("ee")
    dudley.on(2016, 12, 12).moves("engage_market")
    dudley.on(2017, 5, 22).drafts(
        "full", "aco_2017", term_years=15, starts_on=date(2018, 4, 1), ends_on=date(2033, 4, 1)
    )
    dudley.agrees_scope(("primary_medical", "Core general practice"))
    assert dudley.may_not("pass_checkpoint_1") == {"checkpoint_1_not_passed"}
    dudley.assured("cp1")
    dudley.moves("pass_checkpoint_1")
    assert dudley.on(2017, 6, 9).may_not("begin_procurement") == {"engagement_report_missing"}
    dudley.engaged()
    dudley.moves("begin_procurement")
    assert dudley.may_not("name_preferred_bidder") == {"holder_missing", "interests_undeclared"}
    dudley.on(2017, 8, 21).nobody_has_an_interest()
    dudley.records_terms(
        holder_name="Dudley MCP consortium", holder_form="nhs_trust", holder_number="RYK"
    )
    dudley.moves("name_preferred_bidder")


def nobody_is_suspended_before_the_law(dudley: Site, practices: list) -> None:
    """Until 1 April 2019 there is no law under which a practice's contract could sleep."""
    own = PracticeContract.objects.get(practice=practices[0])
    start = date(2018, 4, 1)
    assert codes_of(
        lambda: practice_contracts.record_start_date(
            contract_id=own.pk, starts_under_mcp_on=start, **dudley.by_officer
        )
    ) == {"before_suspension_law"}
    refused = codes_of(lambda: practice_contracts.suspend(contract_id=own.pk, **dudley.by_approver))
    assert refused >= {"suspension_notice_missing", "mcp_contract_missing"}


def it_slips(dudley: Site) -> None:
    """Four times the day moves, each with its reason; open milestones move, what was met stays."""
    met = dudley.milestone("B04").met_on
    mended = dudley.milestone("B22")
    for when, live_on, why in SLIPS:
        dudley.on(*when)
        assert dudley.may_not("plan_go_live", planned_go_live_on=live_on, note=" ") == {
            "reason_missing"
        }
        dudley.moves("plan_go_live", planned_go_live_on=live_on, note=why)
        assert dudley.milestone("B32").due_on == live_on
        assert dudley.milestone("B22").due_on == live_on - timedelta(weeks=30)
    assert dudley.milestone("B04").met_on == met
    mended.refresh_from_db()
    days = [
        event.replaced["due_on"] for event in mended.changes.filter(move="follow").order_by("pk")
    ]
    before = [date(2018, 4, 1), *(live_on for _, live_on, _ in SLIPS[:-1])]
    assert days == [str(day - timedelta(weeks=30)) for day in before]


def journeys_as_at(day: date) -> list[tuple[str, str, str]]:
    """What an analyst reads of the journeys on a day: model, state and the planned day."""
    listing = cases.journeys(viewer=person(Role.ANALYST), on=day, filters={"as_at": day})
    rows = page_of(listing, ordering="vanguard", after=None, limit=10).rows
    told = [json.loads(row) for row in rows]
    return [(row["model"], row["state"], row["planned_go_live_on"]) for row in told]


def test_dudley_slips_four_times_and_is_given_up(dudley):
    # given 45 practices, of which 38 are with the bid: 26 fully, 12 partially, and 7 stay outside
    practices = dudley.on(2016, 7, 1).practices("M", LISTS)
    it_is_procured(dudley)
    asked = dudley.on(2017, 8, 22).invites(practices)
    full, partial, outside = asked[:26], asked[26:38], asked[38:]
    dudley.agree_in_principle(asked[:38], "partial")
    dudley.on(2017, 10, 2).decide(full, "full")
    dudley.decide(partial, "partial")
    dudley.decide(outside, "outside")
    nobody_is_suspended_before_the_law(dudley, practices)

    # when the day slips, four times
    it_slips(dudley)
    assert dudley.may_not("go_live") == {"wrong_state"}

    # and NHS England stops it in 2021
    assert dudley.on(2021, 3, 8).may_not("abandon", note="") == {"reason_missing"}
    dudley.moves("abandon", note="NHS England has stopped the programme.")

    # then no practice's own contract was ever touched, and the history tells it all
    assert untouched(practices)
    told = dudley.journey.changes.order_by("version")
    slips = told.filter(move="plan_go_live").values_list("note", "replaced", "facts")
    assert [note for note, _, _ in slips] == [why for _, _, why in SLIPS]
    assert [was["planned_go_live_on"] for _, was, _ in slips] == [
        "2018-04-01", "2019-04-01", "2020-04-01", "2021-04-01",
    ]  # fmt: skip
    assert told.last().note == "NHS England has stopped the programme."
    assert set(dudley.journey.milestones.values_list("state", flat=True)) == {"met", "dropped"}
    mcp = McpContract.objects.get()
    assert (mcp.state, mcp.holder_name) == ("drafting", "Dudley MCP consortium")

    # and reports tell each day as it was
    in_2019, in_2022 = date(2019, 6, 30), date(2022, 6, 30)
    assert journeys_as_at(in_2019) == [("full", "preferred_bidder", "2020-04-01")]
    assert journeys_as_at(in_2022) == [("full", "abandoned", "2022-04-01")]
    (group,) = coverage(as_at=in_2019).groups
    assert (group.model, group.state, group.practices, group.population) == (
        "full", "preferred_bidder", 38, sum(LISTS[:38]),
    )  # fmt: skip
    assert coverage(as_at=in_2022).groups == ()
    assert coverage(as_at=in_2022).registered_patients == sum(LISTS)


def test_practices_of_an_mcp_that_is_given_up_are_free_again(dudley):
    # given a practice that has decided to integrate fully in Dudley
    (practice,) = dudley.on(2016, 7, 1).practices("M", [7_000])
    dudley.on(2016, 7, 28).sets_out("full", date(2018, 4, 1))
    asked = dudley.invites([practice])
    dudley.decide(asked, "full")
    elsewhere = Site("MCP04", "Sandwell", commissioner=("05L", "NHS Sandwell CCG"))
    elsewhere.on(2017, 1, 9).sets_out("partial", date(2019, 4, 1))
    theirs = elsewhere.invites([practice])
    assert codes_of(lambda: elsewhere.decide(theirs, "partial")) == {"integrated_elsewhere"}

    # when Dudley is given up
    dudley.on(2017, 2, 6).moves("abandon", note="NHS England has stopped the programme.")

    # then the practice is no part of it any more, and may go elsewhere
    left = Participation.objects.get(vanguard=dudley.vanguard)
    assert (left.state, left.left_on) == ("left", dudley.today)
    assert left.changes.get(move="leave").note == "NHS England has stopped the programme."
    elsewhere.on(2017, 2, 7).decided(theirs, "partial")
    assert untouched([practice])
