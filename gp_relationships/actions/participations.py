"""Acts upon a practice's participation in an MCP."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from accounts.models import User
from accounts.roles import Role
from accounts.selectors import holders_of, people_of_practices
from casework.runner import Doing, Telling, lock, make, open_case, permit
from contracts.actions.practice_ends import hold_contracts
from core.clock import civil_date
from core.errors import Refused
from core.law import Move, Reason
from core.transactions import step, use_case
from gp_relationships.actions.departures import follow
from gp_relationships.models import Participation
from gp_relationships.rules.participation import MOVES
from gp_relationships.rules.participation_facts import ParticipationFacts
from gp_relationships.rules.participation_states import DECISIONS
from gp_relationships.selectors import (
    already_invited,
    living_participations,
    participation_facts,
)
from gp_relationships.selectors.joining import joining_of
from organisations.selectors import get_practice, get_vanguard

LONGEST_SIGNATORIES = 500
"""Characters of the readable summary of who signed a decision; the ledger has all of them."""


@use_case
def invite(
    *,
    vanguard_id: UUID,
    practice_id: UUID,
    by: User,
    at: datetime,
    required_for_go_live: bool = True,
    note: str = "",
) -> Participation:
    """Ask a practice whether and how it will take part.

    Raises:
        Refused: the practice is closed, or has been asked already.
    """
    doing = Doing(by, at, note)
    practice, vanguard = get_practice(practice_id, lock=True), get_vanguard(vanguard_id)
    permit(MOVES["invite"], doing)
    if living_participations(vanguard_id).filter(practice_id=practice_id).exists():
        raise Refused((already_invited(practice, vanguard),), move="invite")
    participation = Participation(
        vanguard=vanguard, practice=practice, required_for_go_live=required_for_go_live
    )
    return open_case(
        participation,
        MOVES["invite"],
        facts=participation_facts(participation, on=civil_date(at)),
        doing=doing,
        recorded={
            "vanguard": vanguard.code,
            "practice": practice.code,
            "required_for_go_live": required_for_go_live,
        },
        telling=_telling(participation, MOVES["invite"], doing, {}),
    )


def state_preference(
    *,
    participation_id: UUID,
    level: str,
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> Participation:
    """The practice says what it would prefer; nobody is bound by it."""
    return _act("state_preference", participation_id, Doing(by, at, note, seen), {"level": level})


def decide_in_principle(
    *,
    participation_id: UUID,
    level: str,
    signatories: str,
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> Participation:
    """The partners agree in principle how far the practice will integrate."""
    stamps = {"level": level, "signatories": signatories}
    return _act("decide_in_principle", participation_id, Doing(by, at, note, seen), stamps)


def decide(
    *,
    participation_id: UUID,
    level: str,
    decided_on: date,
    besides: bool = False,
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> Participation:
    """The partners decide how far the practice will integrate, or that it stays outside.

    Raises:
        Refused: the level is not offered, a holder of the practice's contract has not signed the
            decision, the date is wrong, or the practice integrates elsewhere. It may be in two
            alliances where `besides` says that this is meant, and the note why.
    """
    if besides and not note.strip():
        text = "Say why the practice is to be in two alliances."
        raise Refused((Reason("besides_needs_reason", text),), move="decide")
    stamps = {"level": level, "decided_on": decided_on, "besides": besides}
    return _act("decide", participation_id, Doing(by, at, note, seen), stamps)


def sign_agreement(
    *,
    participation_id: UUID,
    agreement_signed_on: date,
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> Participation:
    """The practice has signed the agreement that belongs to its level."""
    stamps = {"agreement_signed_on": agreement_signed_on}
    return _act("sign_agreement", participation_id, Doing(by, at, note, seen), stamps)


@use_case
def join_live(
    *,
    participation_id: UUID,
    in_effect_on: date | None,
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> Participation:
    """The practice joins an MCP that is live, on a day of its own and under the same demands as
    those that began with it."""
    doing = Doing(by, at, note, seen)
    return _about_live("join_live", participation_id, doing, {"in_effect_on": in_effect_on})


@use_case
def set_required(
    *,
    participation_id: UUID,
    required_for_go_live: bool,
    by: User,
    at: datetime,
    note: str,
    seen: int | None = None,
) -> Participation:
    """Change whether going live waits for this practice, with a reason."""
    doing = Doing(by, at, note, seen)
    stamps = {"required_for_go_live": required_for_go_live}
    return _about_live("set_required", participation_id, doing, stamps)


def reopen_decision(
    *, participation_id: UUID, by: User, at: datetime, note: str, seen: int | None = None
) -> Participation:
    """The partners think again, before anything is in effect; what was signed stays on record."""
    stamps = {"agreement_signed_on": None}
    return _act("reopen_decision", participation_id, Doing(by, at, note, seen), stamps)


def give_notice(
    *,
    participation_id: UUID,
    notice_given_on: date,
    leaves_on: date,
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> Participation:
    """The practice gives the notice that its agreement asks for; it has left on a day."""
    stamps = {"notice_given_on": notice_given_on, "leaves_on": leaves_on}
    return _act("give_notice", participation_id, Doing(by, at, note, seen), stamps)


def withdraw_notice(
    *, participation_id: UUID, by: User, at: datetime, note: str, seen: int | None = None
) -> Participation:
    """The practice stays in the agreement after all."""
    doing = Doing(by, at, note, seen)
    return _act(
        "withdraw_notice", participation_id, doing, {"notice_given_on": None, "leaves_on": None}
    )


@use_case
def leave(
    *, participation_id: UUID, by: User, at: datetime, note: str, seen: int | None = None
) -> Participation:
    """The practice leaves the MCP, or never was part of it; GPs who came through it have their
    roles there no longer, and what it told of its start lapses.

    Raises:
        Refused: its own contract is suspended; it leaves by resuming that, or when that is ended.
    """
    doing, on = Doing(by, at, note, seen), civil_date(at)
    participation = _about_live("leave", participation_id, doing, {"left_on": on})
    follow([participation], left_on=on, doing=Doing(by, at, note))
    return participation


@step
def leave_with_practice(*, participation_id: UUID, left_on: date, doing: Doing) -> Participation:
    """The practice is closed, and takes part no longer from the day on."""
    return _make("leave", participation_id, doing, {"left_on": left_on})


@step
def _about_live(
    name: str, participation_id: UUID, doing: Doing, stamps: Mapping[str, Any]
) -> Participation:
    """A move whose law asks how the MCP and the practice's own contract stand."""
    participation = lock(Participation, participation_id)
    hold_contracts([participation.practice_id])
    participation.practice = get_practice(participation.practice_id, lock=True)
    joining = replace(joining_of(participation), in_effect_on=stamps.get("in_effect_on"))
    facts = participation_facts(participation, on=civil_date(doing.at), joining=joining)
    return make(participation, MOVES[name], facts=facts, doing=doing, stamps=stamps)


