"""Questions about the MCP that an app above answers: this app may not import the journey.

Whether a vanguard's MCP is live, whether it has passed checkpoint 1, until when it stands still and
whom it serves are matters of its journey. So the app that owns journeys hands in its answers when
Django starts, and the law of the contract is told them; and so does the app that owns the
practices' decisions. Without an answer, none is live, none has passed, nothing waits for a
standstill, nobody counts, and no practice integrates fully.
"""

from core.handing import Question
from core.together import Answer

is_live = Question(otherwise=False)
"""Whether the MCP of this vanguard serves its population."""

checkpoint_1_is_passed = Question(otherwise=False)
"""Whether the journey of this vanguard has passed checkpoint 1."""

standstill_of = Question(otherwise=(False, None))
"""Whether the journey of this vanguard has still to begin its standstill, and the last day of it;
asked as (vanguard, on)."""

integrating_fully = Question(otherwise=Answer(frozenset))
"""Which of these practices have decided to integrate fully with which of these vanguards, as pairs
(practice, vanguard); asked as (practices, vanguards), of many at once, and read later."""

agreements_signed = Question(otherwise=())
"""What the practices of this vanguard do about it that have signed the agreement of their level,
under a contract of this model; asked as (vanguard, integration)."""

population_served = Question(otherwise=None)
"""How many people are registered with the practices of this vanguard's MCP, on a day."""
