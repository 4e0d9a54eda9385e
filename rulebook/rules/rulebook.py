"""The rulebook's own machine: how a version of the law's figures is drafted and published."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from core.law import Move, Moves, Party, Reason, rule
from rulebook.rules.figures import KINDS, read

FOUR_EYES = "Rule of the programme: four eyes (ADR 0013)"
DATED_FIGURES = "Rule of the programme: figures are dated (ADR 0013)"


class RulebookState(StrEnum):
    """How far a version of the rulebook has come."""

    DRAFTED = "drafted"
    PROPOSED = "proposed"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


S = RulebookState

IN_THE_MAKING = frozenset({S.DRAFTED, S.PROPOSED})
"""It binds nobody yet."""

SETTLED = frozenset({S.PUBLISHED, S.WITHDRAWN})
"""It never changes again."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What an officer enters for one figure."""

    key: str
    value: str
    authority: str
    in_force_from: date
    in_force_until: date | None


@dataclass(frozen=True, slots=True)
class RulebookFacts:
    """What the law asks about a version of the rulebook, as true on the day `on`.

    `acting` is whoever would make the move, and `authors` all who drafted, changed or proposed the
    version. `setting` is the figure about to be entered, and `restoring` the key of the one that
    is about to be put back.
    """

    on: date
    number: int
    supersedes: int | None = None
    current: int | None = None
    changes: int = 0
    acting: str = ""
    authors: frozenset[str] = frozenset()
    setting: Setting | None = None
    restoring: str | None = None


Facts = RulebookFacts


def _entered_key(facts: Facts) -> str | None:
    return facts.setting.key if facts.setting else facts.restoring


@rule(applies=lambda facts: _entered_key(facts) is not None)
def figure_is_one_of_the_law(facts: Facts) -> Iterator[Reason]:
    """Only figures that a rule of the law asks for can be set."""
    key = _entered_key(facts)
    if key is not None and key not in KINDS:
        yield Reason(
            "figure_unknown",
            f"“{key}” is no figure of the law. The figures are: {', '.join(KINDS)}.",
            DATED_FIGURES,
        )


@rule(applies=lambda facts: facts.setting is not None)
def value_is_of_the_figures_unit(facts: Facts) -> Iterator[Reason]:
    """A figure's value is what its unit demands: a date, or a whole number within its range."""
    setting = facts.setting
    if setting is None or setting.key not in KINDS:
        return
    try:
        read(setting.key, setting.value)
    except ValueError as error:
        yield Reason("figure_value_invalid", f"{KINDS[setting.key].label}: {error}", DATED_FIGURES)


@rule(applies=lambda facts: facts.setting is not None)
def figure_names_its_authority(facts: Facts) -> Iterator[Reason]:
    """Every figure says on which text it rests, confirmed or not."""
    if facts.setting is not None and not facts.setting.authority.strip():
        yield Reason(
            "figure_authority_missing",
            "Name the text that the figure rests on, such as “SI 2019/248, regulation 15”.",
            DATED_FIGURES,
        )


@rule(applies=lambda facts: facts.setting is not None)
def figure_is_in_force_for_a_while(facts: Facts) -> Iterator[Reason]:
    """A figure's period begins before it ends."""
    setting = facts.setting
    if setting is None or setting.in_force_until is None:
        return
    if setting.in_force_until <= setting.in_force_from:
        yield Reason(
            "figure_period_backwards",
            "The figure would cease to be in force before it comes into force. "
            "Give a later last day, or none.",
            DATED_FIGURES,
        )


@rule(whose=Party.PROGRAMME, mended_by="rulebook.set_figure")
def rulebook_changes_something(facts: Facts) -> Iterator[Reason]:
    """A version differs from the one that it supersedes."""
    if facts.changes == 0:
        yield Reason(
            "rulebook_changes_nothing",
            f"Rulebook {facts.number} holds the same figures as rulebook {facts.supersedes}. "
            "Set a figure first, or withdraw it.",
            DATED_FIGURES,
        )


@rule(whose=Party.PROGRAMME, mended_by="rulebook.draft")
def rulebook_builds_on_the_one_in_force(facts: Facts) -> Iterator[Reason]:
    """A version supersedes the one in force, so that nothing published meanwhile is lost."""
    if facts.supersedes != facts.current:
        yield Reason(
            "rulebook_overtaken",
            f"Rulebook {facts.number} was drafted from rulebook {facts.supersedes}, and rulebook "
            f"{facts.current} has been published since. Draft a new one from that.",
            DATED_FIGURES,
        )


@rule(whose=Party.PROGRAMME)
def approver_is_no_author(facts: Facts) -> Iterator[Reason]:
    """A version is published by somebody who neither drafted, changed nor proposed it."""
    if facts.acting in facts.authors:
        yield Reason(
            "approver_is_author",
            f"You drafted, changed or proposed rulebook {facts.number}. "
            "Another approving officer must publish it.",
            FOUR_EYES,
        )


OFFICER = ("programme_officer", "approving_officer")
APPROVER = ("approving_officer",)

MOVES: Moves[RulebookFacts] = Moves(
    "rulebook",
    S,
    Move("draft", "Draft a new rulebook", (), S.DRAFTED, OFFICER),
    Move(
        "set_figure",
        "Set a figure",
        (S.DRAFTED,),
        None,
        OFFICER,
        (
            figure_is_one_of_the_law,
            value_is_of_the_figures_unit,
            figure_names_its_authority,
            figure_is_in_force_for_a_while,
        ),
    ),
    Move(
        "restore_figure",
        "Put a figure back as it was",
        (S.DRAFTED,),
        None,
        OFFICER,
        (figure_is_one_of_the_law,),
    ),
    Move(
        "propose",
        "Propose for publication",
        (S.DRAFTED,),
        S.PROPOSED,
        OFFICER,
        (rulebook_changes_something, rulebook_builds_on_the_one_in_force),
    ),
    Move(
        "return_for_work",
        "Return for more work",
        (S.PROPOSED,),
        S.DRAFTED,
        OFFICER,
        needs_reason=True,
    ),
    Move(
        "publish",
        "Publish",
        (S.PROPOSED,),
        S.PUBLISHED,
        APPROVER,
        (approver_is_no_author, rulebook_changes_something, rulebook_builds_on_the_one_in_force),
        effective="published_on",
    ),
    Move(
        "withdraw",
        "Withdraw",
        (S.DRAFTED, S.PROPOSED),
        S.WITHDRAWN,
        OFFICER,
        needs_reason=True,
    ),
)
