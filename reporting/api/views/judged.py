"""A case's own address: the row, its events, and what may be done with it next."""

import json
from collections.abc import Callable
from typing import Any, ClassVar
from uuid import UUID

from casework.verdicts import Verdict
from core.clock import today
from core.law import Line, Reason
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
        told = json.dumps([_told(verdict) for verdict in verdicts], ensure_ascii=False)
        for name, instead in self.untold_names(case).items():
            told = told.replace(json.dumps(name, ensure_ascii=False)[1:-1], instead)
        besides = "" if asked else self.besides(case)
        return f'{row[:-1]}, "verdict": {told}{besides}}}'

    def besides(self, case: Any) -> str:
        """What is told of the case of today besides, as members of JSON that begin with a comma."""
        return ""

    def untold_names(self, case: Any) -> dict[str, str]:
        """The names of people that this bearer is not told, and no reason may tell them either;
        each with the words that stand in its place."""
        return {}


def _told(verdict: Verdict) -> dict[str, Any]:
    """A verdict in the API's form: the same that admin and portal show."""
    return {
        "move": verdict.name,
        "label": verdict.label,
        "lawful": verdict.lawful,
        "permitted": verdict.permitted,
        "open": verdict.open,
        "by_whom": verdict.by_whom,
        "reasons": [_why(reason) for reason in verdict.reasons],
        "lines": [_line(line, verdict) for line in verdict.lines],
    }


def _line(line: Line, verdict: Verdict) -> dict[str, Any]:
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
        "waived_until": until.isoformat() if until else None,
    }


def _why(reason: Reason) -> dict[str, str]:
    return {"code": reason.code, "text": reason.text, "authority": reason.authority}
