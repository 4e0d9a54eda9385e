"""One step of the flow in which a practice says what it does: found, or why it is closed."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.permissions import roles_of
from casework.verdicts import Verdict
from core.doors import TITLES, Failure
from core.errors import NotPermitted, Refused, Stale
from core.law import Move, Reason, reasons_against
from gp_relationships.rules.participation import MOVES
from portal import drafts, selectors
from portal.drafts import Draft
from portal.forms.participation import FORMS, PreferenceForm, plain
from portal.presenters import answers as presenting
from portal.presenters import history, mending, participations
from portal.presenters.participations import SAID, Said
from portal.presenters.words import Problem
from portal.standpoint import Standpoint
from portal.views.access import page

CHANGED = TITLES[Stale]
OVER = "This cannot be done now"


@dataclass(frozen=True, slots=True)
class Step:
    """One of the practice's three moves upon its participation."""

    participation: Any
    move: str
    verdict: Verdict | None

    @property
    def said(self) -> Said:
        return SAID[self.move]

    @property
    def form(self) -> type[PreferenceForm]:
        return FORMS[self.move]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.form.base_fields)

    def url(self, name: str, **kwargs: Any) -> HttpResponse:
        """A redirect to one page of this step."""
        return redirect(
            f"portal:{name}", participation_id=self.participation.pk, slug=self.said.slug, **kwargs
        )


def find(here: Standpoint, participation_id: UUID, slug: str) -> Step:
    """The step at this address, if our practice has one."""
    move = participations.BY_SLUG.get(slug)
    if move is None:
        raise Http404
    participation = selectors.get_participation(here, participation_id)
    verdicts = selectors.open_moves(here, participation)
    return Step(participation, move, next((v for v in verdicts if v.name == move), None))


def closed(request: HttpRequest, here: Standpoint, step: Step) -> HttpResponse | None:
    """A page that says why the step cannot be taken now, and who can; None if it is open."""
    verdict = step.verdict
    if verdict is None:
        move: Move[Any] = MOVES[step.move]
        reasons = reasons_against(move, state=step.participation.state, facts=None)
        return shut(request, here, step, OVER, reasons, HTTPStatus.CONFLICT)
    if not verdict.permitted:
        title = TITLES[NotPermitted]
        return shut(request, here, step, title, (), HTTPStatus.FORBIDDEN)
    if not verdict.lawful:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return shut(request, here, step, TITLES[Refused], verdict.reasons, status)
    return None


def shut(
    request: HttpRequest,
    here: Standpoint,
    step: Step,
    title: str,
    reasons: tuple[Reason, ...],
    status: HTTPStatus,
) -> HttpResponse:
    """Why not, who can, and what to do next. It is no error page: nothing was done wrong."""
    held = roles_of(here.viewer, on=here.on, practice_id=here.practice.pk)
    context = {
        "step": step,
        "title": title,
        "reasons": reasons,
        "ways": mending.ways(step.verdict, step.participation, reasons),
        "able": participations.practice_roles_for(step.move),
        "held": participations.roles_in_words(held),
        "not_permitted": status is HTTPStatus.FORBIDDEN,
    }
    return page(request, here, "closed", context, status)


def form_page(
    request: HttpRequest, here: Standpoint, step: Step, shown: presenting.FormPage
) -> HttpResponse:
    """The form: empty, filled, or with what is wrong."""
    participation = step.participation
    journey = selectors.journeys_of(here, [participation.vanguard_id])
    model = selectors.model_of(participation, journey.get(participation.vanguard_id))
    context = {
        "step": step,
        "shown": shown,
        "levels": participations.level_choices(model),
        "seen": drafts.seal(
            request, participation.pk, step.move, seen=participation.version, answers={}
        ),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if shown.problems else HTTPStatus.OK
    return page(request, here, "ask", context, status)


def changed_meanwhile(
    request: HttpRequest, here: Standpoint, step: Step, *, seen: int, answers: Mapping[str, Any]
) -> HttpResponse:
    """Somebody changed it while the person was working: what, and what the answers were."""
    drafts.keep(request, step.participation.pk, step.move, Draft(answers))
    events = selectors.events_since(step.participation, seen)
    recorded = {name: getattr(step.participation, name, "") for name in step.names}
    context = {
        "step": step,
        "title": CHANGED,
        "entries": [history.entry(event) for event in events],
        "differences": presenting.differences(answers, recorded),
    }
    return page(request, here, "conflict", context, HTTPStatus.CONFLICT)


def already_done(
    request: HttpRequest, step: Step, *, seen: int, answers: Mapping[str, Any]
) -> int | None:
    """The version that this very act made when it was sent before: a double click, a refresh."""
    made = selectors.events_since(step.participation, seen)[:1]
    stated = {key: value for key, value in plain(dict(answers)).items() if key != "note"}
    for event in made:
        same = (event.move, event.note) == (step.move, answers.get("note", ""))
        if same and stated.items() <= event.facts.items() and event.made_by_id == request.user.pk:
            return int(event.version)
    return None


def refused(
    request: HttpRequest,
    here: Standpoint,
    step: Step,
    failure: Failure,
    *,
    seen: int,
    answers: Mapping[str, Any],
) -> HttpResponse:
    """What a failed act says, where it belongs."""
    if failure.kind == "stale":
        version = already_done(request, step, seen=seen, answers=answers)
        if version is not None:
            return step.url("recorded", version=version)
        step = find(here, step.participation.pk, step.said.slug)  # as it is now
        return changed_meanwhile(request, here, step, seen=seen, answers=answers)
    if failure.kind == "notfound":
        raise Http404
    if failure.kind == "busy":
        return busy(request, here, step, failure)
    problems = presenting.placed(failure.reasons, step.names)
    if failure.kind == "refused" and problems is not None:
        return form_page(request, here, step, _filled(step, answers, problems))
    reasons = failure.reasons if failure.kind == "refused" else ()
    return shut(request, here, step, failure.title, reasons, failure.status)


def _filled(step: Step, answers: Mapping[str, Any], problems: list[Problem]) -> presenting.FormPage:
    return presenting.page_of_answers(step.names, answers, problems)


def busy(request: HttpRequest, here: Standpoint, step: Step, failure: Failure) -> HttpResponse:
    """Somebody else holds the record; the same answers can be sent again in a moment."""
    response = page(request, here, "busy", {"step": step, "title": failure.title}, failure.status)
    response["Retry-After"] = "10"
    return response
