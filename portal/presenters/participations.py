"""A practice's participation in plain words, and what may be done about it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.roles import PRACTICE_ROLES, label
from casework.verdicts import Verdict
from core.wording import count, day
from gp_relationships.rules.participation import MOVES
from gp_relationships.rules.participation_states import (
    AGREEMENTS,
    LEVELS,
    UNDECIDED,
    Level,
    ParticipationState,
)
from portal.presenters.papers import Paper
from portal.presenters.words import Line, Tag, lines

P = ParticipationState


@dataclass(frozen=True, slots=True)
class Said:
    """How one of the practice's three moves is spoken of."""

    slug: str
    title: str
    button: str
    done: str
    next_steps: tuple[str, ...]


SAID: dict[str, Said] = {
    "state_preference": Said(
        "state-preference",
        "State a preference",
        "Record the preference",
        "Preference recorded",
        (
            "The programme office sees your preference now. Nobody is bound by it.",
            "You can change it until your practice decides in principle.",
        ),
    ),
    "decide_in_principle": Said(
        "decide-in-principle",
        "Decide in principle",
        "Record the decision in principle",
        "Decision in principle recorded",
        (
            "The programme office sees it now. It can be changed until your practice decides.",
            "When the partners have decided, record their decision here.",
        ),
    ),
    "decide": Said(
        "decide",
        "Record the decision",
        "Record the decision",
        "Decision recorded",
        (
            "Within a few minutes, everybody who speaks for your practice and the programme "
            "office get an e-mail that says what was decided.",
        ),
    ),
}

BY_SLUG = {said.slug: name for name, said in SAID.items()}

LEVEL_NAMES = {
    Level.FULL: "Fully integrated",
    Level.PARTIAL: "Partially integrated",
    Level.VIRTUAL: "Virtual",
    Level.OUTSIDE: "Stay outside",
}

LEVEL_MEANINGS = {
    Level.FULL: "The practice provides its services under the MCP contract. Its own GMS or PMS "
    "contract is suspended; an APMS contract has to end.",
    Level.PARTIAL: "The practice keeps its own contract and signs an integration agreement with "
    "the MCP.",
    Level.VIRTUAL: "The practice keeps its own contract and joins the alliance agreement.",
    Level.OUTSIDE: "The practice keeps its own contract and takes no part in this MCP.",
}

STATES = {
    P.INVITED: Tag("Invited, no answer yet", "blue"),
    P.PREFERENCE: Tag("Preference stated", "blue"),
    P.IN_PRINCIPLE: Tag("Decided in principle", "purple"),
    P.DECIDED: Tag("Decided", "green"),
    P.SIGNED: Tag("Agreement signed", "green"),
    P.IN_EFFECT: Tag("In effect", "green"),
    P.LEFT: Tag("Left", "grey"),
}


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that is asked of the practice."""

    title: str
    hint: str
    status: Tag
    slug: str = ""
    document: str = ""


def state_tag(participation: Any) -> Tag:
    """How far the practice's decision has come."""
    return STATES[P(participation.state)]


def level_name(level: str) -> str:
    """A level as people say it."""
    return LEVEL_NAMES[Level(level)] if level else ""


def summary(participation: Any) -> list[Line]:
    """What is on record about our part."""
    p = participation
    return lines(
        ("Level", level_name(p.level)),
        ("What the level means", LEVEL_MEANINGS[Level(p.level)] if p.level else ""),
        ("Decided on", p.decided_on),
        ("Partners who decided", p.signatories),
        ("Agreement signed on", p.agreement_signed_on),
        ("In effect since", p.in_effect_on),
        ("Left on", p.left_on),
    )


def level_choices(model: str) -> list[dict[str, str]]:
    """The levels that the model offers; all of them while none is chosen."""
    offered = LEVELS.get(model, frozenset(Level))
    return [
        {"value": level.value, "text": LEVEL_NAMES[level], "meaning": LEVEL_MEANINGS[level]}
        for level in Level
        if level in offered
    ]


def practice_roles_for(move: str) -> str:
    """Who of a practice may take the step, in words."""
    able = [role for role in MOVES[move].roles if role in PRACTICE_ROLES]
    return " or ".join(_role(role) for role in able)


def _role(role: str) -> str:
    text = label(role)
    return text if text.startswith("GP") else text.lower()


def tasks(
    participation: Any, verdicts: Sequence[Verdict], papers: Sequence[Paper] = ()
) -> list[Task]:
    """What is asked of our practice about its decision, in order; `papers` are what it signs."""
    state = P(participation.state)
    if state in UNDECIDED:
        by_name = {verdict.name: verdict for verdict in verdicts}
        steps = [_undecided(name, by_name.get(name), participation) for name in SAID]
        return [*steps[:-1], *map(signing, papers), steps[-1]]
    if state is P.LEFT:
        return []
    return [_decided(participation), *(signing(each) for each in papers if not each.is_decision)]


def signing(paper: Paper) -> Task:
    """A document as a task: who has signed it, and where that is done."""
    signed = sum(holder.has_signed for holder in paper.holders)
    hint = f"{signed} of {count(len(paper.holders), 'holder')} of your contract signed."
    if not paper.holders:
        hint = "Nobody is on record as holder of your contract."
    title = f"Sign the {paper.called}"
    return Task(title, hint, paper.status, document=paper.document)


def _undecided(name: str, verdict: Verdict | None, participation: Any) -> Task:
    title = SAID[name].title if name == "decide" else f"{SAID[name].title} (optional)"
    if verdict is None:
        return Task(title, "", Tag("No longer needed"))
    if not verdict.lawful:
        return Task(title, " ".join(r.text for r in verdict.reasons), Tag("Cannot start yet", "-"))
    if not verdict.permitted:
        hint = f"For a {practice_roles_for(name)} of your practice."
        return Task(title, hint, Tag("Not yet recorded", "-"))
    done = {"state_preference": P.PREFERENCE, "decide_in_principle": P.IN_PRINCIPLE}.get(name)
    if participation.state == done:
        hint = f"{level_name(participation.level)}. You can change it."
        return Task(title, hint, Tag("Completed"), SAID[name].slug)
    return Task(title, "", Tag("Not yet started", "blue"), SAID[name].slug)


def _decided(participation: Any) -> Task:
    when = day(participation.decided_on) if participation.decided_on else ""
    hint = f"{level_name(participation.level)}, decided on {when}."
    return Task(SAID["decide"].title, hint, Tag("Completed"))


def to_sign(event: Any) -> str:
    """The agreement that follows from a decision; empty if none does."""
    level = event.facts.get("level")
    if event.move != "decide" or level == Level.OUTSIDE:
        return ""
    return AGREEMENTS[Level(level)]


def actions(verdicts: Sequence[Verdict]) -> list[Said]:
    """The practice's own moves that are open to this person now."""
    return [SAID[verdict.name] for verdict in verdicts if verdict.name in SAID and verdict.open]


def reference(participation: Any, version: int) -> str:
    """What to quote: the vanguard, the practice and the number of the event."""
    return f"{participation.vanguard.code}-{participation.practice.code}-{version}"


def roles_in_words(roles: Collection[str]) -> str:
    """“practice manager”, “GP partner and practice manager”."""
    return " and ".join(sorted((_role(role) for role in roles), key=str.lower)) or "no role"
