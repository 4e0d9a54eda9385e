"""Everybody signs: wordings, holders and signatures, placed as rows for the acts that ask."""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime
from typing import Any

from contracts.models import Holder, PracticeContract
from contracts.selectors import holders_of_practices
from gp_relationships.models import Participation, Signature, Wording
from gp_relationships.rules.consent import AGREEMENT_OF, Document, fingerprint
from tests.casework.attempts import together
from tests.casework.placing import place
from tests.support.people import LONG_AGO

LONG_SINCE = datetime(2015, 3, 10, 9, tzinfo=UTC)


def wording(participation: Participation, document: str, *, by: Any, **columns: Any) -> Wording:
    """The first wording of a document, published long ago and made once; or another version."""
    text = columns.pop("text", f"We agree to the {document}.")
    given = {"published_on": LONG_AGO, "recorded_at": LONG_SINCE, "recorded_by": by, **columns}
    made, _ = Wording.objects.get_or_create(
        vanguard=participation.vanguard,
        document=document,
        number=given.pop("number", 1),
        defaults={"text": text, "sha256": fingerprint(text), **given},
    )
    return made


def holder(
    participation: Participation, name: str, *, by: Any, joined_on: date = LONG_AGO, **more: Any
) -> Holder:
    """A holder of the practice's contract, which is recorded if there is none."""
    practice = participation.practice
    contract = PracticeContract.objects.filter(practice=practice).order_by("-created_at").first()
    if contract is None:
        with together():
            contract = place(
                PracticeContract(practice=practice, contract_type="gms"), "retained", by=by
            )
    return Holder.objects.create(
        contract=contract, name=name, person=name, kind="partner", joined_on=joined_on,
        recorded_at=LONG_SINCE, recorded_by=by, **more,
    )  # fmt: skip


def signature(
    participation: Participation, who: Holder, document: str, *, by: Any, level: str = "",
    signed_on: date = LONG_AGO, **columns: Any,
) -> Signature:  # fmt: skip
    """That a holder signed a document."""
    given = {"wording": wording(participation, document, by=by), **columns}
    return Signature.objects.create(
        participation=participation, holder=who, level=level, signed_on=signed_on,
        reference="Cabinet 4", recorded_at=LONG_SINCE, recorded_by=by, **given,
    )  # fmt: skip


def everybody_signed(
    participation: Participation,
    level: str,
    *,
    by: Any,
    names: Sequence[str] = ("Pat Partner",),
    documents: Collection[str] | None = None,
) -> list[Holder]:
    """All the holders of the practice's contract signed for this level, long ago: the decision,
    and the agreement that belongs to the level."""
    known = holders_of_practices([participation.practice_id])[participation.practice_id]
    held = [each for each in known if each.left_on is None]
    held = held or [holder(participation, name, by=by) for name in names]
    agreement = AGREEMENT_OF.get(level)
    wanted = documents or [Document.DECISION, *([agreement] if agreement else [])]
    for document in wanted:
        for who in held:
            what = level if document == Document.DECISION else ""
            signature(participation, who, document, by=by, level=what)
    return held
