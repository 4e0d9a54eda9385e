"""Which version of the rulebook a vanguard runs under: set when it sets out, moved by an act."""

from datetime import datetime
from uuid import UUID

from accounts.models import User
from accounts.permissions import check_may
from audit.record import record
from casework.runner import Doing
from core.clock import civil_date
from core.errors import NotFound, refuse_if
from core.fields import LONGEST_NOTE, reasons_against_text
from core.law import Reason
from core.transactions import step, use_case
from organisations.selectors import get_vanguard
from rulebook.models import Pin, Rulebook
from rulebook.rules.rulebook import APPROVER, DATED_FIGURES, RulebookState
from rulebook.selectors import current, pins_of


@step
def pin(*, vanguard_id: UUID, doing: Doing) -> Pin:
    """The vanguard sets out under the version that is current; part of the act by which it does.

    One that set out before, and runs under that version already, stays as it is.
    """
    rulebook = current()
    last = pins_of(vanguard_id).first()
    if last is not None and last.rulebook_id == rulebook.pk:
        return last
    return _pin(vanguard_id, rulebook, doing)


@use_case
def adopt(*, vanguard_id: UUID, rulebook_id: UUID, by: User, at: datetime, note: str) -> Pin:
    """A vanguard that runs already goes on under a newer version; its verdicts and dates with it.

    Raises:
        Refused: the version is not published, or no newer than the vanguard's own; no reason given.
    """
    check_may(by, APPROVER, on=civil_date(at))
    vanguard = get_vanguard(vanguard_id, lock=True)
    rulebook = Rulebook.objects.filter(pk=rulebook_id).first()
    if rulebook is None:
        raise NotFound("There is no rulebook with this identifier.")
    last = pins_of(vanguard_id).first()
    reasons = [*_against(rulebook, last, vanguard.name), *_against_note(note)]
    refuse_if(tuple(reasons), move="adopt")
    return _pin(vanguard_id, rulebook, Doing(by, at, note))


def _against(rulebook: Rulebook, last: Pin | None, vanguard: str) -> list[Reason]:
    """Why this vanguard may not go on under this version."""
    if last is None:
        text = f"{vanguard} is on no journey yet. It will set out under the current rulebook."
        return [Reason("vanguard_not_pinned", text, DATED_FIGURES)]
    if rulebook.state != RulebookState.PUBLISHED:
        text = f"{rulebook} is {rulebook.get_state_display().lower()}; only a published one binds."
        return [Reason("rulebook_not_published", text, DATED_FIGURES)]
    if rulebook.number <= last.rulebook.number:
        text = f"{vanguard} runs under {str(last.rulebook).lower()} already; choose a newer one."
        return [Reason("rulebook_not_newer", text, DATED_FIGURES)]
    return []


def _against_note(note: str) -> list[Reason]:
    if not note.strip():
        return [Reason("reason_missing", "Say why: a running case needs a written reason.")]
    return reasons_against_text("note", "Reason", note, longest=LONGEST_NOTE)


def _pin(vanguard_id: UUID, rulebook: Rulebook, doing: Doing) -> Pin:
    made = Pin.objects.create(
        vanguard_id=vanguard_id,
        rulebook=rulebook,
        made_by=doing.by,
        made_at=doing.at,
        made_on=civil_date(doing.at),
        note=doing.note,
    )
    facts = {"vanguard": str(vanguard_id), "rulebook": rulebook.number, "note": doing.note}
    record(kind="rulebook.pinned", about=made, by=doing.by, at=doing.at, facts=facts)
    return made
