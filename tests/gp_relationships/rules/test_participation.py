"""The law of participation: each condition by itself."""

from dataclasses import replace
from datetime import date

import pytest

from core.law import Rule
from formation.lawbook import grounds
from gp_relationships.rules.consent import (
    Consent,
    Document,
    Signatory,
    Signing,
    Version,
    wanting,
)
from gp_relationships.rules.joining import Joining
from gp_relationships.rules.leaving import Leaving
from gp_relationships.rules.participation import MOVES
from gp_relationships.rules.participation_facts import ParticipationFacts
from gp_relationships.rules.participation_states import AGREEMENTS, LEVELS, Level
from tests.core.conditions import broken, codes_against, untried

ON = date(2026, 11, 23)
PAT = Signatory("1", "Pat Partner", date(2015, 3, 10))
SIGNED = Consent(
    on=ON,
    practice="Riverside Surgery (X00001)",
    document=Document.DECISION,
    level="full",
    holders=(PAT,),
    versions=(Version(1, date(2026, 1, 5)),),
    signings=(Signing("1", 1, date(2026, 11, 19), "full"),),
)
AGREED = replace(SIGNED, document=Document.PROVISION, level="", signings=(Signing("1", 1, ON),))
LAWFUL = ParticipationFacts(
    on=ON,
    practice="Riverside Surgery (X00001)",
    practice_is_active=True,
    vanguard="Testshire Together",
    model="full",
    level="full",
    decided_on=date(2026, 11, 20),
    signatories="Pat Partner",
    agreement_signed_on=ON,
    decision=SIGNED,
    agreement=AGREED,
)
LIVE = Joining(mcp_is_live=True, model="full", own_contract="suspended", suspended_on=ON,
               in_effect_on=ON)  # fmt: skip


def joining(**changed):
    """The MCP is live and all is as it should be, but for this."""
    return {"joining": replace(LIVE, **changed)}


