"""Whatever is tried, by whomever and in whatever order, the record keeps every promise.

The programme begins as the demonstration leaves it: an alliance that is live, a full MCP that is
live with a suspended practice, others at the standstill, in mobilisation and on the eve of going
live, and one that has just begun. Each run tries the public acts upon it in a transaction of its
own, which is taken back. A commit has the same hundred runs each time; the night has new ones.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from accounts.models import Membership, User
from accounts.roles import OFFICERS
from casework.models import Case, Waiver
from casework.waivers import open_moves_of_waiver
from contracts.mcp_selectors import open_moves_of_mcp_contract
from contracts.models import McpContract, PracticeContract
from contracts.selectors import open_moves_of_practice_contract
from core.clock import civil_date, end_of
from core.errors import ActFailed, NotFound, NotPermitted, Refused, Stale
from demonstration.actions.load import load
from formation.assurance import (
    open_moves_of_condition,
    open_moves_of_engagement,
    open_moves_of_review,
)
from formation.models import AssuranceCondition, AssuranceReview, Engagement, Journey, Milestone
from formation.selectors import open_moves, open_moves_of_milestone
from gp_relationships.models import GpRole, Ownership, Participation, PracticeChange
from gp_relationships.selectors import open_moves_of_gp_role, open_moves_of_participation
from gp_relationships.selectors.practice_changes import open_moves_of_practice_change
from gp_relationships.selectors.shares import open_moves_of_ownership
from organisations.models import ListSize
from reporting.selectors.coverage import coverage
from reporting.selectors.listings import page_of
from rulebook import selectors as rulebook_selectors
from rulebook.models import Rulebook
from tests.demonstration.loading import MORNING, sites
from tests.properties import record
from tests.properties.acts import CASES, OTHERS, Act, acts, nothing, values_of
from tests.reporting.test_two_times import LISTS

PHASES = (Phase.generate, Phase.shrink)
SITES = sites("MCP02", "MCP05", "MCP07", "MCP08", "MCP11", "MCP90", practices=1)
VERDICTS: dict[type[Case], Any] = {
    Journey: open_moves,
    AssuranceReview: open_moves_of_review,
    AssuranceCondition: open_moves_of_condition,
    Engagement: open_moves_of_engagement,
    Milestone: open_moves_of_milestone,
    McpContract: open_moves_of_mcp_contract,
    PracticeContract: open_moves_of_practice_contract,
    Participation: open_moves_of_participation,
    GpRole: open_moves_of_gp_role,
    Ownership: open_moves_of_ownership,
    PracticeChange: open_moves_of_practice_change,
    Waiver: open_moves_of_waiver,
    Rulebook: rulebook_selectors.open_moves,
}
ACTS = tuple(acts())
BY_MOVE = {(act.model, act.name.split(".")[1]): act for act in ACTS if act.model}
MOST_REPORTS = 1
ENDINGS = {
    *("abandon", "cancel", "close", "drop", "end", "expire", "leave", "merge", "pause"),
    *("reopen", "terminate", "withdraw"),
}
"""Moves after which little is left to be done; a walk takes them now and then."""

DECIDED = "It was so decided."


class Programme(RuleBasedStateMachine):
    """A small programme in which people press whatever they may, and whatever they may not."""

    people: ClassVar[list[User]]

    @initialize()
    def begin(self) -> None:
        """In a transaction that acts take for a test's own, so that it can be taken back."""
        self.block = transaction.atomic()  # noqa: TID251
        self.block._from_testcase = True
        self.block.__enter__()
        self.at: datetime = MORNING
        self.told: dict[Any, Any] = {}
        self.pool = record.pool()
        self.counted = record.counts()

    def teardown(self) -> None:
        """What was reported on each day is still the report of that day as it was known."""
        try:
            assert record.faults(record.ALL) == []
            for day, told in self.told.items():
                later = report(self.people[-1], day, known=True)
                assert later.keys() == told.keys()
                for name, rows in told.items():
                    assert later[name] == rows, f"{name} of {day}"
        finally:
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    @rule(data=st.data())
    def press_what_is_shown(self, data: st.DataObject) -> None:
        """Take a case, see what may be done with it, and do it: the page must have been right."""
        model = pick(data, [each for each in VERDICTS if self.pool[each.__name__]])
        pk = pick(data, self.pool[model.__name__])
        by = pick(data, self.people)
        case = model._default_manager.get(pk=pk)
        shown = VERDICTS[model](case, viewer=by, on=civil_date(self.at))
        known = [each for each in shown if (model, each.name) in BY_MOVE]
        if not known:
            return
        ready = [each for each in known if each.open]
        onward = [each for each in ready if each.name not in ENDINGS]
        rather = pick(data, range(5)) and onward
        verdict = pick(data, rather or ready or known)
        act = BY_MOVE[model, verdict.name]
        given = self.arguments(act, data, bad=False) | {act.upon: pk, "note": DECIDED}
        failure = self.make(act, by, given)
        if act.is_bare:
            self.compare(verdict, failure)

    @rule(data=st.data())
    def try_anything(self, data: st.DataObject) -> None:
        """Any act, by anybody, with anything."""
        act, by = pick(data, ACTS), pick(data, self.people)
        given = self.arguments(act, data, bad=pick(data, (False, True)))
        given["note"] = pick(data, values_of("note", str, today=civil_date(self.at), bad=True))
        if act.upon and pick(data, range(10)) == 0:
            given["seen"] = pick(data, range(10))
        self.make(act, by, given)

    @rule(days=st.sampled_from([1, 1, 7, 31, 100, 400]))
    def let_time_pass(self, days: int) -> None:
        """The day's report is kept, and another day begins."""
        on = civil_date(self.at)
        if len(self.told) < MOST_REPORTS:
            self.told[on] = report(self.people[-1], on, known=False)
        self.at += timedelta(days=days)

    def arguments(self, act: Act, data: st.DataObject, *, bad: bool) -> dict[str, Any]:
        """Something for everything that the act asks for."""
        given: dict[str, Any] = {}
        for key, asked in act.asks.items():
            if key in ("case_type", "about_type"):
                model = pick(data, list(VERDICTS))
                which = key.replace("type", "id")
                given |= {key: model._meta.label_lower, which: self.one(data, model)}
            elif key == "terms":
                given[key] = self.terms(data)
            elif key in ("by", "officer"):
                given[key] = pick(data, self.people)
            elif key == "contract_id":
                given[key] = self.one(data, act.model)
            elif key in CASES or key in OTHERS:
                one = self.one(data, CASES.get(key) or OTHERS[key])
                given[key] = [one] if "Collection" in str(asked.annotation) else one
            elif key not in given:
                today = civil_date(self.at)
                given[key] = pick(data, values_of(key, asked.annotation, today=today, bad=bad))
        return given

    def one(self, data: st.DataObject, model: Any) -> Any:
        """The identifier of one of the rows that there are, and now and then of none."""
        return pick(data, [*self.pool[model.__name__], nothing(model)])

    def terms(self, data: st.DataObject) -> dict[str, Any]:
        """What is known of a change of a practice, enough for some kinds of it."""
        today = civil_date(self.at)
        return {
            "planned_on": pick(data, values_of("planned_on", "date", today=today, bad=False)),
            "forms_sent_on": today - timedelta(days=60),
            "notice_given_on": today - timedelta(days=60),
            "other_id": self.one(data, OTHERS["practice_id"]),
            "new_code": pick(data, ["X12345", "X54321", "no code"]),
            "new_name": "NEWER SURGERY",
            "new_contract_type": "gms",
            "patients_moved": pick(data, [1, 900, 10**6]),
            "list_plan": "Everybody is written to.",
        }

    def make(self, act: Act, by: User, given: dict[str, Any]) -> ActFailed | None:
        """Do it. Either it is done and every promise holds, or it says why not in its own way."""
        given = {key: value for key, value in given.items() if key in (*act.asks, *act.takes)}
        note(f"{self.at:%Y-%m-%d} {by}: {act.name} {given}")
        try:
            act.do(by=by, at=self.at, **given)
        except (Refused, NotPermitted, Stale, NotFound) as failed:
            failure = failed
        else:
            self.settle()
            return None
        note(f"  {type(failure).__name__}: {failure}")
        assert str(failure)
        if isinstance(failure, Refused):
            assert failure.reasons
            assert all(reason.code and reason.text for reason in failure.reasons)
        return failure

    def settle(self) -> None:
        """What a commit would ask, and every promise; and nothing is gone."""
        note("  done")
        connection.check_constraints()
        assert record.faults(record.QUICK) == []
        counted = record.counts()
        assert not {name for name, rows in self.counted.items() if counted[name] < rows}
        self.counted, self.pool = counted, record.pool()
        self.at += timedelta(minutes=1)

    def compare(self, verdict: Any, failure: ActFailed | None) -> None:
        """The act said what the page had said."""
        if not verdict.permitted:
            assert isinstance(failure, NotPermitted)
        elif verdict.reasons:
            assert isinstance(failure, Refused)
            assert set(failure.reasons) == set(verdict.reasons)
        else:
            assert failure is None, f"{verdict.name} was shown as open"


