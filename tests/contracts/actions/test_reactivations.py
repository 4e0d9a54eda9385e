"""How a suspended contract comes back: notice, consent, NHS England's word, letters, return."""

from datetime import date, timedelta
from typing import Any

import pytest

from contracts.actions import holders, letters
from contracts.actions import reactivations as acts_of
from contracts.models import Holder, PracticeContract, ReactivationConsent
from contracts.rules.practice_contract import MOVES
from core.errors import NotFound
from gp_relationships.models import Participation
from tests.casework.acts import Act, ActsKeepTheirPromises, Unmet
from tests.casework.attempts import codes_of, failure_of
from tests.casework.world import POINT, SUSPENDED, TOMORROW, YESTERDAY, World
from tests.support.people import LONG_AGO, NOW, TODAY

OFFICERS = frozenset({"officer", "approver"})
APPROVER = frozenset({"approver"})
DAY = timedelta(days=1)
ONCE = Unmet("already_reactivated_once", columns={"reactivated_on": YESTERDAY})
TWO_YEARS_AGO = date(2024, 11, 23)
LATER = date(2034, 11, 23)
"""The MCP contract ends long after the points of which these tests tell."""

FOUR_YEARS_AGO = date(2022, 11, 23)
FINAL = {
    "suspended_on": FOUR_YEARS_AGO,
    "reactivation_noticed_on": TODAY - timedelta(days=400),
    "reactivation_on": TODAY,
    "eligibility": "confirmed",
}
"""On the second point, for which no letters are prescribed."""


def build(world: World, state: str, **columns: Any) -> PracticeContract:
    consented = columns.pop("consented", True)
    contract = world.practice_contract(state, **columns)
    if state == "reactivation_noticed" and consented:
        consent(world, contract, Holder.objects.get(contract=contract, name="Pat Partner"))
    return contract


def consent(world: World, contract: PracticeContract, holder: Holder) -> None:
    """The holder agrees to the notice by which the contract came to its state."""
    notice = contract.changes.get(move="give_reactivation_notice").version
    ReactivationConsent.objects.create(
        contract=contract, holder=holder, notice_version=notice, consented_on=TODAY,
        recorded_at=NOW, recorded_by=world.officer,
    )  # fmt: skip


def act(name: str, to: str | None, may: frozenset[str], **more: Any) -> Act:
    move, do = MOVES[name], getattr(acts_of, name)
    return Act(do=do, move=move, names="contract_id", build=build, to=to, may=may, **more)


def mcp_ends(world: World, on: date) -> dict[str, Any]:
    contract = world.mcp_contract("signed", vanguard=world.other_vanguard, ends_on=on)
    return {"mcp_contract": contract, "suspended_on": TODAY - timedelta(days=300)}


NOTICED = {"reactivation_on": POINT, "reactivation_noticed_on": YESTERDAY}
ACTS = [
    act(
        "give_reactivation_notice",
        "reactivation_noticed",
        OFFICERS,
        says={"reactivation_on": POINT},
        writes={"reactivation_noticed_on": TODAY, "reactivation_on": POINT},
        unmet=(
            ONCE,
            Unmet("not_a_reactivation_point", says={"reactivation_on": POINT + DAY}),
            Unmet("not_a_reactivation_point", says={"reactivation_on": date(9999, 12, 31)}),
            Unmet("return_notice_in_the_future", says={"reactivation_noticed_on": TOMORROW}),
            Unmet(
                "reactivation_before_notice",
                says={"reactivation_on": SUSPENDED.replace(year=2026)},
            ),
            Unmet(
                "reactivation_notice_too_late",
                columns={"suspended_on": date(2025, 6, 1)},
                says={"reactivation_on": date(2027, 6, 1)},
            ),
        ),
    ),
    act(
        "withdraw_reactivation_notice",
        "suspended",
        OFFICERS,
        columns={**NOTICED, "eligibility": "confirmed"},
        writes={"reactivation_noticed_on": None, "reactivation_on": None, "eligibility": ""},
    ),
    act(
        "approve_later_date",
        None,
        APPROVER,
        columns=NOTICED,
        says={"reactivation_on": POINT + DAY},
        writes={"reactivation_on": POINT + DAY},
        unmet=(
            Unmet("not_a_later_day", says={"reactivation_on": POINT}),
            Unmet("invalid_reactivation_on", says={"reactivation_on": date(2101, 1, 1)}),
        ),
    ),
    act(
        "record_consent",
        None,
        OFFICERS,
        columns={**NOTICED, "consented": False},
        says=lambda world: {
            "holder_id": Holder.objects.get(name="Pat Partner").pk,
            "consented_on": TODAY,
        },
        unmet=(
            Unmet("consent_on_record", columns={"consented": True}),
            Unmet("consent_day_wrong", says={"consented_on": TOMORROW}),
            Unmet("consent_day_wrong", says={"consented_on": YESTERDAY - DAY}),
            Unmet("consent_not_asked", columns={"suspended_on": LONG_AGO - DAY}),
        ),
    ),
    act(
        "confirm_eligibility",
        None,
        APPROVER,
        says={"eligibility": "confirmed"},
        writes={"eligibility": "confirmed", "eligibility_confirmed_on": TODAY},
        unmet=(
            Unmet("finding_missing", says={"eligibility": ""}),
            Unmet("invalid_eligibility", says={"eligibility": "perhaps"}),
        ),
    ),
    act(
        "reactivate",
        "reactivated",
        APPROVER,
        columns=FINAL,
        writes={"reactivated_on": TODAY, "patients": "stay"},
        unmet=(
            ONCE,
            Unmet("reactivation_date_not_come", columns={"reactivation_on": TOMORROW}),
            Unmet("consent_missing", columns={"consented": False}),
            Unmet("holders_unknown", columns={"suspended_on": LONG_AGO - DAY}),
            Unmet("eligibility_to_confirm", columns={"eligibility": ""}),
            Unmet("not_eligible", columns={"eligibility": "not_eligible"}),
            Unmet("conduct_gives_right_to_terminate", columns={"eligibility": "conduct"}),
            Unmet("resident_letters_missing", columns={"suspended_on": TWO_YEARS_AGO}),
            Unmet("patients_not_decided", columns=lambda world: mcp_ends(world, TODAY), asked=True),
            Unmet("invalid_patients", says={"patients": "perhaps"}),
        ),
    ),
]


