"""Acts upon versions of a template of milestones."""

from dataclasses import replace
from typing import Any, ClassVar

import pytest
from django.db import IntegrityError

from audit.models import AuditEvent
from core.errors import NotFound, Refused
from formation.actions import templates as acts_of
from formation.models import MilestoneTemplate, TemplateRow
from formation.rules.rows import Row
from formation.rules.template import MOVES, TemplateState
from formation.selectors.templates import differences, said_by, template_in_force
from tests.casework.acts import Act, ActsKeepTheirPromises, Unmet, refused_everywhere_else
from tests.casework.attempts import codes_of, together
from tests.casework.world import World
from tests.support.people import NOW, TODAY

OFFICERS = frozenset({"officer", "approver"})
APPROVER = frozenset({"approver"})
REVIEW = Row("B35", "Review after half a year", "commissioner", 26, dependencies=("B32",))
NEW = replace(REVIEW, code="B37", title="Second review", offset=52)


def build(world: World, state: str, **columns: Any) -> MilestoneTemplate:
    return world.template(state, **columns)


def overtaken(world: World) -> dict[str, Any]:
    """Its base has been superseded meanwhile."""
    base = template_in_force("full")
    world.template("published")
    return {"supersedes": base}


def act(name: str, to: str | None, may: frozenset[str] = OFFICERS, **more: Any) -> Act:
    move, do = MOVES[name], getattr(acts_of, name)
    return Act(do=do, move=move, names="template_id", build=build, to=to, may=may, **more)


def row(**changed: Any) -> dict[str, Row]:
    """What is said of a milestone that is not as it should be."""
    return {"row": replace(REVIEW, **changed)}


OVERTAKEN = Unmet("template_overtaken", columns=overtaken)
ACTS = [
    replace(act("draft", "drafted"), build=None, says={"model": "full"}),
    act(
        "add_row",
        None,
        says={"row": NEW},
        unmet=(
            Unmet(
                "template_code_taken",
                says={"row": REVIEW},
                also=frozenset({"template_code_doubled"}),
            ),
            Unmet("template_code_invalid", says={"row": replace(NEW, code="7")}),
        ),
    ),
    act(
        "change_row",
        None,
        says={"row": REVIEW},
        unmet=(
            Unmet("template_row_unknown", says={"row": NEW}),
            Unmet("invalid_title", says=row(title="x" * 201)),
            Unmet("invalid_title", says=row(title="A\x00B")),
            Unmet("invalid_owner", says=row(owner="nobody")),
            Unmet("invalid_unit", says=row(unit="fortnights")),
            Unmet("invalid_offset", says=row(offset=40_000)),
            Unmet("template_offset_invalid", says=row(offset=1_041)),
            Unmet("template_dependency_unknown", says=row(dependencies=("B99",))),
            Unmet("template_dependency_later", says=row(dependencies=("B34",))),
            Unmet("template_owner_cannot_act", says=row(kept_by="assurance.cp3")),
            Unmet("template_ladder_too_late", says=row(ladder=(1, 7))),
            Unmet("template_ladder_of_statute", says=row(is_statutory=True, ladder=(-7,))),
        ),
    ),
    act(
        "remove_row",
        None,
        says={"code": "B35"},
        unmet=(
            Unmet("template_row_unknown", says={"code": "B99"}),
            Unmet("template_dependency_unknown", says={"code": "B31"}),
            Unmet(
                "template_without_go_live",
                says={"code": "B32"},
                also=frozenset({"template_dependency_unknown"}),
            ),
        ),
    ),
    act("mark_checked", "checked", unmet=(OVERTAKEN,)),
    act("return_for_work", "drafted"),
    act("publish", "published", APPROVER, writes={"published_on": TODAY}, unmet=(OVERTAKEN,)),
    act("withdraw", "withdrawn"),
]


class TestActs(ActsKeepTheirPromises):
    acts: ClassVar[list[Act]] = ACTS


@pytest.mark.parametrize("state", list(TemplateState))
def test_each_act_is_refused_from_every_other_state(state, world):
    assert refused_everywhere_else(ACTS, world.template(state), world) == {}


def test_every_move_has_its_act():
    assert {each.move.name for each in ACTS} | {"retire"} == set(MOVES)


@pytest.fixture
def draft(world) -> MilestoneTemplate:
    """Version 2 of the full model's milestones, drafted by the officer."""
    return acts_of.draft(model="full", by=world.officer, at=NOW)


def checked(draft: MilestoneTemplate, world: World) -> MilestoneTemplate:
    acts_of.add_row(template_id=draft.pk, row=NEW, by=world.officer, at=NOW)
    return acts_of.mark_checked(template_id=draft.pk, by=world.officer, at=NOW)


def test_a_draft_begins_as_a_copy_of_the_version_in_force(draft):
    base = template_in_force("full")
    assert (draft.number, draft.supersedes) == (2, base)
    assert said_by(draft) == said_by(base)
    assert differences(base, draft) == []


