"""ISAP: the review of one stage by NHS England and NHS Improvement, and what it must be sent.

The Integrated Support and Assurance Process looks at new and complex contracts four times: early,
before the procurement, before the signature and before services commence. The commissioners submit;
NHS England and NHS Improvement decide. A virtual MCP is looked at only where a screening says so.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from core.law import Move, Moves, Party, Reason, rule
from core.wording import count, day
from formation.rules.authorities import ISAP, PROGRAMME_RULE
from formation.rules.isap import BEFORE, EVIDENCE, PASSED, STAGE_LABELS, AssuranceState, Stage

S = AssuranceState


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition on which a stage is passed: what is to be done, and by when."""

    text: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class AssuranceFacts:
    """What the law asks about a review, as true on the day `on`.

    `before` is the state of the review of the stage before this one, empty if there is none;
    `before_open` how many of its conditions are not discharged. `isap_applies` is true of the
    procured models, and of a virtual MCP whose screening says so.
    """

    on: date
    vanguard: str
    stage: str
    isap_applies: bool = True
    journey_is_forming: bool = True
    before: str = ""
    before_open: int = 0
    submitted_on: date | None = None
    decided_on: date | None = None
    conditions: tuple[Condition, ...] = ()
    evidence: Mapping[str, Mapping[str, str]] | None = None

    @property
    def label(self) -> str:
        """The stage in words."""
        return STAGE_LABELS.get(Stage(self.stage), "") if self.stage in set(Stage) else "This stage"


Facts = AssuranceFacts


@rule(whose=Party.PROGRAMME)
def stage_is_one_of_the_four(facts: Facts) -> Iterator[Reason]:
    """A review is of early engagement or of one of the three checkpoints."""
    if facts.stage not in set(Stage):
        yield Reason("stage_missing", "Choose early engagement or a checkpoint.", ISAP)


@rule(whose=Party.PROGRAMME, mended_by="journey.resume")
def journey_is_forming(facts: Facts) -> Iterator[Reason]:
    """What is assured is an MCP that is being formed, under a model that was chosen."""
    if not facts.journey_is_forming:
        yield Reason(
            "journey_not_forming",
            f"{facts.vanguard} is not forming an MCP under a chosen model now; there is nothing "
            "to assure.",
            ISAP,
        )


@rule(whose=Party.COMMISSIONER, mended_by="journey.record_isap_screening")
def isap_applies(facts: Facts) -> Iterator[Reason]:
    """A virtual MCP is assured only where the screening says that ISAP applies to it."""
    if not facts.isap_applies:
        yield Reason(
            "isap_does_not_apply",
            f"{facts.vanguard} forms under the virtual model, and no screening says that ISAP "
            "applies to it.",
            ISAP,
        )


@rule(
    "R37",
    whose=Party.NHS_ENGLAND,
    mended_by="assurance.pass_review",
    applies=lambda facts: facts.stage in BEFORE,
)
def stage_before_is_passed(facts: Facts) -> Iterator[Reason]:
    """A stage is submitted after the one before it was passed, and its conditions discharged."""
    earlier = STAGE_LABELS[BEFORE[facts.stage]]
    if facts.before not in PASSED:
        yield Reason(
            "stage_before_not_passed",
            f"{earlier} of {facts.vanguard} is not passed; {facts.label} follows it.",
            ISAP,
        )
    elif facts.before_open:
        yield Reason(
            "stage_before_conditions_open",
            f"{count(facts.before_open, 'condition')} of {earlier} not discharged yet.",
            ISAP,
        )


@rule(whose=Party.TIME)
def submission_has_happened(facts: Facts) -> Iterator[Reason]:
    """A submission is recorded on the day it was made, or later."""
    if facts.submitted_on is None:
        yield Reason("submission_date_missing", "Say on which day it was submitted.", ISAP)
    elif facts.submitted_on > facts.on:
        yield Reason(
            "submission_in_the_future",
            f"The submission is dated {day(facts.submitted_on)}, which has not come yet.",
            PROGRAMME_RULE,
        )


