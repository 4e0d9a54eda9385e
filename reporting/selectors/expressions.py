"""SQL that answers in the API's own form: a row as JSON text, a row after another, a safe cell."""

from typing import Any

from django.db.models import BooleanField, Func, JSONField, TextField
from django.db.models.functions import Cast


class JsonRow(Func):
    """An object with these members, in this order: PostgreSQL writes the JSON, Python sends it."""

    output_field = JSONField()

    def __init__(self, members: dict[str, Any]) -> None:
        self.names = tuple(members)
        super().__init__(*members.values())

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        parts, parameters = [], []
        for name, source in zip(self.names, self.get_source_expressions(), strict=True):
            sql, given = compiler.compile(source)
            parts.append(f"'{name}', {sql}")
            parameters.extend(given)
        return f"json_build_object({', '.join(parts)})", parameters


def json_text(members: dict[str, Any]) -> Cast:
    """The object as text, ready to be sent."""
    return Cast(JsonRow(members), TextField())


class RowAfter(Func):
    """(a, b) > (c, d), compared as PostgreSQL compares rows: a page starts there by the index."""

    output_field = BooleanField()
    operator = ">"

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        parts, parameters = [], []
        for source in self.get_source_expressions():
            sql, given = compiler.compile(source)
            parts.append(sql)
            parameters.extend(given)
        a, b, c, d = parts
        return f"({a}, {b}) {self.operator} ({c}, {d})", parameters


class RowBefore(RowAfter):
    """(a, b) < (c, d)."""

    operator = "<"


class SafeCell(Func):
    """Text that no spreadsheet takes for a formula: a leading apostrophe where it might."""

    function = "regexp_replace"
    template = (
        r"%(function)s((%(expressions)s)::text, "
        r"'^(\s*[-=+@|\u0025\uff05\uff1d\uff0b\uff0d\uff20]|[\t\r\n])', '''\1')"
    )
    output_field = TextField()
