"""Every move of every machine, through the officers' door: the verdict is the act's own."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from typing import Any

import pytest
import time_machine
from django.contrib import admin
from django.test import Client

from accounts.models import User
from casework.admin import CaseAdmin
from casework.models import Case, Waiver
from contracts.actions.mcp_terms import NamedParty
from contracts.models import BudgetYear, Holder, McpContract, NoticeRun, PracticeContract
from core.doors import failure_of as shown_for
from core.errors import ActFailed
from formation.models import (
    AssuranceCondition,
    AssuranceReview,
    Engagement,
    Journey,
    Milestone,
    MilestoneTemplate,
)
from formation.rules.rows import Row
from gp_relationships.models import GpRole, Ownership, Participation, PracticeChange
from rulebook.models import Rulebook
from tests.casework.attempts import attempt
from tests.casework.world import DECIDED, LETTERS, NOTICE, POINT, TERMS, TOMORROW, World
from tests.contracts.actions.test_mcp_terms import AGREED, COUNCIL, LINE
from tests.support.consent import everybody_signed
from tests.support.contract_terms import budget, commissioner, place_budget
from tests.support.people import NOW, TODAY
from tests.support.programme import LIST_SIZE

pytestmark = pytest.mark.django_db


def held(world: World, state: str) -> PracticeContract:
    """A practice's contract with two holders."""
    told = {"letters_sent": LIST_SIZE - 1, "letters_completed_on": LETTERS}
    contract = world.practice_contract(state, **told)
    for name in ("Ann Doctor", "Bea Doctor"):
        world.holder(contract, name)
    return contract


def signed_by_all(world: World, state: str) -> Case:
    """A participation for which everybody has signed."""
    case = world.participation(state)
    everybody_signed(case, "full", by=world.officer)
    return case