def test_a_model_that_there_is_not_has_no_version(world):
    with pytest.raises(NotFound, match="“triple”"):
        acts_of.draft(model="triple", by=world.officer, at=NOW)


def test_a_version_that_changes_nothing_is_not_checked(draft, world):
    def check() -> Any:
        return acts_of.mark_checked(template_id=draft.pk, by=world.officer, at=NOW)

    assert codes_of(check) == {"template_changes_nothing"}
    acts_of.add_row(template_id=draft.pk, row=NEW, by=world.officer, at=NOW)
    acts_of.remove_row(template_id=draft.pk, code="B37", by=world.officer, at=NOW)
    assert codes_of(check) == {"template_changes_nothing"}
    assert TemplateRow.objects.filter(template=draft, code="B37").count() == 1


def test_every_reason_is_given_at_once(draft, world):
    wrong = replace(
        REVIEW, title=" ", dependencies=("B99", "B34"), ladder=(7, 1), kept_by="assurance.cp1"
    )

    def change() -> Any:
        return acts_of.change_row(template_id=draft.pk, row=wrong, by=world.officer, at=NOW)

    assert codes_of(change) == {
        "template_title_missing",
        "template_dependency_unknown",
        "template_dependency_later",
        "template_ladder_unordered",
        "template_ladder_too_late",
        "template_owner_cannot_act",
    }


@pytest.mark.parametrize("part", ["drafted", "changed", "checked"])
def test_whoever_had_a_part_in_it_does_not_publish_it(part, world):
    """Four eyes: each of the three parts is by itself enough."""
    parts = ("drafted", "changed", "checked")
    by = {each: world.approver if each == part else world.officer for each in parts}
    made = acts_of.draft(model="full", by=by["drafted"], at=NOW)
    acts_of.add_row(template_id=made.pk, row=NEW, by=by["changed"], at=NOW)
    acts_of.mark_checked(template_id=made.pk, by=by["checked"], at=NOW)

    def publish() -> Any:
        return acts_of.publish(template_id=made.pk, by=world.approver, at=NOW)

    assert codes_of(publish) == {"template_publisher_is_author"}
    assert template_in_force("full").number == 1


def test_a_published_version_takes_the_place_of_the_one_before(draft, world):
    base = template_in_force("full")
    journey = world.journey("procuring")
    checked(draft, world)
    done = acts_of.publish(template_id=draft.pk, by=world.approver, at=NOW)
    base.refresh_from_db()
    assert (done.state, base.state, base.retired_on) == ("published", "retired", TODAY)
    assert template_in_force("full") == done
    assert journey.template == base
    event = done.changes.get(move="publish")
    assert event.facts["journeys_that_may_adopt_it"] == 1
    told = AuditEvent.objects.filter(kind="milestone_template.retire", about_id=str(base.pk))
    assert told.exists()
    assert template_in_force("partial").number == 1


def test_of_two_drafts_from_one_version_the_second_is_overtaken(draft, world):
    rival = acts_of.draft(model="full", by=world.officer, at=NOW)
    for each in (draft, rival):
        checked(each, world)
    acts_of.publish(template_id=rival.pk, by=world.approver, at=NOW)
    with pytest.raises(Refused) as refused:
        acts_of.publish(template_id=draft.pk, by=world.approver, at=NOW)
    assert [reason.code for reason in refused.value.reasons] == ["template_overtaken"]
    assert "version 3 has been published since" in refused.value.reasons[0].text


@pytest.mark.parametrize("state", ["checked", "published", "retired", "withdrawn"])
def test_the_milestones_of_a_settled_version_never_change(world, state):
    settled = world.template(state)
    rows = TemplateRow.objects.filter(template=settled)
    one = rows.get(code="B35")
    draft = world.template("drafted")
    one.pk, one.code = None, "B99"
    for attack in (
        lambda: rows.update(title="Another"),
        lambda: draft.rows.filter(code="B35").update(template=settled, code="B98"),
        lambda: one.save(force_insert=True),
    ):
        with pytest.raises(IntegrityError, match="is settled"), together():
            attack()


def test_one_version_of_a_model_is_in_force(world):
    world._retire = lambda template: None
    with pytest.raises(IntegrityError, match="one_in_force"), together():
        world.template("published")


def test_the_first_versions_were_published_by_the_system_and_are_to_confirm(db):
    for model, many in (("virtual", 14), ("partial", 31), ("full", 36)):
        first = template_in_force(model)
        assert (first.number, first.version) == (1, 3)
        moves = [change.move for change in first.changes.order_by("version")]
        assert moves == ["draft", "mark_checked", "publish"]
        assert all(change.made_by.is_system for change in first.changes.all())
        said = said_by(first)
        assert len(said) == many
        assert not any(row.confirmed for row in said)
