"""Answers on their way from a form to the check page, and the seal under which they are sent.

A draft in the session fills the form again and shows the check page. What is recorded comes from
the seal on the check page itself: exactly what the person saw, with the version that they saw it
of. So a second tab cannot change it, and sending it twice records it once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core import signing
from django.core.exceptions import BadRequest
from django.http import HttpRequest

from portal.forms.participation import plain, restored

SESSION_KEY = "portal_drafts"
SALT = "portal.participation"
MOST = 6
"""Drafts that a session keeps; the oldest goes first."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Answers and the version they answer; or, once recorded, the version that they became."""

    answers: Mapping[str, Any]
    seen: int | None = None
    recorded: int | None = None


def find(request: HttpRequest, participation_id: UUID, move: str) -> Draft | None:
    """The draft of this step, if there is one."""
    kept = request.session.get(SESSION_KEY, {}).get(f"{participation_id}:{move}")
    if kept is None:
        return None
    return Draft(restored(kept["answers"]), kept["seen"], kept["recorded"])


def keep(request: HttpRequest, participation_id: UUID, move: str, draft: Draft) -> None:
    """Keep the draft of this step in the session."""
    name = f"{participation_id}:{move}"
    drafts = {k: v for k, v in request.session.get(SESSION_KEY, {}).items() if k != name}
    while len(drafts) >= MOST:
        del drafts[next(iter(drafts))]
    drafts[name] = {
        "answers": plain(dict(draft.answers)),
        "seen": draft.seen,
        "recorded": draft.recorded,
    }
    request.session[SESSION_KEY] = drafts


def seal(
    request: HttpRequest,
    participation_id: UUID,
    move: str,
    *,
    seen: int,
    answers: Mapping[str, Any],
) -> str:
    """The answers and the version as one signed text, good for this person and this step alone."""
    inside = [_for(request, participation_id, move), seen, plain(dict(answers))]
    return signing.dumps(inside, salt=SALT)


def unseal(request: HttpRequest, participation_id: UUID, move: str) -> tuple[int, dict[str, Any]]:
    """What was sealed: the version seen, and the answers.

    Raises:
        BadRequest: it was changed on its way, or belongs to another person or step.
    """
    try:
        whose, seen, answers = signing.loads(request.POST.get("sealed", ""), salt=SALT)
    except signing.BadSignature as error:
        raise BadRequest("The form was changed on its way.") from error
    if whose != _for(request, participation_id, move):
        raise BadRequest("The form belongs to another person or another step.")
    return seen, restored(answers)


def _for(request: HttpRequest, participation_id: UUID, move: str) -> str:
    return f"{request.user.pk}:{participation_id}:{move}"