@use_case
def _act(
    name: str, participation_id: UUID, doing: Doing, stamps: Mapping[str, Any]
) -> Participation:
    return _make(name, participation_id, doing, stamps)


def _make(
    name: str, participation_id: UUID, doing: Doing, stamps: Mapping[str, Any]
) -> Participation:
    participation = lock(Participation, participation_id)
    # One decision of a practice at a time.
    participation.practice = get_practice(participation.practice_id, lock=True)
    known = {key: value for key, value in stamps.items() if key != "left_on"}
    facts = participation_facts(participation, on=civil_date(doing.at), **known)
    if name == "decide" and facts.decision is not None:
        stamps = {**stamps, "signatories": signatories_of(facts)}
    scoped = Doing(doing.by, doing.at, doing.note, doing.seen, participation.practice_id)
    return make(
        participation,
        MOVES[name],
        facts=facts,
        doing=scoped,
        stamps=stamps,
        telling=_telling(participation, MOVES[name], doing, stamps),
    )


def signatories_of(facts: ParticipationFacts) -> str:
    """Who signed the decision, as a readable summary; the ledger has all of them."""
    signed = facts.decision.signed if facts.decision else ()
    return ", ".join(each.name for each in signed)[:LONGEST_SIGNATORIES]


def _telling(
    participation: Participation,
    move: Move[Any],
    doing: Doing,
    stamps: Mapping[str, Any],
) -> Telling:
    """A practice hears that it is invited; the officers and the practice hear of a decision."""
    if not move.notices:
        return Telling()
    on = civil_date(doing.at)
    people = {m.user for m in people_of_practices([participation.practice_id], on=on)}
    if move.name == "decide":
        people |= set(holders_of(Role.PROGRAMME_OFFICER, on=on))
    level = stamps.get("level", participation.level)
    return Telling(
        to=people,
        facts={
            "practice": str(participation.practice),
            "vanguard": participation.vanguard.name,
            "decision": DECISIONS.get(level, ""),
            "on": stamps.get("decided_on"),
            "note": doing.note,
        },
    )