@rule(whose=Party.TIME)
def decision_follows_the_submission(facts: Facts) -> Iterator[Reason]:
    """A decision is dated after what it decides upon was submitted, and not in the future."""
    decided, submitted = facts.decided_on, facts.submitted_on
    if decided is None:
        yield Reason("assurance_date_missing", "Say on which day it was decided.", ISAP)
    elif decided > facts.on:
        yield Reason(
            "assurance_in_the_future",
            f"The decision is dated {day(decided)}, which has not come yet.",
            PROGRAMME_RULE,
        )
    elif submitted and decided < submitted:
        yield Reason(
            "assurance_before_submission",
            f"The decision is dated {day(decided)}, before the submission of {day(submitted)}.",
            PROGRAMME_RULE,
        )


@rule("R37", whose=Party.NHS_ENGLAND)
def conditions_are_named_and_dated(facts: Facts) -> Iterator[Reason]:
    """Each condition says what is to be done, and by a day that comes after the decision."""
    if not facts.conditions:
        yield Reason("conditions_missing", "Name at least one condition, or pass it without.", ISAP)
    for number, condition in enumerate(facts.conditions, start=1):
        if not condition.text.strip():
            yield Reason(
                "condition_text_missing", f"Condition {number} does not say what is to be done.",
                ISAP,
            )  # fmt: skip
        if condition.due_on is None:
            yield Reason(
                "condition_due_date_missing",
                f"Condition {number} does not say by when it is to be done.",
                ISAP,
            )
        elif facts.decided_on and condition.due_on < facts.decided_on:
            yield Reason(
                "condition_due_before_decision",
                f"Condition {number} is due on {day(condition.due_on)}, before the decision.",
                PROGRAMME_RULE,
            )


@rule(whose=Party.COMMISSIONER)
def evidence_is_on_the_list(facts: Facts) -> Iterator[Reason]:
    """What was received is an item of the stage's list, has a title, and came by today."""
    known = EVIDENCE.get(facts.stage, {})
    for item, mark in (facts.evidence or {}).items():
        if item not in known:
            yield Reason("evidence_unknown", f"{facts.label} has no such item of evidence.", ISAP)
        elif not mark["title"].strip():
            yield Reason(
                "evidence_title_missing", f"{known[item]}: give the document's title.", ISAP
            )
        elif mark["received_on"] > facts.on.isoformat():
            yield Reason(
                "evidence_in_the_future",
                f"{known[item]}: it cannot have been received on a day that has not come.",
                PROGRAMME_RULE,
            )


OFFICER = ("programme_officer", "approving_officer")
APPROVER = ("approving_officer",)
DECIDED = ("journey_moved",)

MOVES: Moves[Facts] = Moves(
    "assurance",
    S,
    Move(
        "submit",
        "Submit for assurance",
        (),
        S.SUBMITTED,
        OFFICER,
        (
            stage_is_one_of_the_four,
            journey_is_forming,
            isap_applies,
            stage_before_is_passed,
            submission_has_happened,
        ),
        effective="submitted_on",
    ),
    Move(
        "receive_evidence",
        "Record evidence as received",
        (S.SUBMITTED, S.NOT_PASSED),
        None,
        OFFICER,
        (evidence_is_on_the_list,),
    ),
    Move(
        "pass_review",
        "Record as passed",
        (S.SUBMITTED,),
        S.PASSED,
        APPROVER,
        (decision_follows_the_submission,),
        DECIDED,
        effective="decided_on",
    ),
    Move(
        "pass_with_conditions",
        "Record as passed with conditions",
        (S.SUBMITTED,),
        S.PASSED_WITH_CONDITIONS,
        APPROVER,
        (decision_follows_the_submission, conditions_are_named_and_dated),
        DECIDED,
        effective="decided_on",
    ),
    Move(
        "refuse",
        "Record as not passed",
        (S.SUBMITTED,),
        S.NOT_PASSED,
        APPROVER,
        (decision_follows_the_submission,),
        DECIDED,
        needs_reason=True,
        effective="decided_on",
    ),
    Move(
        "resubmit",
        "Submit again",
        (S.NOT_PASSED,),
        S.SUBMITTED,
        OFFICER,
        (journey_is_forming, submission_has_happened),
        effective="submitted_on",
    ),
)
