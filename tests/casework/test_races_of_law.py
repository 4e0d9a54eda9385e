"""Two press at once where more than one case hangs on the act: one act is done, and whole."""

from collections.abc import Callable
from typing import Any

import pytest

from contracts.actions import practice_contracts, reactivations
from core.errors import Busy, Refused
from formation.actions import successors
from formation.models import Journey
from gp_relationships.models import Participation
from organisations.models import Vanguard
from rulebook.actions import pins, rulebooks
from rulebook.models import Pin, Rulebook
from rulebook.selectors import current
from tests.casework.attempts import together
from tests.casework.world import World
from tests.support.people import NOW, TODAY

pytestmark = pytest.mark.django_db(transaction=True)


def one_each(*acts: Callable[[], Any]) -> Callable[[], Any]:
    """What each of the racers does: another act each."""
    left = list(acts)
    return lambda: left.pop()()


def outcome(got: list[Any]) -> tuple[list[Any], set[str]]:
    """What was done, and the codes of what was refused; nothing else may come of a race."""
    done = [each for each in got if not isinstance(each, Exception)]
    stopped = [each for each in got if isinstance(each, Exception)]
    assert all(isinstance(each, Refused | Busy) for each in stopped), got
    return done, {r.code for each in stopped if isinstance(each, Refused) for r in each.reasons}


def test_of_two_rival_rulebooks_one_is_published(raced):
    """Both are drafted from the one in force; whichever comes second is overtaken."""
    with together():
        world = World().populated()
        rivals = [world.rulebook("proposed"), world.rulebook("proposed", number=7)]
    given = {"by": world.approver, "at": NOW}
    got = raced(
        one_each(*[lambda r=r: rulebooks.publish(rulebook_id=r.pk, **given) for r in rivals])
    )
    done, codes = outcome(got)
    assert (len(done), codes) == (1, {"rulebook_overtaken"})
    assert current() == done[0]
    assert sorted(Rulebook.objects.values_list("state", flat=True)) == [
        "proposed",
        "published",
        "published",
    ]


def test_of_two_publications_of_one_rulebook_one_is_made(raced):
    with together():
        world = World().populated()
        made = world.rulebook("proposed")
    given = {"rulebook_id": made.pk, "by": world.approver, "at": NOW}
    done, codes = outcome(raced(lambda: rulebooks.publish(**given)))
    assert (len(done), codes) == (1, {"wrong_state"})
    assert made.changes.filter(move="publish").count() == 1


def test_of_two_adoptions_one_is_made(raced):
    """A vanguard is pinned once to a version, however many let it adopt that at once."""
    with together():
        world = World().populated()
        world.pin()
        newer = world.rulebook("published")
    given = {"vanguard_id": world.vanguard.pk, "rulebook_id": newer.pk, "note": "Law."}
    done, codes = outcome(raced(lambda: pins.adopt(**given, by=world.approver, at=NOW)))
    assert (len(done), codes) == (1, {"rulebook_not_newer"})
    assert Pin.objects.filter(rulebook=newer).count() == 1


def returning(world: World) -> Any:
    """A contract that can be reactivated today, and the part that its practice leaves by that."""
    world.participation("in_effect")
    return world.practice_contract(
        "reactivation_noticed", mcp_contract=world.mcp_contract("in_service"),
        reactivation_noticed_on=TODAY, reactivation_on=TODAY, eligibility="confirmed",
        eligibility_confirmed_on=TODAY,
    )  # fmt: skip


def consented() -> tuple[World, Any]:
    with together():
        world = World().populated()
        contract = returning(world)
    reactivations.record_consent(
        contract_id=contract.pk, holder_id=contract.holders.get().pk, consented_on=TODAY,
        by=world.officer, at=NOW,
    )  # fmt: skip
    return world, contract


def test_of_two_reactivations_one_is_made_and_the_practice_leaves_once(raced):
    world, contract = consented()
    given = {"contract_id": contract.pk, "patients": "return", "by": world.approver, "at": NOW}
    done, codes = outcome(raced(lambda: reactivations.reactivate(**given)))
    assert (len(done), codes) == (1, {"wrong_state"})
    part = Participation.objects.get()
    assert (part.state, part.changes.filter(move="leave").count()) == ("left", 1)


def test_a_contract_comes_back_or_ends_and_never_both(raced):
    world, contract = consented()
    given = {"contract_id": contract.pk, "by": world.approver, "at": NOW, "note": "So."}
    outcome(
        raced(
            one_each(
                lambda: reactivations.reactivate(**given, patients="return"),
                lambda: practice_contracts.terminate(**given),
            )
        )
    )
    contract.refresh_from_db()
    part = Participation.objects.get()
    moves = list(contract.changes.order_by("version").values_list("move", flat=True))
    assert moves[-1] == "terminate"
    came_back = "reactivate" in moves
    assert part.state == ("left" if came_back else "in_effect")


def test_of_two_successions_one_is_begun_and_its_practices_are_asked_once(raced):
    with together():
        world = World().populated()
        alliance = world.journey("live", model="virtual")
        world.alliance("in_service")
        world.participation("in_effect", level="virtual")
    given = {"journey_id": alliance.pk, "officer": world.officer, "by": world.officer, "at": NOW}
    done, codes = outcome(raced(lambda: successors.succeed(**given)))
    assert (len(done), codes) == (1, {"successor_exists"})
    assert Journey.objects.filter(succeeds=alliance).count() == 1
    assert Participation.objects.exclude(succeeds=None).count() == 1
    assert Vanguard.objects.get(pk=world.vanguard.pk).participations.count() == 2
