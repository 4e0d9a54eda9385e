"""Acts upon the list of GPs: who they are, where they work, whether they may treat patients."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from accounts.models import User
from accounts.permissions import check_may
from audit.record import record, record_many
from casework.runner import reasons_against_fields
from core.clock import civil_date
from core.errors import NotFound, Refused, refuse_if
from core.law import Reason
from core.transactions import use_case
from gp_relationships.models import Gp, GpCode, GpPost
from gp_relationships.rules.authorities import PERFORMERS_LIST
from gp_relationships.rules.gp_role import OFFICER
from organisations.selectors import get_practices

NAMES = ("full_name", "gmc_number", "performers_list_on")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list: a GP, and the post at a practice from a day on."""

    full_name: str
    gmc_number: str
    practice_id: UUID
    post: str
    starts_on: date
    performers_list_on: date | None = None


@use_case
def register_all(*, entries: Sequence[Entry], by: User, at: datetime) -> list[Gp]:
    """Register these GPs, in the order of the list: all of them, or none.

    Raises:
        Refused: with every malformed entry, and every GMC number that is somebody's already.
    """
    check_may(by, OFFICER, on=civil_date(at))
    practices = {row.pk: row for row in get_practices({entry.practice_id for entry in entries})}
    gps = [
        Gp(
            full_name=entry.full_name,
            gmc_number=entry.gmc_number,
            performers_list_on=entry.performers_list_on,
        )
        for entry in entries
    ]
    posts = [
        GpPost(
            gp=gp, practice=practices[entry.practice_id], post=entry.post, starts_on=entry.starts_on
        )
        for gp, entry in zip(gps, entries, strict=True)
    ]
    refuse_if(tuple(_reasons(gps, posts)), move="register_gps")
    numbers = [gp.gmc_number for gp in gps]
    # Two officers may take over the same list at once: the second waits, and finds it done.
    Gp.objects.bulk_create(gps, ignore_conflicts=True)
    ours = set(Gp.objects.filter(gmc_number__in=numbers).values_list("pk", flat=True))
    refuse_if(
        tuple(
            Reason("gp_exists", f"A GP with the GMC number {gp.gmc_number} is registered already.")
            for gp in gps
            if gp.pk not in ours
        ),
        move="register_gps",
    )
    GpPost.objects.bulk_create(posts)
    about = [
        (post.gp, {"gmc_number": post.gp.gmc_number, "practice": post.practice.code})
        for post in posts
    ]
    record_many(kind="gp.register", about=about, by=by, at=at)
    return gps


def _reasons(gps: Sequence[Gp], posts: Sequence[GpPost]) -> list[Reason]:
    return [
        reason
        for gp, post in zip(gps, posts, strict=True)
        for reason in (
            *reasons_against_fields(gp, NAMES),
            *reasons_against_fields(post, ("post", "starts_on")),
        )
    ]


@use_case
def confirm_performers_list(*, gp_id: UUID, performers_list_on: date, by: User, at: datetime) -> Gp:
    """Record that a GP was found on the National Performers List on a day.

    Raises:
        Refused: the day has not come.
    """
    check_may(by, OFFICER, on=civil_date(at))
    gp = _locked(gp_id)
    replaced, gp.performers_list_on = gp.performers_list_on, performers_list_on
    reasons = list(reasons_against_fields(gp, ("performers_list_on",)))
    if performers_list_on is None or performers_list_on > civil_date(at):
        text = f"Say on which day, today or before, {gp} was found on the list."
        reasons.append(Reason("performers_list_day", text, PERFORMERS_LIST))
    refuse_if(tuple(reasons), move="confirm_performers_list")
    gp.save(update_fields=["performers_list_on"])
    facts = {"performers_list_on": str(performers_list_on), "replaced": str(replaced or "")}
    record(kind="gp.confirm_performers_list", about=gp, by=by, at=at, facts=facts)
    return gp


@use_case
def add_code(*, gp_id: UUID, code: str, by: User, at: datetime) -> Gp:
    """Record one more GNC code of a GP; two GPs may have had the same one.

    Raises:
        Refused: the code is malformed, or is recorded for this GP already.
    """
    check_may(by, OFFICER, on=civil_date(at))
    gp = _locked(gp_id)
    row = GpCode(gp=gp, code=code)
    refuse_if(reasons_against_fields(row, ("code",)), move="add_code")
    if gp.codes.filter(code=code).exists():
        known = Reason("code_exists", f"{gp} has the GNC code {code} on record already.")
        raise Refused((known,), move="add_code")
    row.save(force_insert=True)
    record(kind="gp.add_code", about=gp, by=by, at=at, facts={"code": code})
    return gp


def _locked(gp_id: UUID) -> Gp:
    """The GP, held until the act is done."""
    gp = Gp.objects.select_for_update(of=("self",), no_key=True).filter(pk=gp_id).first()
    if gp is None:
        raise NotFound("There is no GP with this identifier.")
    return gp
