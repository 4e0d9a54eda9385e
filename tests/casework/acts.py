"""What every act promises, proved from one declaration of each.

An `Act` says, apart from the code: where the act begins, what it is told, who may do it, where it
leads, what it writes, whom it tells; and each fact that must be refused with its reason. The tests
of `ActsKeepTheirPromises` then hold for all of them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar

import pytest
from django.contrib import admin

from audit.models import AuditEvent
from casework.actions.undoing import undo
from casework.models import Case
from core.errors import NotFound, NotPermitted, Refused, Stale
from core.law import Move
from notifications.models import Message
from tests.casework.attempts import (
    Broken,
    attempt,
    broken_audit,
    broken_outbox,
    codes_of,
    failure_of,
    written,
)
from tests.casework.world import World
from tests.support.people import NOW, TODAY

Values = Mapping[str, Any] | Callable[[World], Mapping[str, Any]]


def nothing(world: World) -> None:
    """The world needs nothing else."""


def told(values: Values, world: World) -> dict[str, Any]:
    """The values, where they depend on the world too."""
    return dict(values(world) if callable(values) else values)


@dataclass(frozen=True)
class Unmet:
    """One fact that is not as the law demands: in the case, in what is said, or round about."""

    code: str
    columns: Values = field(default_factory=dict)
    says: Values = field(default_factory=dict)
    around: Callable[[World], Any] | None = None
    also: frozenset[str] = frozenset()
    """Other reasons that cannot but follow from the same fact."""
    asked: bool = False
    """The act's form asks for what is missing, so that the move is shown as open until then."""


@dataclass(frozen=True)
class Act:
    """One act, and everything it promises."""

    do: Callable[..., Any]
    move: Move[Any]
    names: str
    build: Callable[..., Case] | None
    to: str | None
    may: frozenset[str]
    says: Values = field(default_factory=dict)
    columns: Values = field(default_factory=dict)
    around: Callable[[World], Any] = nothing
    writes: Mapping[str, Any] = field(default_factory=dict)
    tells: frozenset[str] = frozenset()
    notice: str = ""
    unmet: tuple[Unmet, ...] = ()
    only_from: tuple[str, ...] = ()
    """The sources to begin from, where `columns` fits no others."""

    def __str__(self) -> str:
        return f"{self.do.__module__.rsplit('.', 1)[1]}.{self.do.__name__}"

    @property
    def sources(self) -> tuple[str, ...]:
        """The states from which it is tried."""
        return self.only_from or tuple(state.value for state in self.move.sources) or ("",)

    def begin(self, world: World, state: str, unmet: Unmet | None = None) -> Case | None:
        """The world and the case as they are before the act."""
        around = unmet.around if unmet and unmet.around else self.around
        around(world)
        case = None
        if self.build is not None:
            changed = told(unmet.columns, world) if unmet else {}
            case = self.build(world, state, **{**told(self.columns, world), **changed})
        told(self.says, world)  # what it speaks of exists before it is done
        return case

    def call(self, world: World, case: Case | None, *, by: Any, **changed: Any) -> Any:
        """Do it, told what it is told."""
        given: dict[str, Any] = {"by": by, "at": NOW, **told(self.says, world)}
        if self.move.needs_reason:
            given["note"] = "It must be so."
        if case is not None:
            given[self.names] = case.pk
        return self.do(**{**given, **changed})

    def actor(self, world: World) -> Any:
        """Somebody who may do it."""
        return world.actors[sorted(self.may)[0]]


def in_each(acts: list[Act]) -> list[Any]:
    """The acts as parameters."""
    return [pytest.param(act, id=str(act)) for act in acts]


