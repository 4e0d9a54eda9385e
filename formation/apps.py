from django.apps import AppConfig
from django.utils.module_loading import import_string


class FormationConfig(AppConfig):
    name = "formation"
    verbose_name = "Formation"

    def ready(self) -> None:
        """Have it asked, just before a reminder is sent, whether it is still needed.

        By name, because neither module can be imported before every app is loaded.
        """
        ask = import_string("notifications.needed.ask")
        still_needed = import_string("formation.actions.reminders.why_not_to_remind")
        for kind in import_string("notifications.selectors.REMINDERS"):
            ask(kind, still_needed)
