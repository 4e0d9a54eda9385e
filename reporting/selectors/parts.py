"""Words in which the lists are written: columns, filters, dated facts."""

from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet

from reporting.selectors.expressions import JsonRow

Filters = Mapping[str, Any]


def columns_of(*names: str) -> dict[str, Any]:
    return {name: F(name) for name in names}


def filtered(rows: Any, filters: Filters, lookups: Mapping[str, str]) -> Any:
    """The rows that pass every filter that was given; nothing here is a lookup of the caller's."""
    given = {lookup: filters[name] for name, lookup in lookups.items() if name in filters}
    return rows.filter(**given) if given else rows


def dated_facts(model: Any, owner: str, *names: str, by: str = "starts_on", **renamed: str) -> Any:
    """Dated facts of one row, in order of time, as an array of objects."""
    members = columns_of(*names) | {name: F(path) for name, path in renamed.items()}
    rows: QuerySet[Any] = model.objects.filter(**{owner: OuterRef("pk")}).order_by(by, "pk")
    return ArraySubquery(rows.annotate(item=JsonRow(members)).values("item"))
