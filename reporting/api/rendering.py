"""The forms of an answer: JSON, and for lists and reports a CSV file."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import StreamingHttpResponse
from rest_framework.renderers import BaseRenderer, JSONRenderer


class CsvRenderer(BaseRenderer):
    """Chosen by `?format=csv` or `Accept: text/csv`. Files are streamed by the views themselves;
    what comes here is a problem, and problems are told in JSON."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(self, data: Any, *given: Any, **context: Any) -> bytes:
        return JSONRenderer().render(data)


def csv_file(lines: Iterable[bytes], *, name: str) -> StreamingHttpResponse:
    """A file to be saved, sent as it is made."""
    return StreamingHttpResponse(
        lines,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
    )


def csv_lines(header: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Iterable[bytes]:
    """Rows of our own words and numbers as lines of a file."""
    line = io.StringIO()
    writer = csv.DictWriter(line, header)
    writer.writeheader()
    for row in rows:
        writer.writerow(row)
    yield line.getvalue().encode()
