"""One act upon many rows, on one page: what stands against each, then all of them or none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse

from core.admin.acts import forbidden_to
from core.admin.forms import ActForm
from core.doors import Failure, door
from core.law import Reason

TEMPLATE = "admin/many.html"


@dataclass(frozen=True, slots=True)
class Judged:
    """One row of many: its name, and everything that stands against the act upon it."""

    name: str
    reasons: Sequence[Reason]


@dataclass(slots=True)
class ManyPage:
    """What one person is shown, and may do, on the page of one act upon many rows.

    `judge` says of a form that is filled in what stands against each row, and `seen` is a mark of
    the rows as they are then. `call` makes the act with the mark that came back, so that what has
    changed meanwhile is not decided blindly; `success` says what was done. `would` is what would
    become of a row against which nothing stands, `button` how the act is called for so many rows.
    """

    title: str
    form: type[ActForm]
    permitted: bool
    by_whom: str
    back: str
    judge: Callable[[Any], Sequence[Judged]]
    seen: Callable[[Any], str]
    call: Callable[[Any, str], Any]
    success: Callable[[Any], str]
    would: str
    button: Callable[[int], str]
    initial: dict[str, Any]
    consequence: str = ""


def respond_many(request: HttpRequest, context: dict[str, Any], page: ManyPage) -> HttpResponse:
    """The whole conversation: GET asks, POST looks, POST with `do` makes the one call."""
    if request.method not in ("GET", "HEAD", "POST"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    if not page.permitted:
        return _show(request, context, page, failure=forbidden_to(page.by_whom))
    if request.method != "POST":
        return _show(request, context, page, form=page.form(initial=page.initial))
    form = page.form(request.POST)
    if not form.is_valid():
        return _show(request, context, page, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if "do" not in request.POST:
        return _show(request, context, page, form=form, judged=page.judge(form))
    result = None
    with door(door="admin", page=request.path) as passing:
        result = page.call(form, request.POST.get("seen", ""))
    if passing.failure is not None:
        judged = page.judge(form)
        return _show(request, context, page, form=form, judged=judged, failure=passing.failure)
    messages.success(request, page.success(result))
    return HttpResponseRedirect(page.back)


def _show(
    request: HttpRequest,
    context: dict[str, Any],
    page: ManyPage,
    *,
    form: ActForm | None = None,
    judged: Sequence[Judged] = (),
    failure: Failure | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    able = sum(not each.reasons for each in judged)
    told = {
        "title": page.title,
        "page": page,
        "form": form,
        "judged": judged,
        "seen": page.seen(form) if judged else "",
        "able": able,
        "is_ready": bool(judged) and able == len(judged),
        "button": page.button(len(judged)),
        "failure": failure,
    }
    code = failure.status if failure is not None else status
    return TemplateResponse(request, TEMPLATE, {**context, **told}, status=code)
