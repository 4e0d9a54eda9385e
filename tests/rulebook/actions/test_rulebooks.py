"""Acts upon versions of the rulebook."""

from dataclasses import replace
from typing import Any, ClassVar

import pytest
from django.db import IntegrityError

from audit.models import AuditEvent
from core.errors import NotFound, Refused
from rulebook.actions import rulebooks as acts_of
from rulebook.models import Rulebook, RuleFigure
from rulebook.rules.figures import FIRST
from rulebook.rules.rulebook import MOVES, RulebookState
from rulebook.selectors import current, draft_edition, edition, figures
from tests.casework.acts import Act, ActsKeepTheirPromises, Unmet, refused_everywhere_else
from tests.casework.attempts import codes_of, together
from tests.casework.world import TOMORROW, World
from tests.support.people import NOW, TODAY

OFFICERS = frozenset({"officer", "approver"})
APPROVER = frozenset({"approver"})
TO_SIX = {
    "key": "reactivation_notice_months",
    "value": "6",
    "authority": "The regulations as made",
    "confirmed": True,
    "in_force_from": TOMORROW,
}


def build(world: World, state: str, **columns: Any) -> Rulebook:
    return world.rulebook(state, **columns)


def overtaken(world: World) -> dict[str, Any]:
    """Its base has been superseded meanwhile."""
    base = current()
    world.rulebook("published")
    return {"supersedes": base}


def act(name: str, to: str | None, may: frozenset[str] = OFFICERS, **more: Any) -> Act:
    move, do = MOVES[name], getattr(acts_of, name)
    return Act(do=do, move=move, names="rulebook_id", build=build, to=to, may=may, **more)


OVERTAKEN = Unmet("rulebook_overtaken", columns=overtaken)
ACTS = [
    replace(act("draft", "drafted"), build=None),
    act(
        "set_figure",
        None,
        says=TO_SIX,
        unmet=(
            Unmet("figure_unknown", says={**TO_SIX, "key": "length_of_tea_break"}),
            Unmet("figure_value_invalid", says={**TO_SIX, "value": "six"}),
            Unmet("figure_authority_missing", says={**TO_SIX, "authority": " "}),
            Unmet("figure_period_backwards", says={**TO_SIX, "in_force_until": TODAY}),
            Unmet("invalid_authority", says={**TO_SIX, "authority": "x" * 301}),
            Unmet("invalid_value", says={**TO_SIX, "value": "6\x00"}),
            Unmet("invalid_in_force_from", says={**TO_SIX, "in_force_from": TODAY.replace(1900)}),
            Unmet("invalid_in_force_until", says={**TO_SIX, "in_force_until": TODAY.replace(2101)}),
        ),
    ),
    act(
        "restore_figure",
        None,
        says={"key": "reactivation_notice_months"},
        unmet=(Unmet("figure_unknown", says={"key": "length_of_tea_break"}),),
    ),
    act("propose", "proposed", unmet=(OVERTAKEN,)),
    act("return_for_work", "drafted"),
    act(
        "publish",
        "published",
        APPROVER,
        writes={"published_on": TODAY},
        unmet=(OVERTAKEN,),
    ),
    act("withdraw", "withdrawn"),
]


class TestActs(ActsKeepTheirPromises):
    acts: ClassVar[list[Act]] = ACTS


@pytest.mark.parametrize("state", list(RulebookState))
def test_each_act_is_refused_from_every_other_state(state, world):
    assert refused_everywhere_else(ACTS, world.rulebook(state), world) == {}


@pytest.fixture
def draft(world) -> Rulebook:
    """Rulebook 2, drafted by the officer."""
    return acts_of.draft(by=world.officer, at=NOW)


def proposed(draft: Rulebook, world: World) -> Rulebook:
    acts_of.set_figure(rulebook_id=draft.pk, **TO_SIX, by=world.officer, at=NOW)
    return acts_of.propose(rulebook_id=draft.pk, by=world.officer, at=NOW)


def test_a_draft_begins_as_a_copy_of_the_one_in_force(draft):
    assert (draft.number, draft.supersedes.number) == (2, 1)
    assert list(draft_edition(draft)) == list(edition(1))
    assert draft.figures.count() == len(list(edition(1)))


def test_a_version_that_changes_nothing_is_not_proposed(draft, world):
    def propose() -> Any:
        return acts_of.propose(rulebook_id=draft.pk, by=world.officer, at=NOW)

    assert codes_of(propose) == {"rulebook_changes_nothing"}
    acts_of.set_figure(rulebook_id=draft.pk, **TO_SIX, by=world.officer, at=NOW)
    key = TO_SIX["key"]
    acts_of.restore_figure(rulebook_id=draft.pk, key=key, by=world.officer, at=NOW)
    assert codes_of(propose) == {"rulebook_changes_nothing"}
    assert draft.figures.filter(taken_out_at=None, key=key).count() == 1
    assert draft.figures.filter(taken_out_by=world.officer, key=key).count() == 3