BUILD: dict[type[Case], Callable[[World, str], Case]] = {
    Journey: lambda world, state: world.journey(state),
    Milestone: lambda world, state: world.milestone(state),
    MilestoneTemplate: lambda world, state: world.template(state),
    McpContract: lambda world, state: world.mcp_contract(state),
    PracticeContract: lambda world, state: held(world, state),
    Participation: lambda world, state: signed_by_all(world, state),
    GpRole: lambda world, state: world.gp_role(state),
    PracticeChange: lambda world, state: world.practice_change(state),
    AssuranceReview: lambda world, state: world.review(state),
    AssuranceCondition: lambda world, state: world.condition(state),
    Engagement: lambda world, state: world.engagement(state),
    Ownership: lambda world, state: world.ownership(state),
    Rulebook: lambda world, state: world.rulebook(state),
    Waiver: lambda world, state: world.waiver(state),
}
REVIEW = Row("B35", "26-week review", "commissioner", 26, dependencies=("B32",))
SAYS: dict[str, Callable[[World], dict[str, Any]]] = {
    "select_model": lambda world: {"model": "full", "planned_go_live_on": TODAY},
    "change_model": lambda world: {"model": "partial", "planned_go_live_on": TOMORROW},
    "begin_standstill": lambda world: {"standstill_started_on": TODAY},
    "record_isap_screening": lambda world: {
        "isap_screening": "applies",
        "isap_screened_on": TODAY,
    },
    "receive_evidence": lambda world: {
        "item": "draft_contract",
        "title": "Draft 3",
        "received_on": TODAY,
    },
    "pass_review": lambda world: {"decided_on": TODAY},
    "pass_with_conditions": lambda world: {
        "decided_on": TODAY,
        "conditions": [("Settle the risk share.", TOMORROW)],
    },
    "resubmit": lambda world: {"submitted_on": TODAY},
    "discharge": lambda world: {"discharged_on": TODAY, "evidence": "Minute 7"},
    "receive_report": lambda world: {"report_received_on": TODAY, "summary": "For it."},
    "plan_go_live": lambda world: {"planned_go_live_on": TOMORROW},
    "meet": lambda world: {"met_on": TODAY},
    "redate": lambda world: {"due_on": TOMORROW},
    "add_row": lambda world: {"row": replace(REVIEW, code="B37")},
    "change_row": lambda world: {"row": replace(REVIEW, title="Review after half a year")},
    "remove_row": lambda world: {"code": "B35"},
    "adopt_template": lambda world: {"template_id": Journey.objects.get().template_id},
    "record_terms": lambda world: {k: v for k, v in TERMS.items() if k != "integration"},
    "sign": lambda world: {"signed_on": TODAY},
    "add_holder": lambda world: {"name": "Cai Doctor", "kind": "partner", "joined_on": TODAY},
    "end_holder": lambda world: {
        "holder_id": Holder.objects.get(name="Ann Doctor").pk,
        "left_on": TODAY,
    },
    "record_form": lambda world: {"held_as": "partnership"},
    "give_suspension_notice": lambda world: {
        "mcp_contract_id": world.signed_contract().pk,
        "notice_given_on": NOTICE,
    },
    "record_start_date": lambda world: {"starts_under_mcp_on": TODAY},
    "record_patient_letters": lambda world: {
        "reference": "Batch 2",
        "posted": 8_000,
        "returned": 0,
        "failed": 0,
        "addressed": 90,
        "sent_from": LETTERS,
        "sent_until": LETTERS,
        "file_sha256": "ab" * 32,
    },
    "strike_letter_run": lambda world: {"run_id": NoticeRun.objects.get().pk},
    "except_from_letters": lambda world: {"excepted": 1},
    "give_reactivation_notice": lambda world: {
        "reactivation_noticed_on": TODAY,
        "reactivation_on": POINT,
    },
    "approve_later_date": lambda world: {"reactivation_on": POINT},
    "record_consent": lambda world: {
        "holder_id": Holder.objects.get(name="Ann Doctor").pk,
        "consented_on": TODAY,
    },
    "confirm_eligibility": lambda world: {"eligibility": "confirmed"},
    "notice_type_change": lambda world: {
        "type_change_noticed_on": NOTICE,
        "type_change_on": TODAY,
        "type_change_persons": "Pat Partner",
    },
    "open_process": lambda world: {"live_process": "remedial"},
    "correct_record": lambda world: {"contract_type": "pms"},
    "state_preference": lambda world: {"level": "full"},
    "decide_in_principle": lambda world: {"level": "full", "signatories": "Pat Partner"},
    "decide": lambda world: {"level": "full", "decided_on": DECIDED},
    "set_figure": lambda world: {
        "key": "undo_days",
        "value": "21",
        "authority": "Minutes of the board",
        "confirmed": True,
        "in_force_from": TODAY,
    },
    "restore_figure": lambda world: {"key": "undo_days"},
    "join_live": lambda world: {"in_effect_on": TODAY},
    "give_notice": lambda world: {"notice_given_on": DECIDED, "leaves_on": TOMORROW},
    "set_required": lambda world: {"required_for_go_live": True},
    "sign_agreement": lambda world: {"agreement_signed_on": TODAY},
    "revise": lambda world: {"terms": {"planned_on": TOMORROW}},
    "record_parties": lambda world: {"parties": [NamedParty(commissioner()), COUNCIL]},
    "agree_scope": lambda world: {"agreement": AGREED, "additions": [LINE]},
    "vary_scope": lambda world: {"agreement": AGREED, "additions": [LINE]},
    "set_budget": lambda world: {"budget": budget(2017)},
    "replace_budget": lambda world: {"budget": budget(2016)},
    "approve_budget": lambda world: {"budget_id": waiting_budget().pk},
    "give_notice_of_end": lambda world: {"ends_on": TODAY},
}
"""What each move is told, by its act's own arguments."""

MODELS = {**SAYS, "sign_alliance": lambda world: {"signed_on": TODAY}}
"""Two machines have a move of this name; only the contract's is told a day."""

PLACES = [
    pytest.param(model, state.value, id=f"{model.MOVES.machine}-{state.value}")
    for model in BUILD
    for state in model.MOVES.states
]
ACTORS = ("officer", "approver", "auditor", "superuser")


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def door_of(model: type[Case]) -> CaseAdmin:
    found = admin.site._registry[model]
    assert isinstance(found, CaseAdmin)
    return found


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def told(model: type[Case], name: str, world: World) -> dict[str, Any]:
    if model is AssuranceReview and name == "refuse":
        return {"decided_on": TODAY}
    if model is Engagement and name == "close":
        return {"closed_on": TODAY}
    if model is GpRole and name == "end":
        return {"ends_on": TOMORROW}
    if model is Ownership:
        return {"holds_from": TODAY, "signed_on": TODAY} if name == "sign" else {}
    table = MODELS if model is McpContract else SAYS
    return table.get(name, lambda world: {})(world)


def waiting_budget() -> BudgetYear:
    """A budget of a later year that nobody has approved yet."""
    contract = McpContract.objects.get()
    event = contract.changes.latest("version")
    known = contract.budgets.filter(year=2018).first()
    return known or place_budget(contract, approved=False, event=event, year=2018)


