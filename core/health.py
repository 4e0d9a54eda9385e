"""Checks of health: run each, survive each, and say yes or no without saying why.

The answer is read by machines and may be read by anybody, so it holds names and no details; the
reason is in the log.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus

import structlog
from django.http import JsonResponse

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Check:
    """One question to the running system; `decides` says whether a no means “not ready”."""

    name: str
    holds: Callable[[], bool]
    decides: bool = True

    def ok(self) -> bool:
        """Whether it holds; a check that fails to run does not hold."""
        try:
            return bool(self.holds())
        except Exception:
            # a probe must answer, whatever has broken
            log.exception("health_check_failed", check=self.name)
            return False


def answer(checks: Iterable[Check]) -> JsonResponse:
    """Every check's name and answer, with 503 if one that decides says no."""
    answers = [(check, check.ok()) for check in checks]
    ready = all(ok for check, ok in answers if check.decides)
    body = {
        "ready": ready,
        "checks": [
            {"name": check.name, "ok": ok, "decides": check.decides} for check, ok in answers
        ],
    }
    return JsonResponse(body, status=HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE)