def test_a_figure_is_set_from_a_day_on_and_stays_as_it_was_before(draft, world):
    done = acts_of.set_figure(rulebook_id=draft.pk, **TO_SIX, by=world.officer, at=NOW)
    made = draft_edition(done)
    assert made.figures(TODAY).reactivation_notice_months == 12
    assert made.figures(TOMORROW).reactivation_notice_months == 6
    assert made.entry(TO_SIX["key"], TOMORROW).confirmed
    event = done.changes.get(move="set_figure")
    assert event.facts["value"] == "6"


@pytest.mark.parametrize("part", ["drafted", "changed", "proposed"])
def test_whoever_had_a_part_in_it_does_not_publish_it(part, world):
    """Four eyes: each of the three parts is by itself enough."""
    by = {each: world.approver if each == part else world.officer for each in PARTS}
    made = acts_of.draft(by=by["drafted"], at=NOW)
    acts_of.set_figure(rulebook_id=made.pk, **TO_SIX, by=by["changed"], at=NOW)
    acts_of.propose(rulebook_id=made.pk, by=by["proposed"], at=NOW)

    def publish() -> Any:
        return acts_of.publish(rulebook_id=made.pk, by=world.approver, at=NOW)

    assert codes_of(publish) == {"approver_is_author"}


PARTS = ("drafted", "changed", "proposed")


def test_whoever_returned_it_may_publish_it(draft, world):
    proposed(draft, world)
    note = "Name the text."
    acts_of.return_for_work(rulebook_id=draft.pk, by=world.approver, at=NOW, note=note)
    acts_of.propose(rulebook_id=draft.pk, by=world.officer, at=NOW)
    done = acts_of.publish(rulebook_id=draft.pk, by=world.approver, at=NOW)
    assert done.state == "published"
    assert current().number == 2
    assert figures(2, TOMORROW) == replace(FIRST, version=2, reactivation_notice_months=6)
    assert figures(1, TOMORROW) == FIRST
    assert AuditEvent.objects.filter(kind="rulebook.publish", about_id=str(done.pk)).exists()


def test_of_two_drafts_from_one_base_the_second_is_overtaken(draft, world):
    rival = acts_of.draft(by=world.officer, at=NOW)
    assert rival.number == 3
    for each in (draft, rival):
        proposed(each, world)
    acts_of.publish(rulebook_id=rival.pk, by=world.approver, at=NOW)
    with pytest.raises(Refused) as refused:
        acts_of.publish(rulebook_id=draft.pk, by=world.approver, at=NOW)
    assert [reason.code for reason in refused.value.reasons] == ["rulebook_overtaken"]
    assert "rulebook 3 has been published since" in refused.value.reasons[0].text


def test_an_unpublished_version_binds_nobody(draft):
    with pytest.raises(NotFound, match="no published rulebook 2"):
        edition(2)
    assert current().number == 1


@pytest.mark.parametrize("state", ["proposed", "published", "withdrawn"])
def test_the_figures_of_a_settled_version_never_change(world, state):
    settled = world.rulebook(state)
    rows = RuleFigure.objects.filter(rulebook=settled)
    row = rows.get(key="undo_days")
    draft = world.rulebook("drafted")
    row.pk = None
    row.key = "another"
    for attack in (
        lambda: rows.update(value="1"),
        lambda: rows.filter(key="undo_days").update(rulebook=draft, key="moved"),
        lambda: draft.figures.filter(key="undo_days").update(rulebook=settled, key="moved"),
        lambda: row.save(force_insert=True),
    ):
        with pytest.raises(IntegrityError, match="is settled"), together():
            attack()


def test_no_figure_has_two_values_on_a_day(world):
    draft = world.rulebook()
    row = draft.figures.get(key="undo_days")
    row.pk = None
    with pytest.raises(IntegrityError, match="one_value_a_day"), together():
        row.save(force_insert=True)


def test_a_base_is_superseded_once(world):
    world.rulebook("published")
    base = Rulebook.objects.get(number=1)
    with pytest.raises(IntegrityError, match="superseded_once"), together():
        world.rulebook("published", supersedes=base)


def test_the_first_rulebook_is_what_the_law_begins_with(db):
    """The migration that published it holds what the code holds."""
    first = current()
    assert (first.number, first.state, first.version) == (1, "published", 3)
    assert [change.move for change in first.changes.order_by("version")] == [
        "draft",
        "propose",
        "publish",
    ]
    assert all(change.made_by.is_system for change in first.changes.all())
    kept = {row.key: (row.read, row.authority, row.confirmed) for row in first.figures.all()}
    for entry in draft_edition(first):
        assert kept[entry.key] == (getattr(FIRST, entry.key), entry.authority, entry.confirmed)
