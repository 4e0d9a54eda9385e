"""What a version would change for the cases that run, before it is published."""

import ast
import inspect
import textwrap
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.impact import MCP_FACTS
from contracts.rules import mcp_contract
from core.law import Moves
from formation.impact import JOURNEY_FACTS
from formation.lawbook import rules_of
from formation.rules import journey
from formation.selectors import journey_facts
from gp_relationships.impact import CHANGE_FACTS
from gp_relationships.rules import practice_change
from organisations.models import Vanguard
from rulebook.actions import pins, rulebooks
from rulebook.impact import cases_by_kind, effects
from rulebook.models import Rulebook
from rulebook.rules.editions import Edition, Entry
from rulebook.selectors import draft_edition, edition_for
from tests.casework.attempts import written
from tests.casework.world import TOMORROW, World
from tests.support.people import NOW, TODAY
from tests.support.programme import make_practice

BY_FIGURES = {"figures", "standstill_ends_on"}
"""Facts that are figures, or are made from one."""


def edition(**values: Any) -> Edition:
    """A version with these figures from the beginning on, and all others as they were."""
    return Edition(2, {key: (Entry(key, value, "A", True),) for key, value in values.items()})


def found(proposed: Edition) -> list[tuple[str, str, str, str]]:
    return [
        (str(each.case), each.what, each.before, each.after) for each in effects(proposed, TODAY)
    ]


