"""Reads about imports: which vintages are in."""

from datetime import date

from django.db.models import Max, QuerySet

from organisations.models import ImportRun, RegisterKind
from registers.outcome import waiting


def runs() -> QuerySet[ImportRun]:
    """Every import that was applied, the latest first."""
    return ImportRun.objects.order_by("-at")


def newest_vintage(kind: RegisterKind) -> date | None:
    """The day of the newest publication of this kind that is in."""
    return ImportRun.objects.filter(kind=kind).aggregate(newest=Max("as_of"))["newest"]


def same_file(kind: RegisterKind, *, sha256: str, as_of: date) -> ImportRun | None:
    """The import by which this very file is already in, if nothing since makes it worth another.

    A file whose rows waited for another register is worth another import once any came.
    """
    last = ImportRun.objects.filter(kind=kind, as_of=as_of).order_by("-at").first()
    if last is None or last.sha256 != sha256 or last.good_rows_only:
        return None
    since = ImportRun.objects.filter(at__gte=last.at).exclude(pk=last.pk)
    if waiting(last.counts) and since.exists():
        return None
    return last
