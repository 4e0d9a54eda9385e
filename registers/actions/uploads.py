"""An officer's two steps: send a file and see its check, then apply that very file."""

import hashlib
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from accounts.models import User
from accounts.permissions import check_may
from core.clock import civil_date
from core.errors import NotFound, refuse_if
from core.law import Reason
from core.transactions import use_case
from organisations.models import RegisterKind
from registers.actions.imports import MAY_IMPORT, take_in
from registers.actions.order import Wish
from registers.models import Upload
from registers.outcome import ImportState, Outcome
from registers.reading.source import from_bytes

KEPT_FOR = timedelta(days=1)
"""A file that nobody applied within a day is let go: the check may be stale by then."""

SAMPLE = 100
LARGEST = 32 * 1024 * 1024


def check(
    *, kind: RegisterKind, name: str, content: bytes, as_of: date | None, by: User, at: datetime
) -> tuple[Upload, Outcome]:
    """Say exactly what applying the file would do, and keep it for that.

    Raises:
        NotPermitted: the person is no officer.
    """
    wish = Wish(dry_run=True, sample=SAMPLE)
    source = from_bytes(name, content)
    outcome = take_in(kind=kind, source=source, by=by, at=at, as_of=as_of, wish=wish)
    upload = _keep(
        Upload(
            kind=kind,
            file_name=name[:255],
            sha256=hashlib.sha256(content).hexdigest(),
            content=content,
            as_of=as_of,
            sent_by=by,
            sent_at=at,
            checked=outcome.as_dict(),
        )
    )
    return upload, outcome


@use_case
def _keep(upload: Upload) -> Upload:
    """Keep the file; those that the person sent before and did not apply are let go."""
    forgotten = Q(sent_by=upload.sent_by) | Q(sent_at__lt=upload.sent_at - KEPT_FOR)
    Upload.objects.filter(forgotten, content__isnull=False).update(content=None)
    upload.save(force_insert=True)
    return upload


def apply(*, upload_id: UUID, sha256: str, wish: Wish, by: User, at: datetime) -> Outcome:
    """Apply a file that was checked.

    Raises:
        NotPermitted: the person is no officer.
        NotFound: there is no such upload.
        Refused: its bytes are not those that were checked, or are kept no longer.
    """
    upload = _held(upload_id=upload_id, sha256=sha256, by=by, at=at)
    source = from_bytes(upload.file_name, bytes(upload.content or b""))
    outcome = take_in(
        kind=RegisterKind(upload.kind), source=source, by=by, at=at, as_of=upload.as_of, wish=wish
    )
    if outcome.state in (ImportState.APPLIED, ImportState.NOTHING_TO_DO):
        _settle(upload_id=upload_id, outcome=outcome)
    return outcome


def _held(*, upload_id: UUID, sha256: str, by: User, at: datetime) -> Upload:
    check_may(by, MAY_IMPORT, on=civil_date(at))
    upload = Upload.objects.filter(pk=upload_id).first()
    if upload is None:
        raise NotFound("There is no such file. Send it again.")
    refuse_if(tuple(_reasons_against(upload, sha256)))
    return upload


def _reasons_against(upload: Upload, sha256: str) -> list[Reason]:
    if upload.run_id is not None:
        return [Reason("already_applied", "This file has been applied already.")]
    if upload.content is None:
        return [Reason("file_let_go", "This file is kept no longer. Send it again.")]
    if not hashlib.sha256(upload.content).hexdigest() == upload.sha256 == sha256:
        return [Reason("file_changed", "This is not the file that was checked. Send it again.")]
    return []


@use_case
def _settle(*, upload_id: UUID, outcome: Outcome) -> None:
    Upload.objects.filter(pk=upload_id).update(content=None, run_id=outcome.run)
