"""Take over a list of GPs and where they work, all at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from accounts.models import User
from accounts.permissions import check_may
from audit.record import record_many
from casework.runner import reasons_against_fields
from core.clock import civil_date
from core.errors import refuse_if
from core.law import Reason
from core.transactions import use_case
from gp_relationships.models import Gp, GpPost
from gp_relationships.rules.gp_role import OFFICER
from organisations.selectors import get_practices


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list: a GP, and the post at a practice from a day on."""

    full_name: str
    gmc_number: str
    practice_id: UUID
    post: str
    starts_on: date


@use_case
def register_all(*, entries: Sequence[Entry], by: User, at: datetime) -> list[Gp]:
    """Register these GPs, in the order of the list: all of them, or none.

    Raises:
        Refused: with every malformed entry, and every GMC number that is somebody's already.
    """
    check_may(by, OFFICER, on=civil_date(at))
    practices = {row.pk: row for row in get_practices({entry.practice_id for entry in entries})}
    gps = [Gp(full_name=entry.full_name, gmc_number=entry.gmc_number) for entry in entries]
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
            *reasons_against_fields(gp, ("full_name", "gmc_number")),
            *reasons_against_fields(post, ("post", "starts_on")),
        )
    ]
