from django.apps import AppConfig
from django.core.checks import register
from django.utils.module_loading import import_string


class CoreConfig(AppConfig):
    name = "core"
    verbose_name = "Core"

    def ready(self) -> None:
        """Have `manage.py check` look at our conventions too, now that models may be imported; and
        our lookups known."""
        register(import_string("core.checks.conventions"))
        import_string("core.lookups.Among")  # registers itself
