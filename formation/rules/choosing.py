"""Which model a vanguard forms under, and what may follow a live alliance."""

from collections.abc import Iterator

from core.law import Party, Reason, rule
from formation.rules.authorities import FRAMEWORK_2016
from formation.rules.facts import JourneyFacts
from formation.rules.states import Model

Facts = JourneyFacts


@rule("R36", whose=Party.PROGRAMME, mended_by="journey.select_model")
def model_is_chosen(facts: Facts) -> Iterator[Reason]:
    """The vanguard has chosen one of the three voluntary models."""
    if facts.model not in set(Model):
        yield Reason("model_missing", "Choose the virtual, partial or full model.", FRAMEWORK_2016)


@rule(
    "R41",
    whose=Party.PROGRAMME,
    applies=lambda facts: facts.predecessor is not None or facts.successor_exists,
)
def predecessor_is_a_live_alliance(facts: Facts) -> Iterator[Reason]:
    """Only a live virtual MCP is followed by a further journey, and by one at a time."""
    if facts.successor_exists:
        yield Reason(
            "successor_exists",
            f"A journey that succeeds the alliance of {facts.vanguard} is under way already.",
            FRAMEWORK_2016,
        )
    elif facts.predecessor is not None and facts.predecessor != ("live", Model.VIRTUAL):
        yield Reason(
            "predecessor_not_a_live_alliance",
            f"{facts.vanguard} has no live virtual MCP that could go on to another model.",
            FRAMEWORK_2016,
        )


@rule("R41", whose=Party.PROGRAMME, applies=lambda facts: facts.is_successor)
def successor_is_procured(facts: Facts) -> Iterator[Reason]:
    """An alliance goes on to the partial or the full model, and not to another alliance."""
    if facts.model == Model.VIRTUAL:
        yield Reason(
            "successor_not_procured",
            f"{facts.vanguard} has an alliance already; choose the partial or the full model.",
            FRAMEWORK_2016,
        )


@rule("R41", whose=Party.PROGRAMME)
def model_is_another(facts: Facts) -> Iterator[Reason]:
    """A change of model is a change to another one."""
    if facts.model and facts.model == facts.present_model:
        yield Reason(
            "model_unchanged",
            f"{facts.vanguard} forms under the {facts.model} model already.",
            FRAMEWORK_2016,
        )


@rule("R36", whose=Party.PROGRAMME, mended_by="journey.change_model")
def model_is_virtual(facts: Facts) -> Iterator[Reason]:
    """This step belongs to the virtual model."""
    if facts.model != Model.VIRTUAL:
        yield Reason(
            "model_not_virtual",
            f"{facts.vanguard} forms under the {facts.model or 'unknown'} model; "
            "an alliance is the virtual model's step.",
            FRAMEWORK_2016,
        )


@rule("R36", whose=Party.PROGRAMME, mended_by="journey.change_model")
def model_is_procured(facts: Facts) -> Iterator[Reason]:
    """This step belongs to the partial and full models, whose contract is procured."""
    if facts.model not in (Model.PARTIAL, Model.FULL):
        yield Reason(
            "model_not_procured",
            f"{facts.vanguard} forms under the {facts.model or 'unknown'} model; "
            "nothing is procured in it.",
            FRAMEWORK_2016,
        )
