"""Events as sentences: when, what, by whom and why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from contracts.rules.practice_contract import MOVES as CONTRACT_MOVES
from core.law import UNDO, Moves, spoken
from core.wording import day, number
from gp_relationships.rules.participation import MOVES as PARTICIPATION_MOVES
from gp_relationships.rules.practice_change import MOVES as CHANGE_MOVES
from portal.presenters.participations import level_name
from portal.presenters.words import moment

DONE = {
    "participation": {
        "invite": "Your practice was invited",
        "state_preference": "Preference stated",
        "decide_in_principle": "Decided in principle",
        "decide": "Decision recorded",
        "sign_agreement": "Signed agreement recorded",
        "put_in_effect": "Put in effect",
        "set_required": "Whether going live waits for your practice was changed",
        "join_live": "Joined the MCP after it went live",
        "reopen_decision": "Decision reopened",
        "give_notice": "Notice to leave recorded",
        "withdraw_notice": "Notice to leave withdrawn",
        "leave": "Left the MCP",
    },
    "practice_contract": {
        "record": "Contract put on record",
        "add_holder": "Holder of the contract recorded",
        "end_holder": "Leaving of a holder recorded",
        "record_form": "Legal form of the holder recorded",
        "give_suspension_notice": "Notice of suspension recorded",
        "withdraw_suspension_notice": "Notice of suspension withdrawn",
        "record_start_date": "Start date under the MCP contract recorded",
        "record_patient_letters": "Letters to patients recorded",
        "strike_letter_run": "Letters recorded in error struck out",
        "except_from_letters": "Patients excepted from the letters",
        "suspend": "Contract suspended",
        "give_reactivation_notice": "Notice of reactivation recorded",
        "withdraw_reactivation_notice": "Notice of reactivation withdrawn",
        "approve_later_date": "Later day of reactivation approved",
        "record_consent": "Consent of a holder recorded",
        "confirm_eligibility": "NHS England’s finding of eligibility recorded",
        "notice_type_change": "Notice of a change to GMS recorded",
        "change_type": "Contract changed to GMS",
        "open_process": "Process against the contract recorded",
        "close_process": "Process against the contract closed",
        "correct_record": "Record corrected",
        "reactivate": "Contract reactivated",
        "terminate": "Contract ended",
        "merge": "Contract merged into another practice’s",
        "expire": "Contract expired",
    },
    "practice_change": {
        "note": "Change of your practice noted",
        "revise": "What is noted was completed",
        "approve": "Change approved",
        "make": "Change made",
        "cancel": "Change cancelled",
    },
}
"""What each move is called once it is made, by machine."""

UNDONE = "The step before was undone"

MACHINES: dict[str, Moves[Any]] = {
    moves.machine: moves for moves in (PARTICIPATION_MOVES, CONTRACT_MOVES, CHANGE_MOVES)
}

ABOUT = {
    "participation": "Participation",
    "practice_contract": "Your contract",
    "practice_change": "Your practice",
}


def _date(value: Any) -> str:
    return day(date.fromisoformat(value))


FACTS: dict[str, tuple[str, Callable[[Any], str]]] = {
    "level": ("level", level_name),
    "signatories": ("partners", str),
    "decided_on": ("decided on", _date),
    "agreement_signed_on": ("signed on", _date),
    "in_effect_on": ("from", _date),
    "left_on": ("on", _date),
    "contract_type": ("type", str.upper),
    "held_as": ("form", spoken),
    "name": ("name", str),
    "joined_on": ("from", _date),
    "successor": ("followed by", str),
    "notice_given_on": ("given on", _date),
    "starts_under_mcp_on": ("starting on", _date),
    "letters_sent": ("letters sent", number),
    "letters_completed_on": ("completed on", _date),
    "reference": ("batch", str),
    "posted": ("letters posted", number),
    "returned": ("returned", number),
    "failed": ("failed", number),
    "excepted": ("people excepted", number),
    "consented_on": ("given on", _date),
    "eligibility": ("found", spoken),
    "patients": ("former patients", str),
    "type_change_noticed_on": ("given on", _date),
    "type_change_on": ("for", _date),
    "live_process": ("process", str),
    "suspended_on": ("from", _date),
    "reactivation_noticed_on": ("given on", _date),
    "reactivation_on": ("for", _date),
    "reactivated_on": ("on", _date),
    "ended_on": ("on", _date),
    "planned_on": ("planned for", _date),
    "made_on": ("from", _date),
    "joining": ("joining", str),
    "leaving": ("leaving", str),
}
"""How a fact of an event is said; identifiers of other rows are left out."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as a row."""

    when: str
    about: str
    what: str
    details: tuple[str, ...]
    who: str
    note: str


def entry(event: Any) -> Entry:
    """An event of our participation or contract."""
    machine = event.subject.MOVES.machine
    return Entry(
        when=moment(event.made_at),
        about=ABOUT[machine],
        what=UNDONE if event.move == UNDO else DONE[machine][event.move],
        details=details(event.facts),
        who=event.made_by.full_name,
        note=event.note,
    )


def details(facts: Mapping[str, Any]) -> tuple[str, ...]:
    """What the event recorded, as short phrases."""
    return tuple(
        f"{FACTS[name][0]}: {FACTS[name][1](value)}"
        for name, value in facts.items()
        if name in FACTS and value not in (None, "")
    )
