"""“What is due in these vanguards?”: a question that an app above hands in.

Milestones belong to journeys, which lie above; what follows from a change of a practice names
those that its vanguards' practices still owe.
"""

from collections.abc import Callable, Collection
from uuid import UUID

from core.handing import HandedIn

Question = Callable[[Collection[UUID]], list[str]]

_questions: HandedIn[Question] = HandedIn()


def ask(question: Question) -> None:
    """Have this asked of the vanguards that a practice takes part in; twice the same is once."""
    _questions.take(question)


def due_of_practices(vanguard_ids: Collection[UUID]) -> list[str]:
    """What practices owe in the journeys of these vanguards, as titles with their days."""
    return [title for question in _questions for title in question(vanguard_ids)]
