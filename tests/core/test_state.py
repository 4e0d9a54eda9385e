"""The lock on the model: the methods are the table's moves, and the library's traps stay shut."""

import pytest
from django.db import models
from django_fsm import RETURN_VALUE, ConcurrentTransitionMixin, TransitionNotAllowed

from casework.database import grants, guards
from casework.models import Case
from contracts.rules.mcp_contract import MOVES as MCP_MOVES
from core.state import StateField, lawful
from formation.actions import journeys
from formation.models import Journey
from formation.rules.journey import MOVES as JOURNEY_MOVES
from formation.rules.states import JourneyState
from tests.support.people import NOW

CASES = guards.guarded(grants.all_models())
every_case = pytest.mark.parametrize("model", CASES, ids=lambda model: model.__name__)


def declared(model: type[Case]) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """The model's own transitions: name, sources and targets."""
    found: dict[str, tuple[set[str], frozenset[str]]] = {}
    for transition in model._meta.get_field("state").get_all_transitions(model):
        target = transition.target
        targets = target.allowed_states if isinstance(target, RETURN_VALUE) else [target]
        sources, _ = found.setdefault(transition.name, (set(), frozenset(map(str, targets))))
        sources.add(str(transition.source))
    return {name: (frozenset(s), t) for name, (s, t) in found.items()}


@every_case
def test_the_methods_of_a_model_are_the_moves_of_its_table(model):
    wanted = {}
    for move in model.MOVES.values():
        if move.opens or move.target is None:
            continue
        targets = move.target if isinstance(move.target, tuple) else (move.target,)
        wanted[move.name] = (frozenset(map(str, move.sources)), frozenset(map(str, targets)))
    assert declared(model) == wanted


@every_case
def test_every_method_says_what_it_means_in_the_field(model):
    for name in declared(model):
        assert getattr(model, name).__doc__


@every_case
def test_the_state_column_is_locked_and_begins_where_the_table_opens(model):
    field = model._meta.get_field("state")
    opening = next(move for move in model.MOVES.values() if move.opens)
    assert (field.protected, field.editable) == (True, False)
    assert field.default == opening.target
    assert type(field.default) is str, "a migration names no module of the law"
    assert [value for value, _ in field.choices] == [state.value for state in model.MOVES.states]


@every_case
def test_the_mixin_comes_first(model):
    """Behind `Model` in the order of resolution it would do nothing."""
    order = model.__mro__
    assert order.index(ConcurrentTransitionMixin) < order.index(models.Model)
    assert model.__bases__ == (Case,)


def test_a_migration_knows_neither_labels_nor_locks():
    field = StateField(JourneyState, default=JourneyState.IDENTIFIED)
    _, path, args, kwargs = field.deconstruct()
    assert (path, args) == ("core.state.StateField", [])
    assert kwargs == {"default": "identified", "max_length": 32}
    assert "default" not in StateField().deconstruct()[3]


@pytest.mark.parametrize("move", [JOURNEY_MOVES["identify"], MCP_MOVES["record_terms"]])
def test_a_move_that_does_not_move_has_no_method(move):
    with pytest.raises(ValueError, match="does not move the state"):
        lawful(move)


def test_several_sources_are_several_states(world):
    """Trap: a frozenset given as source is taken for one state, and nothing is ever open."""
    journey = world.journey("engaging")
    journey.pause()
    assert journey.state == "paused"
    live = world.journey("live", vanguard=world.other_vanguard)
    with pytest.raises(TransitionNotAllowed):
        live.pause()


def test_refreshing_a_row_that_is_gone_leaves_the_lock_on(world):
    """Trap: django-fsm-2 4.2.4 turns `protected` off while it refreshes, and on again only if that
    succeeds; after a row that is gone every state of the process could be assigned."""
    ghost = Journey(vanguard=world.vanguard, officer=world.officer)
    with pytest.raises(Journey.DoesNotExist):
        ghost.refresh_from_db()
    assert Journey._meta.get_field("state").protected
    with pytest.raises(AttributeError):
        ghost.state = "live"


def test_refreshing_reads_the_state_afresh(world):
    mine = world.journey("engaging")
    journeys.pause(journey_id=mine.pk, by=world.officer, at=NOW, note="Winter.")
    assert mine.state == "engaging"
    mine.refresh_from_db(fields=["version"])
    assert mine.version == 3
    mine.refresh_from_db()
    assert mine.state == "paused"
    with pytest.raises(AttributeError, match="moved by acts"):
        mine.state = "live"


def test_a_state_that_was_not_read_yet_is_read_when_asked(world):
    deferred = Journey.objects.defer("state").get(pk=world.journey("engaging").pk)
    assert deferred.state == "engaging"
    with pytest.raises(AttributeError, match="moved by acts"):
        deferred.state = "live"
