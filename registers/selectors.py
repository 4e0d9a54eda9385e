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


def same_file(
    kind: RegisterKind, *, sha256: str, as_of: date | None, snapshot: bool
) -> ImportRun | None:
    """The import by which this very file is already in, if nothing since makes it worth another.

    `as_of` is None where nobody says of which day the file is: then it is of the day that was
    taken for it the first time. A file of the same kind that came since (for a `snapshot`, of any
    day; else of the same one) makes this file worth another import; so does any import at all, for
    a file whose rows waited for another register.
    """
    same = ImportRun.objects.filter(kind=kind, sha256=sha256, good_rows_only=False)
    same = same if as_of is None else same.filter(as_of=as_of)
    last = same.order_by("-at").first()
    if last is None:
        return None
    since = ImportRun.objects.filter(at__gte=last.at).exclude(pk=last.pk)
    rivals = since.filter(kind=kind) if snapshot else since.filter(kind=kind, as_of=last.as_of)
    worth_it = since if waiting(last.counts) else rivals
    return None if worth_it.exists() else last
