"""Link a person who signs in to the holder of a practice's contract that they are."""

from datetime import datetime
from uuid import UUID

from accounts.models import User
from accounts.permissions import check_may, may
from audit.record import record
from core.clock import civil_date
from core.errors import NotFound, Refused
from core.law import Reason
from core.transactions import use_case
from gp_relationships.models import HolderLogin, Participation
from gp_relationships.selectors.consent import ledger_of

OFFICER = ("programme_officer", "approving_officer")


@use_case
def link(
    *, participation_id: UUID, holder_id: UUID, user: User | None, by: User, at: datetime
) -> HolderLogin:
    """Say that this person is this holder, so that they sign for themself in the portal.

    A link that the holder had before is ended.

    Raises:
        Refused: the person is no GP partner of the practice.
    """
    on = civil_date(at)
    check_may(by, OFFICER, on=on)
    rows = Participation.objects.select_related("practice").filter(pk=participation_id)
    found = rows.select_for_update(of=("self",), no_key=True).first()
    held = ledger_of([found]).holders_on(found, on=on) if found else []
    holder = next((each for each in held if each.pk == holder_id), None)
    if found is None or holder is None:
        raise NotFound("There is no such holder of the practice's contract.")
    if user is None or not may(user, ("gp_partner",), on=on, practice_id=found.practice_id):
        text = f"Name a person who signs in as GP partner of {found.practice}."
        raise Refused((Reason("not_a_partner", text),), move="link_login")
    HolderLogin.objects.filter(holder_id=holder_id, ended_at=None).update(ended_at=at, ended_by=by)
    made = HolderLogin.objects.create(holder=holder, user=user, linked_at=at, linked_by=by)
    facts = {"holder": holder.name, "user": str(user)}
    record(kind="participation.link_login", about=found, by=by, at=at, facts=facts)
    return made
