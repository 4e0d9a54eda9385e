"""A journey goes on under a newer version of its model's milestones."""

from collections.abc import Callable
from typing import Any, ClassVar

from formation.models import MilestoneTemplate
from tests.casework.acts import Act, ActsKeepTheirPromises, Unmet
from tests.casework.world import World
from tests.formation.actions.test_journeys import APPROVER, act


def newer(world: World, state: str = "published", **columns: Any) -> MilestoneTemplate:
    """A version after the one in force, made once."""
    model = columns.get("model", "full")
    mine = MilestoneTemplate.objects.filter(model=model, state=state, number__gt=1)
    return mine.first() or world.template(state, **columns)


def of(make: Callable[..., MilestoneTemplate], state: str, **columns: Any) -> Any:
    """Said of this version, which is made when it is first spoken of."""
    return lambda world: {"template_id": make(world, state, **columns).pk}


def of_the_first(world: World) -> dict[str, Any]:
    """The version under which the journey set out, which is retired since."""
    return {"template_id": MilestoneTemplate.objects.get(model="full", number=1).pk}


ACTS = [
    act(
        "adopt_template",
        None,
        APPROVER,
        only_from=("procuring", "live"),
        says=of(newer, "published"),
        tells=frozenset(),
        unmet=(
            Unmet(
                "template_not_newer",
                says=of_the_first,
                also=frozenset({"template_not_published"}),
            ),
            Unmet("template_not_published", says=of(newer, "checked")),
            Unmet("template_of_other_model", says=of(newer, "published", model="partial")),
            Unmet("reason_missing", says={"note": ""}),
        ),
    ),
]


class TestAdopting(ActsKeepTheirPromises):
    acts: ClassVar[list[Act]] = ACTS
