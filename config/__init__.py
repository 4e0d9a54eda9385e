"""Wiring. The Celery application is made here so that `celery -A config` and tasks find it."""

from config.celery import app as celery_app

__all__ = ["celery_app"]
