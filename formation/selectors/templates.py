"""Reads of templates of milestones: which version is in force, what it holds, what may be done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from accounts.models import User
from casework.verdicts import Verdict, verdicts
from core.errors import NotFound
from core.working_days import is_working_day
from formation.models import Journey, MilestoneTemplate, TemplateRow
from formation.rules.rows import Row
from formation.rules.soundness import TemplateFacts
from formation.rules.template import TemplateState

KEPT = (TemplateState.PUBLISHED, TemplateState.RETIRED)
"""The states in which a version's milestones never change again, and a journey may run under it."""


def templates() -> QuerySet[MilestoneTemplate]:
    """Every version for every model, drafts included, the newest of each model first."""
    return MilestoneTemplate.objects.select_related("supersedes")


def template_in_force(model: str) -> MilestoneTemplate:
    """The published version, under which journeys that choose the model set out.

    Raises:
        NotFound: there is no such model.
    """
    found = MilestoneTemplate.objects.filter(model=model, state=TemplateState.PUBLISHED).first()
    if found is None:
        raise NotFound(f"No template of milestones is published for the model “{model}”.")
    return found


def template_of(journey: Journey) -> MilestoneTemplate | None:
    """The version that a journey runs under; the one in force where none was pinned, and none
    before a model is chosen."""
    if journey.template_id is not None:
        return journey.template
    return template_in_force(journey.model) if journey.model else None


def adoptable() -> QuerySet[MilestoneTemplate]:
    """The versions that a running journey may adopt."""
    return MilestoneTemplate.objects.filter(state=TemplateState.PUBLISHED).order_by("model")


def rows_in(template_id: UUID) -> QuerySet[TemplateRow]:
    """The milestones that a version holds, without those that were taken out of the draft."""
    return TemplateRow.objects.filter(template=template_id, taken_out_at=None).order_by("code")


def rows_of(template: MilestoneTemplate) -> tuple[TemplateRow, ...]:
    """The milestones of a version, by code. What was published is read once in each process."""
    if template.state in KEPT:
        return _kept(template.pk)
    return tuple(rows_in(template.pk))


@lru_cache(maxsize=256)
def _kept(template_id: UUID) -> tuple[TemplateRow, ...]:
    return tuple(rows_in(template_id))


def said_by(template: MilestoneTemplate) -> tuple[Row, ...]:
    """The milestones of a version as the law reads them."""
    return tuple(row.said for row in rows_of(template))


AUTHORSHIP = ("draft", "add_row", "change_row", "remove_row", "mark_checked")
"""The moves that make somebody an author of a version."""


def template_facts(
    template: MilestoneTemplate,
    *,
    on: date,
    acting: User,
    rows: Iterable[Row] | None = None,
    naming: str = "",
) -> TemplateFacts:
    """What the law asks about this version on the day; `rows` are what it is about to hold."""
    authors = template.changes.filter(move__in=AUTHORSHIP).values_list("made_by", flat=True)
    held = said_by(template)
    base = said_by(template.supersedes) if template.supersedes else ()
    after = held if rows is None else tuple(rows)
    return TemplateFacts(
        on=on,
        name=str(template),
        rows=after,
        is_working_day=is_working_day,
        supersedes=template.supersedes.number if template.supersedes else None,
        current=template_in_force(template.model).number,
        differs=after != base,
        acting=str(acting.pk),
        authors=frozenset(str(author) for author in authors),
        naming=naming,
        known=frozenset(row.code for row in held),
    )


def open_moves_of_template(template: MilestoneTemplate, *, viewer: User, on: date) -> list[Verdict]:
    """What may be done with this version next, and why not yet.

    Which milestone is meant is asked by the forms, and counts as given.
    """
    facts = template_facts(template, on=on, acting=viewer)
    found = verdicts(template, facts=facts, viewer=viewer, on=on)
    known = verdicts(
        template,
        facts=template_facts(template, on=on, acting=viewer, naming=min(facts.known, default="")),
        viewer=viewer,
        on=on,
    )
    return [
        with_row if without.name in ("change_row", "remove_row") else without
        for without, with_row in zip(found, known, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Difference:
    """One milestone in which two versions differ; None where one of them has it not."""

    code: str
    old: Row | None
    new: Row | None


def differences(old: MilestoneTemplate, new: MilestoneTemplate) -> list[Difference]:
    """The milestones in which two versions differ, by code."""
    before = {row.code: row for row in said_by(old)}
    after = {row.code: row for row in said_by(new)}
    return [
        Difference(code, before.get(code), after.get(code))
        for code in sorted({*before, *after})
        if before.get(code) != after.get(code)
    ]


def journeys_under(template: MilestoneTemplate) -> Any:
    """The journeys that run under this version."""
    return template.journeys.select_related("vanguard").order_by("vanguard__code")
