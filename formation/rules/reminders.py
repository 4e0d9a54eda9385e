"""The usual ladder of reminders: pure. Who is told at its steps is the law of `reminders`."""

LADDER = (-28, -14, -7, -1, 1, 7)
"""Days before (-) and after (+) the due date on which a milestone is reminded of."""
