from django.apps import AppConfig
from django.utils.module_loading import import_string


class ContractsConfig(AppConfig):
    name = "contracts"
    verbose_name = "Contracts"

    def ready(self) -> None:
        """Have it asked, before a rulebook is published, what it would change for contracts.

        By name, because no such module can be imported before every app is loaded.
        """
        ask = import_string("rulebook.impact.ask")
        ask(import_string("contracts.impact.practice_contract_effects"))
        ask(import_string("contracts.impact.mcp_contract_effects"))
