from django.contrib.admin.apps import AdminConfig


class McpAdminConfig(AdminConfig):
    """Django's admin, with the programme's own site in the place of the default."""

    default_site = "config.admin.McpAdminSite"