def pick(data: st.DataObject, options: Sequence[Any]) -> Any:
    """One of these, told by its number, which is short to print and quick to shrink."""
    return options[data.draw(st.integers(0, len(options) - 1))]


def report(reader: User, day: Any, *, known: bool) -> dict[str, Any]:
    """The lists and the coverage of a day; each patient is counted once."""
    asked = {"as_at": day, **({"known_at": day} if known else {})}
    told: dict[str, Any] = {
        listing.__name__: page_of(
            listing(viewer=reader, on=day, filters=asked), ordering=order, after=None, limit=100
        ).rows
        for listing, order in LISTS.items()
    }
    covered = coverage(as_at=day, **({"known_at": end_of(day)} if known else {}))
    assert sum(group.population for group in covered.groups) <= covered.registered_patients
    return {**told, "coverage": covered}


@pytest.fixture
def _programme(db: None, settings: Any) -> None:
    settings.DEMONSTRATION = True
    load(at=MORNING, sites=SITES)
    # known since before the first report, whatever the day on which this runs
    ListSize.objects.update(created_at=MORNING)
    connection.cursor().execute("SET LOCAL jit = off")
    roles = Membership.objects.select_related("user").order_by("role", "user__email")
    people = {each.user_id: each.user for each in roles if each.role != "system"}
    analyst = next(each.user for each in roles if each.role == "analyst")
    others = [each for pk, each in people.items() if pk != analyst.pk]
    officers = [each.user for each in roles if each.role in OFFICERS]
    Programme.people = [*officers * 4, *others, analyst]


def run(*, times: int, steps: int, always_the_same: bool) -> None:
    run_state_machine_as_test(
        Programme,
        settings=settings(
            max_examples=times,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            derandomize=always_the_same,
            phases=PHASES,
            report_multiple_bugs=False,
            print_blob=False,
        ),
    )


@pytest.mark.usefixtures("_programme")
def test_every_promise_holds_whatever_is_tried():
    run(times=100, steps=30, always_the_same=True)


@pytest.mark.nightly
@pytest.mark.usefixtures("_programme")
def test_every_promise_holds_through_the_night():
    run(times=2_000, steps=60, always_the_same=False)
