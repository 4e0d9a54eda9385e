"""Publish the wording of what practices sign."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from accounts.models import User
from accounts.permissions import check_may
from audit.record import record
from core.clock import civil_date
from core.errors import refuse_if
from core.fields import LONGEST_NOTE, reasons_against_text
from core.law import Reason
from core.transactions import use_case
from gp_relationships.models import Wording
from gp_relationships.rules.consent import CALLED, Document, fingerprint, normalised
from organisations.selectors import get_vanguard

LONGEST_WORDING = 200_000
"""Characters that a wording may have: some eighty pages."""

OFFICER = ("programme_officer", "approving_officer")
APPROVER = ("approving_officer",)


@use_case
def publish(
    *,
    vanguard_id: UUID,
    document: str,
    text: str,
    by: User,
    at: datetime,
    corrects_slip: bool = False,
    note: str = "",
) -> Wording:
    """Publish the wording of a document; it supersedes the one before.

    Whoever signed an older wording must sign again, unless this one only corrects a slip, which an
    approving officer answers for: the signatures then stand.

    Raises:
        Refused: the text is empty or the same as before, or there is no slip to correct.
    """
    check_may(by, APPROVER if corrects_slip else OFFICER, on=civil_date(at))
    vanguard = get_vanguard(vanguard_id, lock=True)  # versions are numbered one at a time
    last = Wording.objects.filter(vanguard=vanguard, document=document).order_by("number").last()
    reasons = _reasons(document, text, last, corrects_slip=corrects_slip)
    unkept = reasons_against_text("note", "Reason", note, longest=LONGEST_NOTE)
    refuse_if((*reasons, *unkept), move="publish_wording")
    wording = Wording.objects.create(
        vanguard=vanguard,
        document=document,
        number=last.number + 1 if last else 1,
        text=normalised(text),
        sha256=fingerprint(text),
        corrects_slip=corrects_slip,
        published_on=civil_date(at),
        note=note,
        recorded_at=at,
        recorded_by=by,
    )
    facts = {
        "document": document,
        "number": wording.number,
        "sha256": wording.sha256,
        "corrects_slip": corrects_slip,
        "note": note,
    }
    record(kind="wording.publish", about=wording, by=by, at=at, facts=facts)
    return wording


def _reasons(
    document: str, text: str, last: Wording | None, *, corrects_slip: bool
) -> Iterator[Reason]:
    if document not in set(Document):
        yield Reason("invalid_document", "Choose which document this is the wording of.")
        return
    called = CALLED[Document(document)]
    if not text.strip():
        yield Reason("wording_empty", f"Give the wording of the {called}.")
        return
    unkept = reasons_against_text("text", "Wording", text, longest=LONGEST_WORDING)
    yield from unkept
    if unkept:
        return
    if last is None and corrects_slip:
        yield Reason("nothing_to_correct", f"There is no wording of the {called} to correct.")
    if last is not None and last.sha256 == fingerprint(text):
        yield Reason(
            "wording_unchanged", f"This is the wording of the {called} that is published already."
        )
