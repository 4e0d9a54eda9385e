from django.apps import AppConfig
from django.utils.module_loading import import_string


class RemindersConfig(AppConfig):
    name = "reminders"
    verbose_name = "Reminders"

    def ready(self) -> None:
        """Have it asked, just before a reminder or a digest is sent, whether it is still needed;
        and each night, whether what was reached is decided.

        By name, because no such module can be imported before every app is loaded.
        """
        ask = import_string("notifications.needed.ask")
        for kind, question in import_string("reminders.actions.questions.QUESTIONS").items():
            ask(kind, question)
        promise = import_string("reminders.invariants.REACHED_STEPS_ARE_DECIDED")
        import_string("formation.verifying.of_apps_above").take(promise)