def spread(says: dict[str, Any]) -> dict[str, Any]:
    """What one argument holds, as the several fields of its form."""
    flat = dict(says)
    for party in flat.pop("parties", []):
        if party.commissioner:
            flat["commissioners"] = [party.commissioner.pk]
        else:
            decided = f"{party.section_75_decided_on:%d/%m/%Y}"
            flat["local_authorities"] = f"{party.local_authority}; {decided}; Minute 7"
    if "agreement" in flat:
        flat |= asdict(flat.pop("agreement"))
    for line in flat.pop("additions", []):
        flat |= {line.service: line.line, "in_scope_from": line.in_scope_from}
    if "row" in flat:
        flat |= asdict(flat.pop("row"))
        for name in ("ladder", "dependencies"):
            flat[name] = ", ".join(map(str, flat[name]))
        flat = {name: value for name, value in flat.items() if value is not False}
    if "budget" in flat:
        flat |= asdict(flat.pop("budget"))
        flat["lines"] = "\n".join(f"{line}; {amount:,.2f}" for line, amount in flat["lines"])
    return flat


def typed(says: dict[str, Any]) -> dict[str, Any]:
    """The same as a browser sends it."""
    flat = {**spread(says), **says.get("terms", {})}
    flat.pop("terms", None)
    for number, (text, due_on) in enumerate(flat.pop("conditions", ()), start=1):
        flat |= {f"text_{number}": text, f"due_on_{number}": due_on}
    return {key.removesuffix("_id"): value for key, value in flat.items() if value is not None}


def verdict(failure: Any) -> tuple[str, tuple[str, ...]]:
    if failure is None:
        return "done", ()
    return failure.kind, tuple(reason.code for reason in failure.reasons)


def by_the_act(
    page: Any, model: type[Case], case: Case, name: str, *, by: Any, says: dict[str, Any]
) -> tuple[str, tuple[str, ...]]:
    arguments = {door_of(model).id_argument: case.pk, "note": "It must be so.", **says}
    with attempt():
        try:
            page.act(**arguments, by=by, at=NOW, seen=case.version)
        except ActFailed as failed:
            return verdict(shown_for(failed))
    return "done", ()


def by_the_door(
    model: type[Case], case: Case, name: str, *, client: Client, says: dict[str, Any]
) -> tuple[str, tuple[str, ...]]:
    data = {"seen": case.version, "note": "It must be so.", **typed(says)}
    with attempt():
        response = client.post(door_of(model).url("move", case.pk, name), data)
        if response.status_code == 302:
            assert response["Location"].startswith("/admin/")
            return "done", ()
        failure = response.context["failure"]
        assert failure is not None, response.context["form"].errors
        assert response.status_code == failure.status
        text = response.content.decode()
        assert all(reason.text.split("“")[0][:20] in text for reason in failure.reasons)
    return verdict(failure)


@pytest.mark.parametrize(("model", "state"), PLACES)
def test_the_door_gives_the_verdict_of_the_act(model: type[Case], state: str, world: World):
    case = BUILD[model](world, state)
    people = {name: world.actors[name] for name in ACTORS}
    clients = {name: signed_in(person) for name, person in people.items()}
    differing = {}
    for name, page in door_of(model).pages.items():
        says = told(model, name, world)
        here = state in model.MOVES[name].sources
        for actor in ACTORS if here else ("approver",):
            the_act = by_the_act(page, model, case, name, by=people[actor], says=says)
            the_door = by_the_door(model, case, name, client=clients[actor], says=says)
            if the_act != the_door:
                differing[name, actor] = (the_act, the_door)
    assert differing == {}


@pytest.mark.parametrize("model", BUILD, ids=lambda model: model.MOVES.machine)
def test_every_move_has_a_page_or_is_said_to_be_part_of_another(model: type[Case]):
    door = door_of(model)
    opening = {move.name for move in model.MOVES.values() if move.opens}
    assert set(door.pages) | set(door.instead) == set(model.MOVES) - opening
    assert not set(door.pages) & set(door.instead)
    by_template = {"set"}  # with a journey's model, or with the review that is passed on it
    assert opening - by_template <= {each.act.__name__ for each in door.openings.values()}


@pytest.mark.parametrize(("model", "state"), PLACES)
def test_the_page_offers_the_moves_of_the_selector_and_greys_the_others(
    model: type[Case], state: str, world: World
):
    case = BUILD[model](world, state)
    door, by = door_of(model), world.approver
    client = signed_in(by)
    response = client.get(door.url("change", case.pk))
    assert response.status_code == 200
    page = response.content.decode()
    lines = {line.name: line for line in response.context["moves"]}
    expected = {v.name: v for v in door.verdicts(case, viewer=by, on=TODAY)}
    assert set(lines) == set(expected)
    for name, found in expected.items():
        assert lines[name].reasons == found.reasons
        assert lines[name].open == (found.open and name in door.pages)
        assert (f"/moves/{name}/" in page) == lines[name].open
        assert all(reason.code for reason in lines[name].reasons)
