"""Rows whose page offers a few acts as buttons, each on a page of its own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest

from core.admin.acts import ActPage
from core.admin.forms import ActForm, NotedForm
from core.admin.presenting import page_of, whom
from core.admin.records import RecordAdmin
from core.clock import now


class ReasonForm(NotedForm):
    """An act that needs nothing but the reason for it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, needs_reason=True, **kwargs)


@dataclass(frozen=True, slots=True)
class RowAct:
    """One act upon a row: who may, what it asks for, and when it is offered."""

    label: str
    act: Callable[..., Any]
    form: type[ActForm]
    roles: Callable[[Any], Sequence[str] | frozenset[str]]
    offered: Callable[[Any], bool] = lambda row: True
    consequence: str = ""


class ActingAdmin(RecordAdmin):
    """Pages of rows with their acts as buttons; a subclass says who may."""

    record_template = "admin/case.html"
    id_argument = ""
    acts: Mapping[str, RowAct] = {}

    def by_whom(self, roles: Any) -> str:
        return whom(sorted(roles))

    def more_context(self, request: HttpRequest, row: Any, *, on: date) -> dict[str, Any]:
        lines = []
        for name, act in self.acts.items():
            if act.offered(row):
                permitted = self.may(request, act.roles(row))  # type: ignore[arg-type]
                lines.append(
                    {
                        "name": name,
                        "label": act.label,
                        "url": self.url("move", row.pk, name),
                        "open": permitted,
                        "permitted": permitted,
                        "by_whom": self.by_whom(act.roles(row)),
                    }
                )
        return {"moves": lines}

    def act_page(self, request: HttpRequest, row: Any, name: str) -> ActPage | None:
        act = self.acts.get(name)
        if act is None:
            return None
        return ActPage(
            title=act.label,
            about=str(row),
            form=act.form,
            call=lambda inputs: act.act(
                **{self.id_argument: row.pk}, by=request.user, at=now(), **inputs
            ),
            permitted=self.may(request, act.roles(row)),  # type: ignore[arg-type]
            by_whom=self.by_whom(act.roles(row)),
            back=page_of(row, site=self.admin_site),
            done=lambda made: self.after(made),
            success=lambda made: f"“{act.label}” is done: {made}.",
            consequences=[act.consequence] if act.consequence else [],
        )

    def after(self, made: Any) -> str:
        """Where the officer goes next: to the row."""
        return page_of(made, site=self.admin_site)
