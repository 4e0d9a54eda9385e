"""The officers' door: Django's admin, for people who hold a role in the programme."""

from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.db.models.base import ModelBase
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from accounts.selectors import may_open_admin
from config.dashboard import programme
from core.clock import today

KEPT_OUT = {"auth.group", "knox.authtoken"}
"""Tables of other people's apps that officers have no business in: roles are memberships here."""

ORDER = ("formation", "contracts", "gp_relationships", "organisations", "accounts")


class SignInForm(AuthenticationForm):
    """Sign-in for those who hold a role that works here; the others are told so."""

    error_messages = {
        **AuthenticationForm.error_messages,
        "invalid_login": "The e-mail address or the password is wrong.",
        "no_role": (
            "This is the officers' admin, and you hold no role that opens it today. "
            "People of a practice sign in at the practices' portal."
        ),
    }

    def confirm_login_allowed(self, user: Any) -> None:
        """Only officers, auditors and the technical administrator."""
        super().confirm_login_allowed(user)
        if not may_open_admin(user, on=today()):
            raise ValidationError(self.error_messages["no_role"], code="no_role")


class McpAdminSite(AdminSite):
    """The officers' site. Who may enter is a matter of roles on the day, not of a flag."""

    site_header = "MCP formation programme"
    site_title = "MCP formation"
    index_title = "Programme"
    enable_nav_sidebar = False
    login_form = SignInForm

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        self.disable_action("delete_selected")

    def register(self, model_or_iterable: Any, *args: Any, **options: Any) -> None:
        """Register models, but those that do not belong here."""
        given = model_or_iterable
        models: list[Any] = [given] if isinstance(given, ModelBase) else list(given)
        wanted = [model for model in models if model._meta.label_lower not in KEPT_OUT]
        super().register(wanted, *args, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        """Officers and auditors, and the technical administrator; looked up once a request."""
        if not request.user.is_authenticated:
            return False
        known = getattr(request, "_opens_admin", None)
        if known is None or known[0] != request.user.pk:
            known = (request.user.pk, may_open_admin(request.user, on=today()))
            request._opens_admin = known  # type: ignore[attr-defined]
        return bool(known[1])

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """No address with a zero character reaches a page: PostgreSQL has no such text."""
        inner = super().admin_view(view, cacheable)

        @wraps(inner)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            for name, values in request.GET.lists():
                if "\0" in name or any("\0" in value for value in values):
                    raise SuspiciousOperation("An address with a zero character.")
            return inner(request, *args, **kwargs)

        return guarded

    def get_app_list(self, request: HttpRequest, app_label: Any = None) -> list[Any]:
        """The lists in the order of the work: the journeys first, the audit last."""
        found = super().get_app_list(request, app_label)
        places = {name: place for place, name in enumerate(ORDER)}
        return sorted(found, key=lambda app: places.get(app["app_label"], len(ORDER)))

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """The programme at a glance, before the lists."""
        board = programme(self, viewer=request.user, on=today())  # type: ignore[arg-type]
        return super().index(request, {"board": board, **(extra_context or {})})
