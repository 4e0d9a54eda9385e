from django.apps import AppConfig
from django.utils.module_loading import import_string


class GpRelationshipsConfig(AppConfig):
    name = "gp_relationships"
    verbose_name = "GP relationships"

    def ready(self) -> None:
        """Say which practices take part in a vanguard: their people do not decide about it; tell
        the law of contracts what practices take part in, and its pages which have signed the
        agreement of their level; and have a practice that resumes its own contract, or has none any
        more, leave the MCP in the same act; and before a rulebook is published, what it would
        change for practices that are to change.

        By name, because no such module can be imported before every app is loaded.
        """
        taking_part = import_string("gp_relationships.selectors.practices_taking_part")
        import_string("casework.interests.ask")(taking_part)
        answer = import_string("gp_relationships.selectors.joining.parts_of")
        import_string("contracts.standing.parts_of").answered_by(answer)
        ask = import_string("rulebook.impact.ask")
        ask(import_string("gp_relationships.impact.practice_change_effects"))
        signed = import_string("gp_relationships.selectors.joining.agreements_signed")
        import_string("contracts.standing.agreements_signed").answered_by(signed)
        for handed_in, step in (
            ("holdings", "hold_parts"),
            ("returns", "leave_on_return"),
            ("ends", "leave_with_contract"),
        ):
            taken = import_string(f"gp_relationships.actions.departures.{step}")
            import_string(f"contracts.taking_part.{handed_in}").take(taken)