def reads(check: Any) -> set[str]:
    """The facts that a rule's own code names."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(check)))
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == "facts"
    }


@pytest.mark.parametrize(
    ("moves", "gathered"),
    [
        (journey.MOVES, JOURNEY_FACTS),
        (mcp_contract.MOVES, MCP_FACTS),
        (practice_change.MOVES, CHANGE_FACTS),
    ],
    ids=lambda value: getattr(value, "machine", ""),
)
def test_a_rule_that_reads_a_figure_reads_nothing_that_the_preview_does_not_gather(
    moves: Moves[Any], gathered: frozenset[str]
):
    """If this fails, let the preview (`impact.py` of the app) gather that fact as well."""
    missing = {
        rule.name: reads(rule.check) - gathered
        for rule in rules_of(moves)
        if reads(rule.check) & BY_FIGURES and reads(rule.check) - gathered
    }
    assert missing == {}


def test_the_same_figures_change_nothing(world: World):
    everything(world)
    assert found(edition()) == []


def test_a_longer_standstill_is_shown_with_its_new_end(world: World):
    world.journey("standstill", standstill_started_on=TODAY - timedelta(days=14))
    changed = found(edition(standstill_days=20))
    name = "Journey of Testshire Together"
    ((_, rule, met, why), ends) = changed
    assert rule.startswith("Award: ")
    assert met == "Met"
    assert "30 November 2026" in why  # a Sunday would not do
    assert ends == (name, "End of the standstill", "19 November 2026", "30 November 2026")


def test_a_point_of_return_moves_with_its_last_day_of_notice(world: World):
    """Suspended on 15 January 2024, under a version that allows a return after three years."""
    world.practice_contract("suspended", mcp_contract=world.mcp_contract("signed", ends_on=None))
    changed = {what: (before, after) for _, what, before, after in found(edition(
        first_point_years=3, reactivation_notice_months=1))}  # fmt: skip
    assert changed["Status"] == ("Reactivatable", "Suspended")
    assert changed["Next reactivation point"] == ("15 January 2028", "15 January 2027")
    assert changed["Last day of notice for it"] == ("15 January 2027", "15 December 2026")


def test_a_contract_that_could_be_signed_no_longer_can(world: World):
    world.mcp_contract("awarded", form="icp_2019", signed_on=date(2026, 11, 1))
    changed = found(edition(icp_contract_from=TOMORROW))
    assert [(before, "24 November 2026" in after) for _, _, before, after in changed] == [
        ("Met", True)
    ]


def test_a_merger_that_is_noted_is_too_late_by_a_longer_notice(world: World):
    world.practice_change(planned_on=TODAY, forms_sent_on=TODAY - timedelta(weeks=6))
    ((name, rule, met, why),) = found(edition(merger_notice_weeks=7))
    assert "merges into another practice" in name
    assert rule.startswith("Approve the change: ")
    assert (met, "7 weeks" in why) == ("Met", True)
    world.practice_change("cancelled", kind="closure", forms_sent_on=TODAY)
    assert len(found(edition(merger_notice_weeks=7))) == 1


@pytest.mark.parametrize(("other_takes_part", "told"), [(False, 1), (True, 0)])
def test_an_mcp_that_becomes_too_small_by_a_merger_is_told(world: World, other_takes_part, told):
    """Eight thousand patients leave sixteen thousand; who is merged into a member stays."""
    third = make_practice("X00003", "THIRD SURGERY")
    world.participation("decided")
    world.participation("decided", practice=third)
    if other_takes_part:
        world.participation("decided", practice=world.other_practice)
    world.practice_change()
    changed = found(edition(least_population=9_000))
    assert len(changed) == told
    assert all("8,000 registered patients" in after for _, _, _, after in changed)


def test_whoever_has_adopted_a_version_is_not_affected_by_it(world: World):
    world.pin()
    world.journey("standstill", standstill_started_on=TODAY)
    made = rulebooks.draft(by=world.officer, at=NOW)
    rulebooks.set_figure(
        rulebook_id=made.pk, key="standstill_days", value="20", authority="A text", confirmed=True,
        in_force_from=TODAY, by=world.officer, at=NOW,
    )  # fmt: skip
    rulebooks.propose(rulebook_id=made.pk, by=world.officer, at=NOW)
    before = written()
    assert cases_by_kind(effects(draft_edition(made), TODAY)) == {"journey": 1}
    assert written() == before
    done = rulebooks.publish(rulebook_id=made.pk, by=world.approver, at=NOW)
    assert done.changes.get(move="publish").facts["cases_affected"] == {"journey": 1}
    pins.adopt(
        vanguard_id=world.vanguard.pk, rulebook_id=made.pk, by=world.approver, at=NOW, note="Law."
    )
    assert effects(edition_for(world.vanguard.pk, TODAY), TODAY) == []


def test_the_preview_says_what_the_journeys_own_facts_say(world: World):
    """What the preview gathers of a journey is what its verdict is made from."""
    case = world.journey("standstill", standstill_started_on=TODAY)
    facts = journey_facts(case, on=TODAY)
    lean = {name: getattr(facts, name) for name in JOURNEY_FACTS}
    assert lean["standstill_ends_on"] == date(2026, 12, 3)
    assert found(edition(standstill_days=11))[-1][2] == "3 December 2026"


def everything(world: World) -> None:
    world.journey("standstill", standstill_started_on=TODAY)
    world.practice_contract("suspended", mcp_contract=world.signed_contract())
    world.practice_change()


def test_more_cases_ask_no_more_questions(world: World):
    everything(world)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert effects(edition(standstill_days=20, first_point_years=3), TODAY)
        return len(queries)

    asked()
    few = asked()
    for number in range(8):
        own = Vanguard.objects.create(
            code=f"MCP{300 + number}", name=f"Site {number}", kind="mcp", membership="part"
        )
        world.journey("standstill", vanguard=own, standstill_started_on=TODAY)
        mcp = world.mcp_contract("awarded", vanguard=own)
        practice = make_practice(f"Y{number:05}", "SURGERY")
        world.practice_contract("suspended", practice=practice, mcp_contract=mcp)
        world.practice_change(practice=practice)
    assert asked() == few


def test_the_proposed_version_shows_whom_it_concerns(world: World, client):
    everything(world)
    proposed: Rulebook = world.rulebook("proposed")
    client.force_login(world.approver)
    page = f"/admin/rulebook/rulebook/{proposed.pk}/"
    for path in (f"{page}change/", f"{page}moves/publish/"):
        text = client.get(path).content.decode()
        assert "What it would change today" in text
        assert "Last day of notice for it" in text
        assert "GMS contract of" in text
