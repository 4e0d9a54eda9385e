from django.apps import AppConfig
from django.utils.module_loading import import_string


class FormationConfig(AppConfig):
    name = "formation"
    verbose_name = "Formation"

    def ready(self) -> None:
        """Have it asked, before an MCP contract changes or ends, how far the MCP has come and whom
        it serves; before a practice changes, what is due; and before a rulebook is published, what
        it would change for journeys. And have milestones follow what practices and contracts do.

        By name, because no such module can be imported before every app is loaded.
        """
        for question in (
            "is_live",
            "checkpoint_1_is_passed",
            "standstill_of",
            "population_served",
        ):
            answer = import_string(f"formation.standing.{question}")
            import_string(f"contracts.standing.{question}").answered_by(answer)
        owed = import_string("formation.selectors.due_of_practices")
        import_string("gp_relationships.due.ask")(owed)
        import_string("rulebook.impact.ask")(import_string("formation.impact.journey_effects"))
        follow = import_string("casework.following.follow")
        for kind, step in import_string("formation.actions.following.FOLLOWED"):
            follow(kind, step)
