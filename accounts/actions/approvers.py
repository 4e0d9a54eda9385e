"""Hold those who can approve, so that no two acts at once leave nobody."""

from datetime import date

from accounts.models import User
from accounts.selectors import approvers_from
from core.transactions import step


@step
def hold_approvers(*, on: date) -> None:
    """Lock everybody who can approve, in the order of their keys, before anything else is locked.

    Whoever takes an approver away counts those who are left. Two who take each other away at the
    same moment would each still count the other.
    """
    approvers = User.objects.filter(pk__in=approvers_from(on)).order_by("pk")
    list(approvers.select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