GIVING = Leaving(is_in_effect=True, giving_on=date(2026, 11, 1), giving_until=ON)
GIVEN = Leaving(is_in_effect=True, notice_given_on=date(2026, 11, 1), leaves_on=ON)
FOR_VIRTUAL = replace(SIGNED, level="virtual", signings=(Signing("1", 1, ON, "virtual"),))
KEEPS_ITS_OWN = {"own_contract": "retained", "suspended_on": None}
ROWS = [
    broken("join_live", **joining()),
    broken("join_live", "mcp_not_live", **joining(mcp_is_live=False)),
    broken("join_live", "practice_closed", practice_is_active=False, **joining()),
    broken("join_live", "level_not_served", **joining(model="partial")),
    broken("join_live", "level_not_served", **joining(model="")),
    broken("join_live", "own_contract_not_suspended", **joining(**KEEPS_ITS_OWN)),
    broken("join_live", **joining(own_contract="terminated", suspended_on=None)),
    broken("join_live", level="partial", **joining(**KEEPS_ITS_OWN)),
    broken("join_live", "own_contract_not_retained", level="partial", **joining()),
    broken("join_live", "joining_date_missing", **joining(in_effect_on=None)),
    broken("join_live", "joining_in_the_future", **joining(in_effect_on=date(2026, 11, 24))),
    broken("join_live", "joined_before_signing", **joining(in_effect_on=date(2026, 11, 22))),
    broken("join_live", "joining_not_with_suspension",
           **joining(suspended_on=date(2026, 11, 20))),
    broken("set_required"),
    broken("set_required", "mcp_went_live", **joining()),
    broken("invite"),
    broken("invite", "practice_closed", practice_is_active=False),
    broken("state_preference"),
    broken("state_preference", "level_missing", level=""),
    broken("state_preference", "level_not_offered", level="virtual"),
    broken("state_preference", "level_not_offered", model="partial"),
    broken("state_preference", "level_not_offered", model="virtual"),
    broken("state_preference", model="", level="virtual"),
    broken("decide_in_principle", "signatories_missing", signatories=" \n"),
    broken("decide"),
    broken("decide", "holder_has_not_signed", decision=replace(SIGNED, signings=())),
    broken("sign_agreement", "holder_has_not_signed", decision=replace(SIGNED, signings=())),
    broken("sign_agreement", "holder_has_not_signed", agreement=replace(AGREED, signings=())),
    broken("put_in_effect", "holder_has_not_signed", agreement=replace(AGREED, signings=())),
    broken("put_in_effect"),
    broken("decide", decided_on=ON),
    broken("decide", "decision_date_missing", decided_on=None),
    broken("decide", "decision_in_the_future", decided_on=date(2026, 11, 24)),
    broken("decide", "integrated_elsewhere", elsewhere=(("full", "Elsewhere"),)),
    broken("decide", "integrated_elsewhere", elsewhere=(("partial", "Elsewhere"),)),
    broken("decide", "integrated_elsewhere", level="partial", elsewhere=(("full", "Elsewhere"),)),
    broken("decide", level="partial", elsewhere=(("partial", "Elsewhere"),)),
    broken("decide", level="outside", elsewhere=(("full", "Elsewhere"),)),
    broken("decide", elsewhere=(("virtual", "Elsewhere"), ("outside", "Nowhere"))),
    broken("decide", "integrated_elsewhere", "integrated_elsewhere",
           elsewhere=(("partial", "Here"), ("partial", "There"))),
    broken("sign_agreement"),
    broken("sign_agreement", "practice_stays_outside", level="outside"),
    broken("sign_agreement", "signing_date_missing", agreement_signed_on=None),
    broken("sign_agreement", "signing_in_the_future", agreement_signed_on=date(2026, 11, 24)),
    broken("sign_agreement", "signed_before_decision", agreement_signed_on=date(2026, 11, 19)),
    broken("sign_agreement", agreement_signed_on=date(2026, 11, 20)),
    broken("sign_agreement", decided_on=None),
    broken("decide", level="virtual", model="virtual", decision=FOR_VIRTUAL,
           elsewhere=(("full", "Elsewhere"),)),
    broken("decide", "allied_elsewhere", level="virtual", model="virtual", decision=FOR_VIRTUAL,
           elsewhere=(("virtual", "Elsewhere"),)),
    broken("decide", level="virtual", model="virtual", decision=FOR_VIRTUAL, besides=True,
           elsewhere=(("virtual", "Elsewhere"),)),
    broken("reopen_decision", practice_is_active=False),
    broken("give_notice", level="partial", leaving=GIVING),
    broken("give_notice", "full_leaves_by_return", leaving=GIVING),
    broken("give_notice", "leaving_days_missing", level="partial"),
    broken("give_notice", "leaving_days_missing", level="partial",
           leaving=replace(GIVING, giving_until=None)),
    broken("give_notice", "leaving_notice_in_the_future", level="partial",
           leaving=Leaving(giving_on=date(2026, 11, 24), giving_until=date(2026, 11, 24))),
    broken("give_notice", "leaves_before_notice", level="virtual",
           leaving=replace(GIVING, giving_until=date(2026, 10, 31))),
    broken("withdraw_notice", leaving=GIVEN),
    broken("withdraw_notice", "no_notice_to_withdraw"),
    broken("leave", level="partial", leaving=Leaving(True)),
    broken("leave", "leaving_notice_missing", level="partial", leaving=Leaving(True),
           **joining(**KEEPS_ITS_OWN)),
    broken("leave", "leaving_notice_runs", level="virtual",
           leaving=replace(GIVEN, leaves_on=date(2026, 11, 24)), **joining(**KEEPS_ITS_OWN)),
    broken("leave", level="virtual", leaving=GIVEN, **joining(**KEEPS_ITS_OWN)),
    broken("leave", practice_is_active=False),
    broken("leave", "own_contract_still_suspended", **joining()),
    broken("leave", level="partial", **joining()),
    broken("leave", **joining(own_contract="terminated", suspended_on=None)),
    broken("leave", **joining(**KEEPS_ITS_OWN)),
]  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_one_changed_fact_gives_exactly_its_reasons(row):
    assert codes_against(MOVES, row, LAWFUL) == row.codes


def test_every_reason_is_tried():
    """Those of the consent are tried one by one beside a consent of their own."""
    of_consent = {ground.code for part in (wanting,) for ground in grounds(Rule(part))}
    assert {pair for pair in untried(MOVES, ROWS) if pair[1] not in of_consent} == set()


def test_staying_outside_is_offered_by_every_model():
    assert all(Level.OUTSIDE in levels for levels in LEVELS.values())
    assert set(AGREEMENTS) == set(Level)
