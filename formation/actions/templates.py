"""Acts upon a version of a template of milestones: draft, change, check, publish."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Max

from accounts.models import User
from casework.runner import Doing, lock, make, open_case, permit, reasons_against_fields
from core.clock import civil_date
from core.errors import refuse_if
from core.transactions import step, use_case
from formation.models import MilestoneTemplate, TemplateRow
from formation.rules.rows import Row
from formation.rules.template import MOVES, TemplateState
from formation.selectors.templates import (
    journeys_under,
    rows_in,
    said_by,
    template_facts,
    template_in_force,
)


@use_case
def draft(*, model: str, by: User, at: datetime, note: str = "") -> MilestoneTemplate:
    """Begin a new version of a model's milestones as a copy of the one in force."""
    doing = Doing(by, at, note)
    permit(MOVES["draft"], doing)
    base = lock(MilestoneTemplate, template_in_force(model).pk)
    last = MilestoneTemplate.objects.filter(model=model).aggregate(last=Max("number"))["last"]
    made = MilestoneTemplate(model=model, number=last + 1, supersedes=base)
    facts = template_facts(made, on=civil_date(at), acting=by)
    recorded = {"model": model, "supersedes": base.number}
    open_case(made, MOVES["draft"], facts=facts, doing=doing, recorded=recorded)
    _write(made, said_by(base), doing)
    return made


@use_case
def add_row(
    *,
    template_id: UUID,
    row: Row,
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> MilestoneTemplate:
    """Add a milestone to a draft.

    Raises:
        Refused: with every reason why the template would not be sound with it.
    """
    doing = Doing(by, at, note, seen)
    template = _held("add_row", template_id, doing)
    _check_shape(row, "add_row")
    return _changed(template, "add_row", doing, row.code, [*said_by(template), row], row)


@use_case
def change_row(
    *,
    template_id: UUID,
    row: Row,
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> MilestoneTemplate:
    """Let a milestone of a draft, named by its code, be as this says.

    Raises:
        Refused: there is none of this code, or with every reason why the template would not be
            sound.
    """
    doing = Doing(by, at, note, seen)
    template = _held("change_row", template_id, doing)
    _check_shape(row, "change_row")
    rows = [row if each.code == row.code else each for each in said_by(template)]
    return _changed(template, "change_row", doing, row.code, rows, row)


@use_case
def remove_row(
    *,
    template_id: UUID,
    code: str,
    by: User,
    at: datetime,
    note: str = "",
    seen: int | None = None,
) -> MilestoneTemplate:
    """Take a milestone out of a draft.

    Raises:
        Refused: there is none of this code, or others wait for it.
    """
    doing = Doing(by, at, note, seen)
    template = _held("remove_row", template_id, doing)
    rows = [each for each in said_by(template) if each.code != code]
    return _changed(template, "remove_row", doing, code, rows, None)


def mark_checked(
    *, template_id: UUID, by: User, at: datetime, note: str = "", seen: int | None = None
) -> MilestoneTemplate:
    """The draft was checked and is ready to be published; its milestones are frozen."""
    return _act("mark_checked", template_id, Doing(by, at, note, seen))


def return_for_work(
    *, template_id: UUID, by: User, at: datetime, note: str, seen: int | None = None
) -> MilestoneTemplate:
    """More work is needed; the milestones can be changed again."""
    return _act("return_for_work", template_id, Doing(by, at, note, seen))


def withdraw(
    *, template_id: UUID, by: User, at: datetime, note: str, seen: int | None = None
) -> MilestoneTemplate:
    """The version will not be published."""
    return _act("withdraw", template_id, Doing(by, at, note, seen))


@use_case
def publish(
    *, template_id: UUID, by: User, at: datetime, note: str = "", seen: int | None = None
) -> MilestoneTemplate:
    """From now on journeys that choose the model run under this version; the one before it is
    retired, and journeys that run under that may adopt this.

    Raises:
        Refused: whoever publishes had a part in it, or another version was published meanwhile.
    """
    doing, on = Doing(by, at, note, seen), civil_date(at)
    permit(MOVES["publish"], doing)
    base = _lock_superseded(template_id)
    template = lock(MilestoneTemplate, template_id)
    facts = template_facts(template, on=on, acting=by)
    recorded = {"journeys_that_may_adopt_it": 0}
    if base is not None and base.state == TemplateState.PUBLISHED:
        # First, because one version of a model is in force at a time; a refusal below undoes it.
        recorded["journeys_that_may_adopt_it"] = journeys_under(base).count()
        before, stamps = template_facts(base, on=on, acting=by), {"retired_on": on}
        make(base, MOVES["retire"], facts=before, doing=Doing(by, at, note), stamps=stamps)
    stamps = {"published_on": on}
    return make(
        template, MOVES["publish"], facts=facts, doing=doing, stamps=stamps, recorded=recorded
    )


@step
def _lock_superseded(template_id: UUID) -> MilestoneTemplate | None:
    """Two versions drafted from one are published one after the other, so that one is refused."""
    rows = MilestoneTemplate.objects.filter(pk=template_id)
    base = rows.values_list("supersedes_id", flat=True).first()
    return lock(MilestoneTemplate, base) if base is not None else None


@use_case
def _act(name: str, template_id: UUID, doing: Doing) -> MilestoneTemplate:
    template = _held(name, template_id, doing)
    facts = template_facts(template, on=civil_date(doing.at), acting=doing.by)
    return make(template, MOVES[name], facts=facts, doing=doing)


@step
def _held(name: str, template_id: UUID, doing: Doing) -> MilestoneTemplate:
    permit(MOVES[name], doing)
    return lock(MilestoneTemplate, template_id)


@step
def _changed(
    template: MilestoneTemplate,
    name: str,
    doing: Doing,
    code: str,
    rows: Iterable[Row],
    row: Row | None,
) -> MilestoneTemplate:
    """Judge the template as it would be, record the move, and let its rows be as they should."""
    facts = template_facts(
        template, on=civil_date(doing.at), acting=doing.by, rows=rows, naming=code
    )
    recorded = asdict(row) if row is not None else {"code": code}
    made = make(template, MOVES[name], facts=facts, doing=doing, recorded=recorded)
    taken = rows_in(template.pk).filter(code=code)
    taken.update(taken_out_by=doing.by, taken_out_at=doing.at)
    if row is not None:
        _write(template, [row], doing)
    return made


def _check_shape(row: Row, move: str) -> None:
    """Refuse what no column can hold, before the law is asked what it means."""
    given = TemplateRow(**_columns(row))
    refuse_if(reasons_against_fields(given, SHAPED), move=move)


SHAPED = ("code", "title", "owner", "offset", "unit", "anchor", "after", "scope", "dependencies",
          "evidence", "kept_by", "ladder")  # fmt: skip


def _columns(row: Row) -> dict[str, Any]:
    said = asdict(row)
    return {**said, "dependencies": list(row.dependencies), "ladder": list(row.ladder)}


def _write(template: MilestoneTemplate, rows: Iterable[Row], doing: Doing) -> None:
    TemplateRow.objects.bulk_create(
        TemplateRow(template=template, entered_by=doing.by, entered_at=doing.at, **_columns(row))
        for row in rows
    )