class ActsKeepTheirPromises:
    """Subclassed once for each module of acts, with its `acts`."""

    acts: ClassVar[list[Act]] = []

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        if "act" in metafunc.fixturenames:
            metafunc.parametrize("act", in_each(self.acts))

    def test_it_is_done_from_each_source_by_each_who_may(self, act: Act, world: World):
        actors = [world.actors[name] for name in sorted(act.may)]
        for number, state in enumerate(act.sources):
            with attempt():
                case = act.begin(world, state)
                for by in actors if number == 0 else actors[:1]:
                    with attempt():
                        _is_done(act, world, case, by=by)

    def test_it_is_refused_to_everyone_else(self, act: Act, world: World):
        case = act.begin(world, act.sources[0])
        wrong = {name: by for name, by in world.actors.items() if name not in act.may}
        let_by = {
            name: failure
            for name, by in wrong.items()
            if not isinstance(
                failure := failure_of(lambda by=by: act.call(world, case, by=by)), NotPermitted
            )
        }
        assert let_by == {}
        assert len(wrong) + len(act.may) == len(world.actors)

    def test_who_may_not_act_learns_nothing_of_what_stands_against_it(self, act: Act, world: World):
        """Neither that the case has changed meanwhile, nor any reason of the law."""
        by = world.actors["auditor"]
        for unmet in act.unmet:
            with attempt():
                case = act.begin(world, act.sources[0], unmet)
                given = {**({"seen": case.version - 1} if case else {}), **told(unmet.says, world)}
                failure = failure_of(lambda c=case, g=given: act.call(world, c, by=by, **g))
                assert isinstance(failure, NotPermitted), unmet

    def test_each_unmet_fact_is_refused_with_its_reason(self, act: Act, world: World):
        by, got = act.actor(world), {}
        for unmet in act.unmet:
            with attempt():
                case = act.begin(world, act.sources[0], unmet)
                given = told(unmet.says, world)
                found = codes_of(lambda c=case, g=given: act.call(world, c, by=by, **g))
                got[unmet.code] = found - unmet.also
                if case is None:  # there is no case yet that could say what was attempted
                    failure = failure_of(lambda g=given: act.call(world, None, by=by, **g))
                    assert isinstance(failure, Refused)
                    assert failure.move == act.move.name
        assert got == {unmet.code: {unmet.code} for unmet in act.unmet}

    def test_nothing_is_written_when_audit_or_outbox_fails(
        self, act: Act, world: World, monkeypatch: pytest.MonkeyPatch
    ):
        case, by = act.begin(world, act.sources[0]), act.actor(world)
        assert bool(act.tells) == bool(act.move.notices), "an act with notices says whom it tells"
        for breaking in (broken_audit, broken_outbox) if act.tells else (broken_audit,):
            before = written()
            with monkeypatch.context() as patch:
                breaking(patch)
                with pytest.raises(Broken):
                    act.call(world, case, by=by)
            assert written() == before

    def test_it_is_undone_to_what_stood_before_or_says_why_not(self, act: Act, world: World):
        case, by = act.begin(world, act.sources[0]), act.actor(world)
        with attempt():
            done = act.call(world, case, by=by)
            given = {"by": world.approver, "at": NOW, "note": "A slip."}
            given |= {"case_type": done._meta.label_lower, "case_id": done.pk}
            if not act.move.undoable:
                assert codes_of(lambda: undo(**given)) == {"not_undoable"}
                return
            assert case is not None
            was, columns = columns_of(case), set(columns_of(case)) - {"version"}
            undo(**given)
            now = columns_of(type(case)._default_manager.get(pk=case.pk))
            assert {name: now[name] for name in columns} == {name: was[name] for name in columns}
            assert now["version"] == was["version"] + 2
            event = done.changes.get(version=now["version"])
            undone = done.changes.get(version=was["version"] + 1)
            assert (event.move, event.before, event.after) == (
                "undo",
                undone.after,
                undone.before,
            )
            assert (event.facts["undoes"], event.effective_on) == (
                undone.version,
                undone.effective_on,
            )
            about = Message.objects.filter(key__contains=f":{case.pk}:{undone.version}:")
            assert {message.state for message in about} == ({"suppressed"} if act.tells else set())

    def test_the_verdict_is_the_acts_own(self, act: Act, world: World):
        """From every source, and with one fact changed at a time: what is shown to be open is done,
        and what stands against it is what it is refused with. What an act is told is left to it."""
        if act.build is None or act.says:
            return
        tried = [(state, None) for state in act.sources]
        tried += [(act.sources[0], unmet) for unmet in act.unmet if not (unmet.says or unmet.asked)]
        by, differing = act.actor(world), {}
        for state, unmet in tried:
            with attempt():
                case: Any = act.begin(world, state, unmet)
                door: Any = admin.site.get_model_admin(type(case))
                verdicts = {v.name: v for v in door.verdicts(case, viewer=by, on=TODAY)}
                shown = verdicts[act.move.name]
                done = codes_of(lambda c=case: act.call(world, c, by=by))
                if {reason.code for reason in shown.reasons} != done or shown.open == bool(done):
                    differing[state, unmet and unmet.code] = (shown.reasons, done)
        assert not differing, differing

    def test_a_careless_call_is_refused(self, act: Act, world: World):
        case, by = act.begin(world, act.sources[0]), act.actor(world)
        _naive_time_is_a_fault(act, world, case, by)
        _note_is_kept_or_refused(act, world, case, by)
        if case is not None:
            _what_has_passed_is_stale(act, world, case, by)
            nobody = world.vanguard.pk  # an identifier, of something else
            failure = failure_of(lambda: act.call(world, None, by=by, **{act.names: nobody}))
            assert isinstance(failure, NotFound)


