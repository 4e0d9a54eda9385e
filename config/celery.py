"""The Celery application: `celery -A config worker`, `celery -A config beat`.

Celery only wakes what sweeps the tables; it carries no data, no result and no time of its own, so
that losing every message in the broker costs one tick.
"""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_init
from django_structlog.celery.steps import DjangoStructLogInitStep

from config.startup import refuse_unsafe_database, settle_memory

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

app = Celery("mcp")
app.config_from_object("config.celery_settings")
app.autodiscover_tasks()
app.steps["worker"].add(DjangoStructLogInitStep)


@worker_init.connect
def _refuse_unsafe_database(**_: Any) -> None:
    """A worker starts only as the application's own database role (ADR 0007)."""
    refuse_unsafe_database()
    settle_memory()
