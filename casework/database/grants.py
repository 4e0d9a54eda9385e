"""What the application's database role may do with each table. The owner migrates; it owns nothing.

Cases and reference data are never deleted, history is never changed, and the tables by which the
database judges (`LawfulMove`, the record of migrations) are read only, like those that only a
migration fills. Only tables of other people's apps (sessions, tokens, groups) and links that carry
no law are fully writable.
"""

from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.db.models import Model

from casework.models import LawfulMove
from core.models import AppendOnly, BaseModel

APPLICATION_ROLE = "mcp_app"

READ = "SELECT"
WRITE_ONCE = "SELECT, INSERT"
KEEP = "SELECT, INSERT, UPDATE"
ALL = "SELECT, INSERT, UPDATE, DELETE"

OF_OTHERS = {
    "auth.Permission": READ,
    "contenttypes.ContentType": READ,
    "admin.LogEntry": WRITE_ONCE,
}
"""Tables of Django's own apps that the application need not write, or may only add to."""


def privileges(model: type[Model]) -> str:
    """The privileges of the application role on this model's table."""
    if model is LawfulMove:
        return READ
    if issubclass(model, AppendOnly):
        return WRITE_ONCE
    if issubclass(model, BaseModel):
        return KEEP
    return OF_OTHERS.get(model._meta.label, ALL)


def all_models() -> list[type[Model]]:
    """Every model with a table, links of many-to-many fields included."""
    return [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    ]


def statements(models: list[type[Model]]) -> Iterator[str]:
    """Every GRANT and REVOKE, so that a privilege that was taken out of the code is taken away."""
    role = APPLICATION_ROLE
    yield f"GRANT USAGE ON SCHEMA public TO {role};"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role};"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {role};"
    yield f"GRANT SELECT ON django_migrations TO {role};"
    for model in models:
        yield f'GRANT {privileges(model)} ON "{model._meta.db_table}" TO {role};'


def owner_alias() -> str:
    """The connection that owns the schema: `owner` where it is configured."""
    return "owner" if "owner" in settings.DATABASES else "default"