def columns_of(case: Case) -> dict[str, Any]:
    """Everything that the case's own row holds."""
    return {field.attname: getattr(case, field.attname) for field in case._meta.concrete_fields}


def _naive_time_is_a_fault(act: Act, world: World, case: Case | None, by: Any) -> None:
    before = written()
    with pytest.raises(ValueError, match="without a time zone"):
        act.call(world, case, by=by, at=datetime(2026, 11, 23, 10, 0))
    assert written() == before


def _note_is_kept_or_refused(act: Act, world: World, case: Case | None, by: Any) -> None:
    notes: dict[str, set[str]] = {
        "zero\x00byte": {"invalid_note"},
        "half \ud800 a pair": {"invalid_note"},
        "x" * 5_001: {"invalid_note"},
        "  ": {"reason_missing"} if act.move.needs_reason else set(),
        "Ω \u202e <b> 🩺 'quoted' %s {x}": set(),
    }
    got = {n: codes_of(lambda n=n: act.call(world, case, by=by, note=n)) for n in notes}
    assert got == notes


def _what_has_passed_is_stale(act: Act, world: World, case: Case, by: Any) -> None:
    failure = failure_of(lambda: act.call(world, case, by=by, seen=case.version - 1))
    assert isinstance(failure, Stale)
    assert (failure.seen, failure.now) == (case.version - 1, case.version)
    assert failure_of(lambda: act.call(world, case, by=by, seen=case.version)) is None


def _is_done(act: Act, world: World, case: Case | None, *, by: Any, **changed: Any) -> None:
    """Do it, and look at everything that it wrote."""
    was = (case.state, case.version) if case else ("", 0)
    audited, posted = AuditEvent.objects.count(), set(Message.objects.values_list("pk", flat=True))
    done = act.call(world, case, by=by, **changed)
    fresh = type(done)._default_manager.get(pk=done.pk)
    assert fresh.state == (was[0] if act.to is None else act.to)
    assert fresh.version >= was[1] + 1
    assert {name: getattr(fresh, name) for name in act.writes} == dict(act.writes)
    event = fresh.changes.get(version=was[1] + 1)
    assert (event.move, event.before, event.after) == (act.move.name, was[0], fresh.state)
    assert (event.made_by, event.made_at, event.made_on) == (by, NOW, TODAY)
    about = AuditEvent.objects.filter(about_id=str(fresh.pk)).order_by("-id")
    first = about.filter(kind=f"{fresh.MOVES.machine}.{act.move.name}").first()
    assert first is not None
    assert (first.by_id, first.by_name, first.at) == (by.pk, by.full_name, NOW)
    assert AuditEvent.objects.count() > audited
    messages = Message.objects.exclude(pk__in=posted)
    assert {message.to_id for message in messages} == {world.actors[n].pk for n in act.tells}
    assert {message.kind for message in messages} == ({act.notice} if act.tells else set())


def refused_everywhere_else(acts: list[Act], case: Case, world: World) -> dict[str, Any]:
    """Every act that is not open from this state but was not refused for its state."""
    wrong = {}
    for act in acts:
        if act.build is None or case.state in act.move.sources:
            continue
        failure = failure_of(lambda act=act: act.call(world, case, by=act.actor(world)))
        named = isinstance(failure, Refused) and {r.code for r in failure.reasons}
        if named != {"wrong_state"} or not failure.is_conflict:
            wrong[str(act)] = failure
    return wrong
