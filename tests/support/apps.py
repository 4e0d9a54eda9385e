from django.apps import AppConfig


class TestSupportConfig(AppConfig):
    """Carries the `flush` with which a transactional test leaves a clean database behind."""

    name = "tests.support"
    label = "test_support"
