"""“Is this MCP live?”: a question that an app above hands in, asked before its contract ends.

Whether a vanguard's MCP serves its population is the matter of its journey, which this app may not
import; so the app that owns journeys hands in its question when Django starts, and the law of the
contract is told the answer.
"""

from collections.abc import Callable
from uuid import UUID

Question = Callable[[UUID], bool]

_questions: list[Question] = []


def ask(question: Question) -> None:
    """Have this asked of a vanguard before its contract ends; twice the same is once."""
    if question not in _questions:
        _questions.append(question)


def is_live(vanguard_id: UUID) -> bool:
    """Whether the MCP of this vanguard is live, by anyone who would know."""
    return any(question(vanguard_id) for question in _questions)