class TestReactivations(ActsKeepTheirPromises):
    acts = ACTS


def test_a_contract_comes_back_at_the_first_point_step_by_step(world):
    case = world.practice_contract(
        "suspended",
        suspended_on=TWO_YEARS_AGO,
        mcp_contract=world.mcp_contract("signed", ends_on=LATER),
    )
    world.participation("in_effect", level="full")
    pat = Holder.objects.get(contract=case)
    officer = {"contract_id": case.pk, "by": world.officer, "at": NOW}
    approver = {**officer, "by": world.approver}
    acts_of.give_reactivation_notice(
        **officer, reactivation_on=TODAY, reactivation_noticed_on=TODAY.replace(year=2025)
    )

    def standing() -> set[str]:
        return codes_of(lambda: acts_of.reactivate(**approver))

    missing = {"consent_missing", "eligibility_to_confirm", "resident_letters_missing"}
    assert standing() == missing
    acts_of.confirm_eligibility(**approver, eligibility="confirmed")
    # a partner who joins now makes NHS England look again
    holders.add_holder(**officer, name="Nia Newcomer", kind="partner", joined_on=TODAY)
    nia = Holder.objects.get(name="Nia Newcomer")
    assert "eligibility_to_confirm" in standing()
    # and one who is no successor is not asked
    say = {**officer, "consented_on": TODAY}
    assert codes_of(lambda: acts_of.record_consent(**say, holder_id=nia.pk)) == {
        "consent_not_asked"
    }
    holders.end_holder(**officer, holder_id=pat.pk, left_on=TODAY)
    assert "successor_unknown" in standing()
    Holder.objects.filter(pk=pat.pk).update(successor=nia)
    acts_of.record_consent(**say, holder_id=nia.pk)
    acts_of.confirm_eligibility(**approver, eligibility="confirmed")
    assert standing() == {"resident_letters_missing"}
    run = {"addressed": 90, "sent_from": YESTERDAY, "sent_until": YESTERDAY}
    letters.record_patient_letters(
        **officer, **run, reference="A", posted=89, file_sha256="ab" * 32
    )
    assert standing() == {"resident_letters_incomplete"}
    letters.record_patient_letters(**officer, **run, reference="B", posted=1, file_sha256="cd" * 32)
    back = acts_of.reactivate(**approver)
    assert (back.state, back.reactivated_on, back.patients) == ("reactivated", TODAY, "return")
    left = Participation.objects.get()
    assert (left.state, left.left_on) == ("left", TODAY)
    assert left.changes.get(move="leave").note == "The practice has resumed its own contract."


def test_a_new_notice_asks_every_consent_anew(world):
    case = build(world, "reactivation_noticed", **FINAL)
    officer = {"contract_id": case.pk, "by": world.officer, "at": NOW}
    acts_of.withdraw_reactivation_notice(**officer, note="They stay.")
    acts_of.give_reactivation_notice(
        **officer, reactivation_on=TODAY, reactivation_noticed_on=TODAY.replace(year=2025)
    )
    codes = codes_of(lambda: acts_of.reactivate(**{**officer, "by": world.approver}))
    assert codes == {"consent_missing", "eligibility_to_confirm"}


def test_at_the_end_of_the_mcp_contract_where_patients_go_is_decided(world):
    columns = mcp_ends(world, TODAY + DAY)
    case = world.practice_contract("suspended", **columns)
    officer = {"contract_id": case.pk, "by": world.officer, "at": NOW}
    acts_of.give_reactivation_notice(**officer, reactivation_on=TODAY + DAY)
    case.refresh_from_db()
    consent(world, case, Holder.objects.get(contract=case))
    tomorrow = {**officer, "by": world.approver, "at": NOW + DAY}
    acts_of.confirm_eligibility(**tomorrow, eligibility="confirmed")
    assert codes_of(lambda: acts_of.reactivate(**tomorrow)) == {"patients_not_decided"}
    assert acts_of.reactivate(**tomorrow, patients="stay").patients == "stay"


def test_a_holder_of_another_contract_cannot_consent(world):
    case = build(world, "reactivation_noticed", **FINAL)
    other = world.practice_contract(practice=world.other_practice)
    theirs = Holder.objects.get(contract=other)
    failure = failure_of(
        lambda: acts_of.record_consent(
            contract_id=case.pk, holder_id=theirs.pk, consented_on=TODAY, by=world.officer, at=NOW
        )
    )
    assert isinstance(failure, NotFound)


def test_where_the_practice_cannot_leave_nothing_comes_back(world, monkeypatch):
    case = build(
        world,
        "reactivation_noticed",
        **FINAL,
        mcp_contract=world.mcp_contract("signed", ends_on=LATER),
    )

    def fails(*_: Any) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr("contracts.taking_part.returns", [fails])
    with pytest.raises(RuntimeError):
        acts_of.reactivate(contract_id=case.pk, by=world.approver, at=NOW)
    case.refresh_from_db()
    assert (case.state, case.reactivated_on) == ("reactivation_noticed", None)
