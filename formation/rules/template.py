"""The machine of a template of milestones: drafted, checked, published by another, retired."""

from collections.abc import Iterator
from enum import StrEnum

from core.law import Move, Moves, Party, Reason, rule
from formation.rules.authorities import PROGRAMME_RULE
from formation.rules.soundness import SOUND, TemplateFacts

FOUR_EYES = "Rule of the programme: four eyes"

Facts = TemplateFacts


class TemplateState(StrEnum):
    """How far a version of a template has come."""

    DRAFTED = "drafted"
    CHECKED = "checked"
    PUBLISHED = "published"
    RETIRED = "retired"
    WITHDRAWN = "withdrawn"


S = TemplateState

IN_THE_MAKING = frozenset({S.DRAFTED, S.CHECKED})
"""No journey runs under it yet."""

OFFERED = frozenset({S.PUBLISHED})
"""Journeys set out under it, and others may adopt it."""

SETTLED = frozenset({S.RETIRED, S.WITHDRAWN})
"""It never changes again; journeys that run under a retired one go on under it."""


@rule()
def code_is_free(facts: Facts) -> Iterator[Reason]:
    """A milestone is added under a code that no other of the template has."""
    if facts.naming in facts.known:
        text = f"{facts.naming} is in this template already. Change that, or give another code."
        yield Reason("template_code_taken", text, PROGRAMME_RULE)


@rule()
def row_is_there(facts: Facts) -> Iterator[Reason]:
    """Only a milestone that the template has can be changed or taken out."""
    if facts.naming not in facts.known:
        text = f"“{facts.naming}” is no milestone of this template."
        yield Reason("template_row_unknown", text, PROGRAMME_RULE)


@rule(mended_by="milestone_template.change_row")
def template_changes_something(facts: Facts) -> Iterator[Reason]:
    """A version differs from the one that it supersedes."""
    if not facts.differs:
        text = f"{facts.name} holds the same milestones as version {facts.supersedes}."
        yield Reason("template_changes_nothing", text, PROGRAMME_RULE)


@rule(mended_by="milestone_template.draft")
def template_builds_on_the_one_in_force(facts: Facts) -> Iterator[Reason]:
    """A version supersedes the one in force, so that nothing published meanwhile is lost."""
    if facts.supersedes != facts.current:
        text = (
            f"{facts.name} was drafted from version {facts.supersedes}, and version "
            f"{facts.current} has been published since. Draft a new one from that."
        )
        yield Reason("template_overtaken", text, PROGRAMME_RULE)


@rule(whose=Party.PROGRAMME)
def publisher_is_no_author(facts: Facts) -> Iterator[Reason]:
    """A version is published by somebody who neither drafted, changed nor checked it."""
    if facts.acting in facts.authors:
        text = (
            f"You drafted, changed or checked {facts.name}. Another approving officer must "
            "publish it."
        )
        yield Reason("template_publisher_is_author", text, FOUR_EYES)


OFFICER = ("programme_officer", "approving_officer")
APPROVER = ("approving_officer",)
TO_GO_ON = (template_changes_something, template_builds_on_the_one_in_force)

MOVES: Moves[TemplateFacts] = Moves(
    "milestone_template",
    S,
    Move("draft", "Draft a new version", (), S.DRAFTED, OFFICER),
    Move(
        "add_row",
        "Add a milestone",
        (S.DRAFTED,),
        None,
        OFFICER,
        (code_is_free, *SOUND),
    ),
    Move(
        "change_row",
        "Change a milestone",
        (S.DRAFTED,),
        None,
        OFFICER,
        (row_is_there, *SOUND),
    ),
    Move(
        "remove_row",
        "Take a milestone out",
        (S.DRAFTED,),
        None,
        OFFICER,
        (row_is_there, *SOUND),
    ),
    Move(
        "mark_checked",
        "Mark as checked",
        (S.DRAFTED,),
        S.CHECKED,
        OFFICER,
        (*TO_GO_ON, *SOUND),
    ),
    Move(
        "return_for_work",
        "Return for more work",
        (S.CHECKED,),
        S.DRAFTED,
        OFFICER,
        needs_reason=True,
    ),
    Move(
        "publish",
        "Publish",
        (S.CHECKED,),
        S.PUBLISHED,
        APPROVER,
        (publisher_is_no_author, *TO_GO_ON, *SOUND),
        effective="published_on",
    ),
    Move("retire", "Retire", (S.PUBLISHED,), S.RETIRED, APPROVER, effective="retired_on"),
    Move(
        "withdraw",
        "Withdraw",
        (S.DRAFTED, S.CHECKED),
        S.WITHDRAWN,
        OFFICER,
        needs_reason=True,
    ),
)
