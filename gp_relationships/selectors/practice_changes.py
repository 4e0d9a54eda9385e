"""Reads of changes of practices, and the facts that their law asks for."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from accounts.models import User
from accounts.scopes import practices_seen_by
from casework.verdicts import Verdict, verdicts
from contracts.rules.legal_forms import may_be_held
from contracts.selectors import contracts_of_practices, holders_on
from gp_relationships.models import PracticeChange
from gp_relationships.rules.persons import persons
from gp_relationships.rules.practice_change_facts import ChangeKind, PracticeChangeFacts, Standing
from gp_relationships.selectors.following import is_dormant, populations
from organisations.models import Practice, PracticeStatus
from organisations.selectors import latest_lists
from rulebook.rules.figures import Figures
from rulebook.selectors import figures_for

CONSULTED = {
    "the local medical committee": "lmc_consulted_on",
    "the patient participation group": "ppg_consulted_on",
    "the patients": "patients_consulted_on",
}


def practice_changes(*, viewer: User, on: date) -> QuerySet[PracticeChange]:
    """The changes that this viewer may see: of their practice, or into it, or all."""
    seen = practices_seen_by(viewer, on=on)
    rows = PracticeChange.objects.filter(Q(practice__in=seen) | Q(other__in=seen))
    return rows.select_related("practice", "other", "commissioner", "branch")


def changes_of(practice: Practice) -> Q:
    """Those that concern this practice: its own, into it, or the split that it came from."""
    return Q(practice=practice) | Q(other=practice) | Q(new_code=practice.code, kind="split")


def practice_change_facts(
    change: PracticeChange,
    *,
    on: date,
    told_by_the_practice: bool = False,
    figures: Figures | None = None,
) -> PracticeChangeFacts:
    """What the law asks about this change, as it stands, on the day.

    The figures are those of the current rulebook, for a change is the matter of no one vanguard.
    """
    practice, other, when = change.practice, change.other, change.planned_on or on
    known = latest_lists([practice.pk], on=when).get(practice.pk)
    members = populations(change, when)
    return PracticeChangeFacts(
        on=on,
        kind=change.kind,
        practice=str(practice),
        practice_is_open=practice.status == PracticeStatus.ACTIVE,
        told_by_the_practice=told_by_the_practice,
        planned_on=change.planned_on,
        notice_given_on=change.notice_given_on,
        forms_sent_on=change.forms_sent_on,
        successor=str(other or ""),
        successor_is_itself=change.other_id == change.practice_id,
        successor_is_open=other is None or other.status == PracticeStatus.ACTIVE,
        new_contract_type=change.new_contract_type,
        new_code=change.new_code,
        new_code_is_taken=_is_taken(change.new_code),
        new_name=change.new_name,
        registered_patients=known.registered if known else None,
        patients_moved=change.patients_moved,
        list_plan=change.list_plan,
        form_after=change.form_after,
        joining=change.joining,
        leaving=change.leaving,
        branch=str(change.branch or ""),
        branch_is_open=_is_open_branch(change),
        consulted={who: getattr(change, column) for who, column in CONSULTED.items()},
        mcps_too_small=tuple((m.vanguard, m.after) for m in members if m.becomes_too_small),
        figures=figures or figures_for(None, on),
        **_contracts(change, on=when),
        **_commissioner(change, on=when),
    )


def _contracts(change: PracticeChange, *, on: date) -> dict[str, Any]:
    held = contracts_of_practices([pk for pk in (change.practice_id, change.other_id) if pk])
    mine = held.get(change.practice_id)
    theirs = held.get(change.other_id) if change.other_id else None
    held_as = mine.contract_type if mine else ""
    becomes = "gms" if change.kind == ChangeKind.TYPE_CHANGE else held_as
    return {
        "standing": _standing(mine),
        "successor_standing": _standing(theirs),
        "mcp": str(mine.mcp_contract or "") if mine and is_dormant(mine) else "",
        "successor_mcp": str(theirs.mcp_contract or "") if theirs and is_dormant(theirs) else "",
        "contract_type": held_as,
        "form_may_hold_it": may_be_held(becomes, change.form_after),
        "form_before": change.form_before or (mine.held_as if mine else ""),
        "unknown_leavers": tuple(_unknown(change, on=on)) if mine else (),
    }


def holders_at(practice_id: UUID, *, on: date) -> list[Any]:
    """Who holds the living contract of this practice on the day."""
    held = contracts_of_practices([practice_id]).get(practice_id)
    return holders_on([held.pk], on=on)[held.pk] if held else []


def _unknown(change: PracticeChange, *, on: date) -> list[str]:
    """Who is named to leave and is none of the holders, where holders are on record at all."""
    holders = holders_at(change.practice_id, on=on)
    return [
        person.name
        for person in persons(change.leaving)
        if holders and not any(person.is_called(each.name, each.gmc_number) for each in holders)
    ]


def _standing(contract: Any) -> str:
    """A practice of whose contract nothing is on record works under its own, like most."""
    return Standing.SUSPENDED if contract and is_dormant(contract) else Standing.ACTIVE


def _commissioner(change: PracticeChange, *, on: date) -> dict[str, Any]:
    to = change.commissioner
    if to is None:
        return {}
    holds = change.practice.commissioners.filter(ends_on=None).first()
    return {
        "commissioner": str(to),
        "commissioner_is_open": to.closed_on is None or to.closed_on > on,
        "commissioner_is_new": holds is None or holds.commissioner_id != to.pk,
    }


def _is_taken(code: str) -> bool:
    rows = Practice.objects.filter(code=code).exclude(status=PracticeStatus.PROPOSED)
    return bool(code) and rows.exists()


def _is_open_branch(change: PracticeChange) -> bool:
    branch = change.branch
    return bool(branch and branch.practice_id == change.practice_id and branch.ends_on is None)


def open_moves_of_practice_change(
    change: PracticeChange, *, viewer: User, on: date
) -> list[Verdict]:
    """What may be done with this change next, and why not yet."""
    return verdicts(change, facts=practice_change_facts(change, on=on), viewer=viewer, on=on)
