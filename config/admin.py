"""The officers' door: Django's admin, for people who hold a role in the programme."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.db.models.base import ModelBase
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.actions.people import change_own_password
from accounts.forms import ChangePasswordForm
from accounts.selectors import may_open_admin, may_read_audit
from config.dashboard import programme
from core.admin.acts import ActPage, respond
from core.clock import now, today

KEPT_OUT = {"auth.group", "knox.authtoken"}
"""Tables of other people's apps that officers have no business in: roles are memberships here."""

ORDER = (
    "formation",
    "contracts",
    "gp_relationships",
    "casework",
    "rulebook",
    "organisations",
    "accounts",
)


def _looked_up_once(request: HttpRequest, may: Callable[..., bool]) -> bool:
    """Whether the person of this request may, as of today; kept for the rest of the request."""
    if not request.user.is_authenticated:
        return False
    known: dict[Any, bool] = request.__dict__.setdefault("_may", {})
    asked = (request.user.pk, may.__name__)
    if asked not in known:
        known[asked] = may(request.user, on=today())
    return known[asked]


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
        return _looked_up_once(request, may_open_admin)

    def may_investigate(self, request: HttpRequest) -> bool:
        """Auditors, and the technical administrator: the audit is theirs alone."""
        return self.has_permission(request) and _looked_up_once(request, may_read_audit)

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

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Change one's own password: the same act as in the portal. This session goes on."""
        me: Any = request.user

        def change(typed: Mapping[str, Any]) -> Any:
            person = change_own_password(user_id=me.pk, by=me, at=now(), **typed)
            update_session_auth_hash(request, person)
            return person

        page = ActPage(
            title="Change your password",
            form=ChangePasswordForm,
            call=change,
            permitted=True,
            by_whom="everybody who is signed in",
            back=reverse("admin:index", current_app=self.name),
            done=lambda _: reverse("admin:index", current_app=self.name),
            success=lambda _: "Your password has been changed.",
            consequences=["You stay signed in here, and are signed out everywhere else."],
        )
        request.current_app = self.name  # type: ignore[attr-defined]
        return respond(request, {**self.each_context(request), **(extra_context or {})}, page)

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
