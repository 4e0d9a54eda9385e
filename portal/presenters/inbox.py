"""Messages as a list: what, when, why you, and what became of each."""

from dataclasses import dataclass
from typing import Any

from accounts.roles import label
from core.clock import civil_date
from core.wording import day, listed
from reminders.rules.ladder import RULES_IN_WORDS, Rule


@dataclass(frozen=True, slots=True)
class Entry:
    """One message as it stands."""

    id: str
    subject: str
    came_on: str
    why: str
    fate: str
    href: str
    vanguard: str
    unread: bool
    milestone_id: str


def entry(message: Any, *, subject: str, fate: str) -> Entry:
    """One message of the person's own."""
    about_milestone = message.rule and message.about_type == "formation.milestone"
    return Entry(
        id=str(message.pk),
        subject=subject,
        came_on=day(civil_date(message.posted_at)),
        why=why(message.rule, message.roles),
        fate=fate,
        href=message.facts.get("path", ""),
        vanguard=message.vanguard.name if message.vanguard else "",
        unread=message.read_at is None,
        milestone_id=str(message.about_id) if about_milestone else "",
    )


def why(rule: str, roles: list[str]) -> str:
    """Why did I get this?"""
    if not rule:
        return "Because it is about your practice."
    held = listed([label(role) for role in roles])
    return f"You are {held}, and {RULES_IN_WORDS[Rule(rule)]}."
