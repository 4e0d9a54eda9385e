from django.apps import AppConfig
from django.utils.module_loading import import_string


class RulebookConfig(AppConfig):
    name = "rulebook"
    verbose_name = "Rulebook"

    def ready(self) -> None:
        """Say for how many days a step can be undone, under the rulebook that binds a vanguard.

        By name, because no such module can be imported before every app is loaded.
        """
        figures_for = import_string("rulebook.selectors.figures_for")
        import_string("casework.undoing.ask_for_days")(
            lambda vanguard_id, on: figures_for(vanguard_id, on).undo_days
        )
