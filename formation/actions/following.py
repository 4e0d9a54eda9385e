"""What a journey's milestones do when something below it is moved: practices, contracts.

Handed to `casework.following` when Django starts; each is done last in the act that it follows.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from casework.following import Followed
from casework.keeping import Doing
from contracts.selectors import contracts_of_practices
from core.transactions import step
from formation.actions.plans import (
    follow_contract,
    follow_practices,
    follow_suspensions,
    hold_plans,
    keep,
    keep_no_more,
)
from formation.models import Journey
from formation.rules.keepers import ALLIANCE_SIGNED, CONTRACT_SIGNED, SUSPENSION_NOTICE
from formation.rules.states import OVER
from formation.selectors import contract_of
from gp_relationships.models import Participation


@step
def practices_moved(told: list[Followed]) -> None:
    """Practices decided, thought again or left: what each is to keep follows; and what it has done
    already, before it decided, is met."""
    moved: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for cases, _ in told:
        for case in cases:
            moved[case.vanguard_id].add(case.practice_id)
    doing = _last(told)
    for journey in _journeys(moved):
        for practice_id in follow_practices(journey, moved[journey.vanguard_id], doing=doing):
            contract = contracts_of_practices([practice_id]).get(practice_id)
            if contract is not None and contract.notice_given_on is not None:
                given_on = contract.notice_given_on
                keep(journey, SUSPENSION_NOTICE, given_on, doing=doing, practice_id=practice_id)


@step
def mcp_contracts_moved(told: list[Followed]) -> None:
    """An MCP contract was signed, or has another end: what is counted from that follows."""
    contracts = {case.pk: case for cases, _ in told for case in cases}
    for journey in _journeys({case.vanguard_id for case in contracts.values()}):
        contract = contract_of(journey)
        if contract is None or contract.pk not in contracts:
            continue
        doing = _last(told)
        act = ALLIANCE_SIGNED if contract.integration == "virtual" else CONTRACT_SIGNED
        _as_it_says(journey, act, contract.signed_on, doing)
        follow_contract(journey, doing=doing)


@step
def notices_moved(told: list[Followed]) -> None:
    """Practices gave notice of suspension, or took it back."""
    for journey, contract, doing in _each(told):
        _as_it_says(
            journey,
            SUSPENSION_NOTICE,
            contract.notice_given_on,
            doing,
            practice_id=contract.practice_id,
        )


@step
def suspensions_moved(told: list[Followed]) -> None:
    """Contracts are, or are to be, suspended from another day: what is counted from it follows."""
    of_journey: defaultdict[UUID, set[UUID]] = defaultdict(set)
    journeys: dict[UUID, Journey] = {}
    for journey, contract, _ in _each(told):
        journeys[journey.pk] = journey
        of_journey[journey.pk].add(contract.practice_id)
    for pk, practices in of_journey.items():
        follow_suspensions(journeys[pk], practices, doing=_last(told))


def _as_it_says(
    journey: Journey,
    act: str,
    done_on: date | None,
    doing: Doing,
    *,
    practice_id: UUID | None = None,
) -> None:
    if done_on is None:
        keep_no_more(journey, act, doing=doing, practice_id=practice_id)
    else:
        keep(journey, act, done_on, doing=doing, practice_id=practice_id)


def _each(told: list[Followed]) -> Iterator[tuple[Journey, Any, Doing]]:
    """Each practice's contract that was moved, with each journey in which its practice takes
    part."""
    contracts = {case.practice_id: case for cases, _ in told for case in cases}
    doing = _last(told)
    taking = Participation.objects.filter(practice__in=list(contracts)).exclude(state="left")
    of_vanguard: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for vanguard_id, practice_id in taking.values_list("vanguard_id", "practice_id"):
        of_vanguard[vanguard_id].append(practice_id)
    for journey in _journeys(of_vanguard):
        for practice_id in of_vanguard[journey.vanguard_id]:
            yield journey, contracts[practice_id], doing


def _journeys(vanguard_ids: Iterable[UUID]) -> list[Journey]:
    """The journeys of these vanguards that have milestones, their plans held."""
    rows = Journey.objects.filter(vanguard__in=list(vanguard_ids)).exclude(state__in=OVER)
    if not rows.exclude(model="").exists():
        return []
    hold_plans(vanguard_ids)
    return list(rows.exclude(model="").select_related("vanguard", "template").order_by("pk"))


def _last(told: list[Followed]) -> Doing:
    return told[-1][1]


_PARTICIPATION = ("decide", "reopen_decision", "leave")
_CONTRACT = ("draft", "record_terms", "sign", "sign_alliance", "give_notice_of_end", "undo")
_NOTICE = ("give_suspension_notice", "withdraw_suspension_notice", "undo")
_SUSPENSION = ("record_start_date", "suspend", "undo")

FOLLOWED: tuple[tuple[str, Callable[[list[Followed]], None]], ...] = (
    *((f"participation.{move}", practices_moved) for move in _PARTICIPATION),
    *((f"mcp_contract.{move}", mcp_contracts_moved) for move in _CONTRACT),
    *((f"practice_contract.{move}", notices_moved) for move in _NOTICE),
    *((f"practice_contract.{move}", suspensions_moved) for move in _SUSPENSION),
)
"""Each move that milestones follow, and the step that is done last in its act."""
