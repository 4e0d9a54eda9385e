"""The conditions of a journey's moves: one function a condition. Its gates are in `gates`."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from core.law import Party, Reason, rule
from core.wording import count, day, listed
from formation.rules.authorities import (
    ALLIANCE,
    FRAMEWORK_2016,
    GMS_SCHEDULE_3A_2,
    INTEGRATION_AGREEMENT,
    PROGRAMME_RULE,
)
from formation.rules.facts import JourneyFacts, PracticeStanding
from formation.rules.states import Model

Facts = JourneyFacts


def _is_bound(practice: PracticeStanding) -> bool:
    """Whether going live would put this practice's level in effect, or waits for it."""
    if practice.required:
        return practice.participation in ("decided", "signed", "in_effect")
    return practice.participation == "signed"


def _waits_for_suspension(practice: PracticeStanding) -> bool:
    """Whether the practice integrates fully and still serves under its own contract."""
    asleep = practice.contract_status in ("suspended", "reactivatable", "terminated")
    return _is_bound(practice) and practice.level == "full" and not asleep


def _codes(practices: Sequence[PracticeStanding]) -> tuple[str, ...]:
    """The practices of which a reason speaks, so that none is shown another's name."""
    return tuple(practice.code for practice in practices)


@rule("R23", "R36", whose=Party.PRACTICE, mended_by="practice_contract.give_reactivation_notice")
def no_practice_serves_under_it(facts: Facts) -> Iterator[Reason]:
    """An MCP is neither given up nor ended while practices' own contracts are suspended for it:
    their patients are never without a practice."""
    asleep = [p for p in facts.practices if p.level == "full" and p.is_suspended]
    if asleep:
        yield Reason(
            "practices_still_suspended",
            f"The own contracts of {count(len(asleep), 'practice')} are suspended for "
            f"{facts.vanguard}: {listed([practice.name for practice in asleep])}.",
            GMS_SCHEDULE_3A_2,
            _codes(asleep),
        )


@rule("R36", whose=Party.COMMISSIONER, mended_by="mcp_contract.terminate")
def no_services_run_under_it(facts: Facts) -> Iterator[Reason]:
    """An MCP that is given up has no contract in service."""
    if facts.contract_state == "in_service":
        yield Reason(
            "contract_in_service",
            f"Services run under the contract of {facts.vanguard}; it must end first.",
            FRAMEWORK_2016,
        )


@rule("R42", whose=Party.PROGRAMME, mended_by="journey.plan_go_live")
def go_live_is_planned(facts: Facts) -> Iterator[Reason]:
    """There is a planned day, from which every milestone is dated."""
    if facts.planned_go_live_on is None:
        yield Reason(
            "go_live_date_missing", "Give the day on which the MCP is to go live.", PROGRAMME_RULE
        )


@rule("R01", whose=Party.PROGRAMME, mended_by="mcp_contract.terminate")
def contract_fits_the_model(facts: Facts) -> Iterator[Reason]:
    """The vanguard's contract was drawn up for the model that it now forms under."""
    if facts.contract_integration and facts.contract_integration != facts.model:
        yield Reason(
            "contract_of_other_model",
            f"The contract of {facts.vanguard} is for the {facts.contract_integration} model. "
            f"Terminate it and draft one for the {facts.model} model.",
            FRAMEWORK_2016,
        )


@rule("R01", whose=Party.PROGRAMME, mended_by="mcp_contract.draft")
def contract_is_drafted(facts: Facts) -> Iterator[Reason]:
    """There is a contract or alliance agreement on record."""
    if not facts.contract_state:
        yield Reason(
            "contract_missing",
            f"No contract or alliance agreement of {facts.vanguard} is on record.",
            FRAMEWORK_2016,
        )


@rule("R46", whose=Party.COMMISSIONER, mended_by="mcp_contract.record_terms", waivable=True)
def holder_is_recorded(facts: Facts) -> Iterator[Reason]:
    """The preferred bidder and its legal form are on the contract."""
    if not facts.holder_is_named:
        yield Reason(
            "holder_missing",
            f"The contract of {facts.vanguard} does not name its holder and the holder's legal "
            "form.",
            PROGRAMME_RULE,
        )


@rule("R36", whose=Party.COMMISSIONER, mended_by="mcp_contract.award")
def contract_is_awarded(facts: Facts) -> Iterator[Reason]:
    """The award is on the contract's own record."""
    if facts.contract_state not in ("awarded", "signed", "in_service"):
        yield Reason(
            "contract_not_awarded",
            f"The contract of {facts.vanguard} is not recorded as awarded.",
            FRAMEWORK_2016,
        )


@rule("R02", whose=Party.COMMISSIONER, mended_by="mcp_contract.sign")
def contract_is_signed(facts: Facts) -> Iterator[Reason]:
    """The contract or alliance agreement is signed."""
    if facts.contract_state not in ("signed", "in_service"):
        yield Reason(
            "contract_not_signed",
            f"The contract or alliance agreement of {facts.vanguard} is not signed.",
            FRAMEWORK_2016,
        )


@rule(whose=Party.COMMISSIONER, mended_by="mcp_contract.record_terms")
def services_may_start(facts: Facts) -> Iterator[Reason]:
    """Going live starts the services of a signed contract, on the day it says or later."""
    if facts.contract_state != "signed":
        return
    starts = facts.contract_starts_on
    if starts is None:
        yield Reason(
            "service_date_missing",
            f"The contract of {facts.vanguard} has no date on which services start.",
            PROGRAMME_RULE,
        )
    elif starts > facts.on:
        yield Reason(
            "service_date_not_come",
            f"Services under the contract of {facts.vanguard} start on {day(starts)}.",
            PROGRAMME_RULE,
        )


