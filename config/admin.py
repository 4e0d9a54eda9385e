"""The officers' door: Django's admin, for people who hold a role in the programme."""

from django.contrib.admin import AdminSite
from django.http import HttpRequest

from accounts.selectors import may_open_admin
from core.clock import today


class McpAdminSite(AdminSite):
    """The officers' site. Who may enter is a matter of roles on the day, not of a flag."""

    site_header = "MCP formation programme"
    site_title = "MCP formation"
    index_title = "Programme"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        """Officers and auditors, and the technical administrator."""
        return request.user.is_authenticated and may_open_admin(request.user, on=today())
