"""Acts upon a change of a practice: note it, complete it, approve it, make it, cancel it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from accounts.models import User
from accounts.permissions import may
from accounts.selectors import people_of_practices
from casework.runner import Doing, Telling, lock, open_case, permit
from casework.runner import make as make_move
from core.clock import civil_date
from core.errors import NotFound
from core.transactions import use_case
from gp_relationships.actions.practice_change_effects import hold, let_follow
from gp_relationships.models import PracticeChange
from gp_relationships.rules.practice_change import MOVES, OFFICER
from gp_relationships.selectors.following import preview
from gp_relationships.selectors.practice_changes import practice_change_facts
from organisations.models import Branch, Commissioner
from organisations.selectors import get_practice

TERMS = (
    "planned_on", "notice_given_on", "forms_sent_on", "new_code", "new_name", "new_contract_type",
    "patients_moved", "list_plan", "form_before", "form_after", "joining", "leaving",
    "lmc_consulted_on", "ppg_consulted_on", "patients_consulted_on",
    "other_id", "commissioner_id", "branch_id",
)  # fmt: skip
"""What may be noted of a change, by name."""

_POINTED_AT: dict[str, tuple[str, Any]] = {
    "commissioner_id": ("commissioner", Commissioner),
    "branch_id": ("branch", Branch),
}


@use_case
def note(
    *,
    practice_id: UUID,
    kind: str,
    terms: Mapping[str, Any],
    by: User,
    at: datetime,
    note: str = "",
) -> PracticeChange:
    """Note what is to happen to a practice; `terms` are what is known of it (`TERMS`).

    Officers note any change. A practice's own people may tell who joins or leaves its partnership.

    Raises:
        NotFound: a practice, commissioner or branch that is named does not exist.
        Refused: the practice is closed, or something is dated before it happened.
    """
    doing = Doing(by, at, note, practice_id=practice_id)
    permit(MOVES["note"], doing)
    practice, on = get_practice(practice_id, lock=True), civil_date(at)
    change = PracticeChange(practice=practice, kind=kind)
    stated = _stated(terms)
    for name, value in stated.items():
        setattr(change, name, value)
    telling = not may(by, OFFICER, on=on)
    return open_case(
        change,
        MOVES["note"],
        facts=practice_change_facts(change, on=on, told_by_the_practice=telling),
        doing=doing,
        recorded={"practice": practice.code, "kind": kind, **stated},
    )


@use_case
def revise(
    *,
    change_id: UUID,
    terms: Mapping[str, Any],
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> PracticeChange:
    """Complete or correct what is noted of a change; the history keeps what stood there."""
    change, doing = _locked("revise", change_id, Doing(by, at, note, seen))
    stamps = _stated(terms)
    judged = PracticeChange(practice=change.practice, kind=change.kind)
    for name in {term.removesuffix("_id") for term in TERMS}:
        setattr(judged, name, stamps.get(name, getattr(change, name)))
    facts = practice_change_facts(judged, on=civil_date(at))
    return make_move(change, MOVES["revise"], facts=facts, doing=doing, stamps=stamps)


def approve(
    *, change_id: UUID, by: User, at: datetime, note: str = "", seen: int | None = None
) -> PracticeChange:
    """The change may be made on its day.

    Raises:
        Refused: with every reason of the law against it.
    """
    return _act("approve", change_id, Doing(by, at, note, seen))


def cancel(
    *, change_id: UUID, by: User, at: datetime, note: str, seen: int | None = None
) -> PracticeChange:
    """The change will not be made."""
    return _act("cancel", change_id, Doing(by, at, note, seen))


@use_case
def make(
    *, change_id: UUID, by: User, at: datetime, note: str = "", seen: int | None = None
) -> PracticeChange:
    """The change is true from its planned day, with everything that follows from it: all or none.

    Raises:
        Refused: the law is asked again, on this day, with what has happened since the approval.
    """
    change, doing = _locked("make", change_id, Doing(by, at, note, seen))
    hold(change)
    on = civil_date(at)
    stamps = {"made_on": change.planned_on, "followed": preview(change, on=on).sentences()}
    make_move(
        change,
        MOVES["make"],
        facts=practice_change_facts(change, on=on),
        doing=doing,
        stamps=stamps,
        telling=_telling(change, on),
    )
    let_follow(change, doing)
    return change


@use_case
def _act(name: str, change_id: UUID, doing: Doing) -> PracticeChange:
    change, doing = _locked(name, change_id, doing)
    facts = practice_change_facts(change, on=civil_date(doing.at))
    return make_move(change, MOVES[name], facts=facts, doing=doing)


def _locked(name: str, change_id: UUID, doing: Doing) -> tuple[PracticeChange, Doing]:
    change = lock(PracticeChange, change_id)
    scoped = Doing(doing.by, doing.at, doing.note, doing.seen, change.practice_id)
    permit(MOVES[name], scoped)
    return change, scoped


def _stated(terms: Mapping[str, Any]) -> dict[str, Any]:
    """The terms as columns, with the rows that they point at.

    Raises:
        NotFound: a row that is named does not exist.
    """
    if unknown := sorted(set(terms) - set(TERMS)):
        raise TypeError(f"These are no terms of a change of a practice: {unknown}")
    stated = {name: value for name, value in terms.items() if not name.endswith("_id")}
    if "other_id" in terms:
        stated["other"] = get_practice(terms["other_id"]) if terms["other_id"] else None
    for name, (column, model) in _POINTED_AT.items():
        if name in terms:
            stated[column] = _row(model, terms[name]) if terms[name] else None
    return stated


def _row(model: Any, row_id: UUID) -> Any:
    row = model.objects.filter(pk=row_id).first()
    if row is None:
        raise NotFound(f"There is no {model._meta.verbose_name} with this identifier.")
    return row


def _telling(change: PracticeChange, on: date) -> Telling:
    """The people of both practices hear what has become true of them."""
    concerned = [pk for pk in (change.practice_id, change.other_id) if pk]
    return Telling(
        to={held.user for held in people_of_practices(concerned, on=on)},
        facts={
            "practice": str(change.practice),
            "other": str(change.other or ""),
            "what": change.get_kind_display(),
            "true_from": change.planned_on,
        },
    )
