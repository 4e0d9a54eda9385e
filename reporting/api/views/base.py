"""What every address of the API has in common."""

import hashlib
import json
from typing import Any, ClassVar, cast
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.utils.http import parse_etags
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from accounts.models import User
from core.clock import today
from reporting.api.authentication import BearerAuthentication
from reporting.api.cursors import cursor_of, place_in
from reporting.api.parsing import StrictJSONParser
from reporting.api.permissions import MayReadApi
from reporting.api.queries import ListQuery, NoQuery, Query
from reporting.api.rendering import CsvRenderer, csv_file
from reporting.api.schema import ReportSchema
from reporting.selectors.listings import (
    MOST_COUNTED,
    Listing,
    count_of,
    csv_of,
    detail_of,
    page_of,
)

PAGE = 100
"""Rows on a page unless the reader says otherwise."""

PAGING: tuple[str, ...] = ("limit", "cursor", "count")


class ReportView(APIView):
    """An address for readers of the API: by token, JSON only, a closed list of parameters."""

    authentication_classes = [BearerAuthentication]
    permission_classes = [MayReadApi]
    parser_classes = [StrictJSONParser]
    renderer_classes: Any = [JSONRenderer]
    schema = ReportSchema()

    query: ClassVar[type[Query]] = NoQuery
    answer: ClassVar[type[serializers.Serializer]]
    operation: ClassVar[str]

    def asked(self) -> dict[str, Any]:
        """The parameters of this request, checked."""
        return self.query(self.request.query_params, today=today()).checked()

    @property
    def bearer(self) -> User:
        """Who holds the token; nobody gets here without one."""
        return cast(User, self.request.user)

    @property
    def wants_csv(self) -> bool:
        """Whether the reader asked for a file."""
        return self.request.accepted_renderer.format == "csv"


class ResourceView(ReportView):
    """A list, or one row of it; `kind` is its name in addresses and in ETags."""

    kind: ClassVar[str]

    def listing(self, filters: dict[str, Any]) -> Listing:
        """The rows that the bearer may see; a subclass names the selector."""
        raise NotImplementedError


class ListView(ResourceView):
    """A page of a list, or the whole list as a file."""

    renderer_classes: Any = [JSONRenderer, CsvRenderer]
    query: ClassVar[type[ListQuery]]  # type: ignore[assignment]

    def get(self, request: Request) -> HttpResponseBase:
        asked = self.asked()
        paging = {name: asked.pop(name) for name in PAGING if name in asked}
        question = {"ordering": self.query.default_ordering(), **asked}
        listing = self.listing({k: v for k, v in question.items() if k != "ordering"})
        if self.wants_csv:
            return self._file(listing, question, paging)
        return self._page(listing, question, paging)

    def _page(
        self, listing: Listing, question: dict[str, Any], paging: dict[str, Any]
    ) -> HttpResponse:
        marked = {"list": self.kind, **question}
        after = place_in(paging["cursor"], question=marked) if "cursor" in paging else None
        limit = paging.get("limit", PAGE)
        page = page_of(listing, ordering=question["ordering"], after=after, limit=limit)
        link = self._next(cursor_of(page.last, question=marked)) if page.last else None
        parts = [f'"next":{json.dumps(link)}']
        if paging.get("count"):
            parts.append(f'"count":{json.dumps(_count(count_of(listing)))}')
        parts.append(f'"results":[{",".join(page.rows)}]')
        return HttpResponse("{" + ",".join(parts) + "}", content_type="application/json")

    def _next(self, cursor: str) -> str:
        kept = {name: self.request.query_params[name] for name in self.request.query_params}
        query = urlencode(kept | {"cursor": cursor})
        return self.request.build_absolute_uri(f"{self.request.path}?{query}")

    def _file(
        self, listing: Listing, question: dict[str, Any], paging: dict[str, Any]
    ) -> HttpResponseBase:
        if paging:
            text = "A file holds the whole list: leave out limit, cursor and count."
            raise serializers.ValidationError(dict.fromkeys(paging, text), "not_with_csv")
        text_columns = frozenset(
            name
            for name, field in self.answer().fields.items()
            if isinstance(field, serializers.CharField)
        )
        lines = csv_of(listing, ordering=question["ordering"], text=text_columns)
        return csv_file(lines, name=self.kind)


class DetailView(ResourceView):
    """One row with its children, under an ETag that names its version and its content."""

    def get(self, request: Request, row_id: UUID) -> HttpResponse:
        body = self.body(row_id, self.asked())
        etag = etag_of(self.kind, row_id, body)
        if known(etag, request.headers.get("If-None-Match", "")):
            return HttpResponse(status=304, headers={"ETag": etag})
        return HttpResponse(body, content_type="application/json", headers={"ETag": etag})

    def body(self, row_id: UUID, asked: dict[str, Any]) -> str:
        """The row as JSON text."""
        return detail_of(self.listing(asked), row_id)


def etag_of(kind: str, row_id: UUID, body: str) -> str:
    """`"journey-<id>-v7-<digest>"`: the version of the case, and a digest of the whole answer.

    The digest is needed: what is open to the bearer, and a contract's status, change with the day
    and with other cases while the version stays.
    """
    version = json.loads(body).get("version")
    digest = hashlib.sha256(body.encode()).hexdigest()[:16]
    marked = f"v{version}-{digest}" if version is not None else digest
    return f'"{kind}-{row_id}-{marked}"'


def known(etag: str, if_none_match: str) -> bool:
    """Whether the reader has this answer already; a weak mark counts as a strong one."""
    marks = {mark.removeprefix("W/") for mark in parse_etags(if_none_match)}
    return not marks.isdisjoint({etag, "*"})


def _count(value: int) -> dict[str, Any]:
    capped = value > MOST_COUNTED
    shown = min(value, MOST_COUNTED)
    return {"value": shown, "text": f"{shown:,}{'+' if capped else ''}", "is_capped": capped}


class NothingHere(APIView):
    """Every other address under /api/."""

    authentication_classes: Any = []
    permission_classes: Any = []
    schema = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Whatever the method, there is nothing."""
        raise NotFound(
            "There is nothing at this address. Addresses end with a slash; see /api/v1/."
        )