@rule("R42", whose=Party.TIME, mended_by="journey.plan_go_live")
def go_live_day_has_come(facts: Facts) -> Iterator[Reason]:
    """An MCP goes live on its planned day, or later."""
    if facts.planned_go_live_on and facts.planned_go_live_on > facts.on:
        yield Reason(
            "go_live_day_not_come",
            f"{facts.vanguard} is planned to go live on {day(facts.planned_go_live_on)}.",
            PROGRAMME_RULE,
        )


@rule("R43", whose=Party.PRACTICE, mended_by="participation.decide")
def someone_takes_part(facts: Facts) -> Iterator[Reason]:
    """An MCP is formed by practices."""
    if not any(p.level not in ("", "outside") for p in facts.practices):
        yield Reason(
            "no_practice_takes_part",
            f"No practice has decided to take part in {facts.vanguard}.",
            FRAMEWORK_2016,
        )


@rule("R05", whose=Party.PRACTICE, mended_by="participation.decide", waivable=True)
def every_required_practice_has_decided(facts: Facts) -> Iterator[Reason]:
    """Taking part is voluntary; each practice that going live depends on has said what it does."""
    waiting = [
        practice
        for practice in facts.practices
        if practice.required and practice.participation in ("invited", "preference", "in_principle")
    ]
    if waiting:
        yield Reason(
            "practices_undecided",
            f"{count(len(waiting), 'practice has', 'practices have')} not decided: "
            f"{listed([practice.name for practice in waiting])}.",
            PROGRAMME_RULE,
            _codes(waiting),
        )


@rule("R02", "R03", whose=Party.PRACTICE, mended_by="participation.sign_agreement")
def every_participant_has_signed(facts: Facts) -> Iterator[Reason]:
    """Each practice that takes part has signed the agreement of its level."""
    waiting = [
        practice
        for practice in facts.practices
        if practice.required
        and practice.level not in ("", "outside")
        and practice.participation == "decided"
    ]
    if waiting:
        yield Reason(
            "practices_unsigned",
            f"{count(len(waiting), 'practice has', 'practices have')} not signed the agreement: "
            f"{listed([practice.name for practice in waiting])}.",
            ALLIANCE if facts.model == Model.VIRTUAL else INTEGRATION_AGREEMENT,
            _codes(waiting),
        )


@rule("R41", whose=Party.PRACTICE, mended_by="participation.decide")
def levels_are_offered_by_the_model(facts: Facts) -> Iterator[Reason]:
    """What a practice decided under another model, this model may not offer."""
    offered = facts.levels_offered
    if offered is None:
        return
    for practice in facts.practices:
        if _is_bound(practice) and practice.level and practice.level not in offered:
            yield Reason(
                "levels_not_of_model",
                f"{practice.name} decided on the {practice.level} level, which the {facts.model} "
                f"model of {facts.vanguard} does not offer. It must decide again.",
                FRAMEWORK_2016,
                _codes([practice]),
            )


@rule("R02", "R03", whose=Party.PRACTICE)
def agreements_are_signed_as_they_stand(facts: Facts) -> Iterator[Reason]:
    """An agreement whose wording or whose practice's holders changed is signed again first."""
    for practice in facts.practices:
        if practice.agreement_lapsed:
            yield Reason(
                "agreement_to_be_signed_again",
                f"The agreement of {practice.name} must be signed again: its wording or the "
                "holders of the practice's contract have changed.",
                INTEGRATION_AGREEMENT,
            )


@rule("R04", whose=Party.PRACTICE, mended_by="practice_contract.record_start_date")
def practices_start_on_the_day(facts: Facts) -> Iterator[Reason]:
    """Going live suspends the contracts of the practices that start under the MCP on that day."""
    for practice in facts.practices:
        start = practice.starts_under_mcp_on
        if _waits_for_suspension(practice) and start is not None and start < facts.on:
            yield Reason(
                "practice_starts_on_another_day",
                f"{practice.name} told NHS England that it starts under the MCP contract on "
                f"{day(start)}; the MCP goes live on {day(facts.on)}. Record its start date anew, "
                "or suspend its contract by itself.",
                GMS_SCHEDULE_3A_2,
                _codes([practice]),
            )


@rule("R03", "R04", "R05", whose=Party.NHS_ENGLAND, mended_by="practice_contract.suspend")
def contracts_are_as_the_levels_demand(facts: Facts) -> Iterator[Reason]:
    """Fully integrating practices are suspended or terminated, or nothing stands against suspending
    them as the MCP goes live; all others keep their contract.

    A practice that going live does not wait for, but that has signed, goes live with the others.
    """
    for practice in facts.practices:
        if _waits_for_suspension(practice) and practice.against_suspension != ():
            yield Reason(
                "practice_not_suspended",
                f"{practice.name} integrates fully; its {practice.contract_type.upper() or 'own'} "
                "contract must be suspended or ended first.",
                GMS_SCHEDULE_3A_2,
                _codes([practice]),
            )
            for reason in practice.against_suspension or ():
                yield replace(reason, about=_codes([practice]))
        elif (
            _is_bound(practice)
            and practice.level in ("partial", "virtual")
            and practice.contract_status != "retained"
        ):
            yield Reason(
                "practice_contract_not_retained",
                f"{practice.name} takes part at the {practice.level} level and must hold its own "
                f"contract; it is {practice.contract_status or 'not on record'}.",
                INTEGRATION_AGREEMENT if practice.level == "partial" else ALLIANCE,
                _codes([practice]),
            )
