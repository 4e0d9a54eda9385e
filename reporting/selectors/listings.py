"""What a list of the API is made of, and its pages: a place in the order, never an offset."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from uuid import UUID

from django.db import connection
from django.db.models import F, QuerySet, Value

from core.errors import NotFound
from reporting.selectors.expressions import RowAfter, RowBefore, SafeCell, json_text

MOST_COUNTED = 1_000
"""Beyond this a count is only “1,000+”: counting all costs more than it tells."""


HELD_IN_MEMORY = 8 * 1024 * 1024
"""A larger file waits on the disk while it is sent; the practices of England take about 2 MB."""

BLOCK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Listing:
    """The rows of a list that a viewer may see, and what is told of each.

    `columns` are the members of a row, in order; `children` what a detail adds; `orderings` the
    public names of what the list may be ordered by; `ties` are the unique columns that tell
    equals apart where an index has another one than the identifier.
    """

    rows: QuerySet[Any]
    columns: dict[str, Any]
    orderings: dict[str, str]
    children: dict[str, Any] = field(default_factory=dict)
    ties: dict[str, str] = field(default_factory=dict)

    def order(self, ordering: str) -> tuple[bool, str, str]:
        """Whether it is descending, by what, and what tells equals apart."""
        name = ordering.removeprefix("-")
        return ordering != name, self.orderings[name], self.ties.get(name, "pk")


@dataclass(frozen=True, slots=True)
class Place:
    """A row's place in the order: what the list is ordered by, and what tells equals apart."""

    value: Any
    tie: UUID | str | int


@dataclass(frozen=True, slots=True)
class Page:
    """Rows as JSON text, and the place after which the next page begins, if there is one."""

    rows: list[str]
    last: Place | None


def page_of(listing: Listing, *, ordering: str, after: Place | None, limit: int) -> Page:
    """At most `limit` rows after a place; one more is read to know whether there is a next page."""
    descending, path, tie = listing.order(ordering)
    rows = listing.rows
    if after is not None:
        beyond = RowBefore if descending else RowAfter
        bound = f"{path}__lte" if descending else f"{path}__gte"
        # The bound says nothing new; it lets an index of another table start where the page does.
        rows = rows.filter(**{bound: after.value}).filter(
            beyond(F(path), F(tie), Value(after.value), Value(after.tie))
        )
    sign = "-" if descending else ""
    found = list(
        rows.order_by(f"{sign}{path}", f"{sign}{tie}")
        .annotate(as_json=json_text(listing.columns))
        .values_list("as_json", path, tie)[: limit + 1]
    )
    kept = found[:limit]
    last = Place(*kept[-1][1:]) if len(found) > limit else None
    return Page([row[0] for row in kept], last)


def count_of(listing: Listing) -> int:
    """How many rows there are; one more than `MOST_COUNTED` where there are more than that."""
    return listing.rows.order_by()[: MOST_COUNTED + 1].count()


def detail_of(listing: Listing, row_id: UUID) -> str:
    """One row with its children, as JSON text.

    Raises:
        NotFound: there is none with this identifier, or this viewer may not know of it.
    """
    members = listing.columns | listing.children
    rows = listing.rows.filter(pk=row_id).order_by().annotate(as_json=json_text(members))
    found = rows.values_list("as_json", flat=True)[:1]
    if not found:
        name = listing.rows.model._meta.verbose_name
        raise NotFound(f"There is no {name} with this identifier.")
    return found[0]


def csv_of(listing: Listing, *, ordering: str, text: frozenset[str]) -> Iterator[bytes]:
    """The whole list as a CSV file, as PostgreSQL writes it; `text` columns are made harmless.

    The file is made whole before its first byte is sent: a reader at the end of a slow line would
    otherwise hold the statement past its time limit, and get half a file under “200 OK”.
    """
    descending, path, tie = listing.order(ordering)
    sign = "-" if descending else ""
    cells = [
        SafeCell(source) if name in text else F(source) if isinstance(source, str) else source
        for name, source in listing.columns.items()
    ]
    rows = listing.rows.order_by(f"{sign}{path}", f"{sign}{tie}").values_list(*cells)
    sql, parameters = rows.query.sql_with_params()
    made = SpooledTemporaryFile(max_size=HELD_IN_MEMORY)  # noqa: SIM115 - closed once it is sent
    made.write((",".join(listing.columns) + "\r\n").encode())
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY ({sql}) TO STDOUT WITH (FORMAT csv)", parameters) as copy,
    ):
        for block in copy:
            made.write(block)
    made.seek(0)
    blocks = _blocks_of(made)
    return chain([next(blocks)], blocks)  # begun, so that whoever drops it closes the file


def _blocks_of(made: IO[bytes]) -> Iterator[bytes]:
    with made:
        while block := made.read(BLOCK):
            yield block
