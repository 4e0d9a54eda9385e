from django.apps import AppConfig
from django.utils.module_loading import import_string


class GpRelationshipsConfig(AppConfig):
    name = "gp_relationships"
    verbose_name = "GP relationships"

    def ready(self) -> None:
        """Say which practices take part in a vanguard: their people do not decide about it.

        By name, because no such module can be imported before every app is loaded.
        """
        taking_part = import_string("gp_relationships.selectors.practices_taking_part")
        import_string("casework.interests.ask")(taking_part)
