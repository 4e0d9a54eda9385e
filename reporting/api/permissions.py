"""Who may read the API: judged anew at every request."""

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.selectors import may_read_api
from core.clock import today


class MayReadApi(BasePermission):
    """A programme role that counts today; a token outlives no role."""

    code = "no_api_role"
    message = (
        "Reading the API takes a role of the programme: programme officer, approving officer, "
        "analyst or auditor. You hold none of them today."
    )

    def has_permission(self, request: Request, view: APIView) -> bool:
        user = request.user
        return user is not None and user.is_authenticated and may_read_api(user, on=today())
