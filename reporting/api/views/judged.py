"""A case's own address: the row, its events, and what may be done with it next."""

import json
from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.admin import site

from accounts.selectors import may_open_admin
from casework.mending import Mending
from casework.verdicts import Verdict
from core.clock import today
from core.law import Line, Reason, Standing
from reporting.api.queries import AsAtQuery
from reporting.api.views.base import DetailView


class JudgedView(DetailView):
    """One case with its verdict. `judge` is the selector by which every door asks; lists do not
    ask it, because it looks at the rest of the world for each row. What may be done next is said of
    today alone: of a time gone by it is empty."""

    query = AsAtQuery
    judge: ClassVar[Callable[..., list[Verdict]]]

    def body(self, row_id: UUID, asked: dict[str, Any]) -> str:
        row = super().body(row_id, asked)
        case = self.listing({}).rows.get(pk=row_id)
        verdicts = [] if asked else self.judge(case, viewer=self.bearer, on=today())
        way = self._ways(case)
        told = json.dumps([_told(verdict, way) for verdict in verdicts], ensure_ascii=False)
        for name, instead in self.untold_names(case).items():
            told = told.replace(json.dumps(name, ensure_ascii=False)[1:-1], instead)
        besides = "" if asked else self.besides(case)
        return f'{row[:-1]}, "verdict": {told}{besides}}}'

    def _ways(self, case: Any) -> Callable[[Line], str | None]:
        """The page on which each line is put right, for bearers who may open it."""
        if not may_open_admin(self.bearer, on=today()):
            return lambda line: None
        mending = Mending(case, site=site)

        def page(line: Line) -> str | None:
            way = mending.way(line.rule) if line.standing is Standing.UNMET else None
            return self.request.build_absolute_uri(way.url) if way else None

        return page

    def besides(self, case: Any) -> str:
        """What is told of the case of today besides, as members of JSON that begin with a comma."""
        return ""

    def untold_names(self, case: Any) -> dict[str, str]:
        """The names of people that this bearer is not told, and no reason may tell them either;
        each with the words that stand in its place."""
        return {}


def _told(verdict: Verdict, way: Callable[[Line], str | None]) -> dict[str, Any]:
    """A verdict in the API's form: the same that admin and portal show."""
    return {
        "move": verdict.name,
        "label": verdict.label,
        "lawful": verdict.lawful,
        "permitted": verdict.permitted,
        "open": verdict.open,
        "by_whom": verdict.by_whom,
        "reasons": [_why(reason) for reason in verdict.reasons],
        "lines": [_line(line, verdict, way) for line in verdict.lines],
    }


def _line(line: Line, verdict: Verdict, way: Callable[[Line], str | None]) -> dict[str, Any]:
    """One rule; who granted a waiver and why is not told to readers of the API."""
    until = verdict.waived_until(line)
    return {
        "rule": line.rule.name,
        "numbers": list(line.rule.numbers),
        "standing": line.standing.value,
        "sentence": line.rule.sentence,
        "reasons": [_why(reason) for reason in line.reasons],
        "whose": line.rule.whose.value,
        "mended_by": line.rule.mended_by,
        "mended_at": way(line),
        "waived_until": until.isoformat() if until else None,
    }


def _why(reason: Reason) -> dict[str, str]:
    return {"code": reason.code, "text": reason.text, "authority": reason.authority}
