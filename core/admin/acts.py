"""One act, one page: ask, say what follows, make the one call, and show what came of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse

from core.admin.forms import ActForm
from core.admin.presenting import Table
from core.doors import Failure, door
from core.law import Reason

TEMPLATE = "admin/act.html"


@dataclass(frozen=True, slots=True)
class Opening:
    """An act that brings something into being: a button over the list, and a page."""

    label: str
    form: type[ActForm]
    act: Callable[..., Any]
    roles: tuple[str, ...]
    consequence: str = ""


@dataclass(slots=True)
class ActPage:
    """What one person is shown, and may do, on the page of one act.

    `call` takes what was typed and returns what the act returned. `refusal` is what is known to
    stand against the act before it is tried. `explain` adds what the page says after a failure.
    Where there is a `preview`, it is shown before the act can be done: tables of all that it would
    change, from what was typed; None where that is too little, so that the act itself says why.
    """

    title: str
    form: type[ActForm]
    call: Callable[[Mapping[str, Any]], Any]
    permitted: bool
    by_whom: str
    back: str
    done: Callable[[Any], str]
    success: Callable[[Any], str]
    about: str = ""
    consequences: Sequence[str] = ()
    refusal: Failure | None = None
    initial: Mapping[str, Any] = field(default_factory=dict)
    form_arguments: Mapping[str, Any] = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)
    preview: Callable[[Mapping[str, Any]], Sequence[Table] | None] | None = None
    explain: Callable[[Failure, ActForm | None], Mapping[str, Any]] = lambda *_: {}


def forbidden_to(by_whom: str) -> Failure:
    """Said before the act is even asked: the person holds no role for it."""
    text = f"You may not do this: it is for {by_whom}."
    return _failure("notpermitted", "You may not do this", text, HTTPStatus.FORBIDDEN)


def _failure(kind: str, title: str, text: str, status: HTTPStatus) -> Failure:
    return Failure(kind, title, (Reason(kind, text),), status)


def respond(request: HttpRequest, context: Mapping[str, Any], page: ActPage) -> HttpResponse:
    """The whole conversation about one act. GET writes nothing; POST makes one call."""
    if request.method == "POST":
        return _try(request, context, page)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    if not page.permitted:
        return _show(request, context, page, None, forbidden_to(page.by_whom))
    if page.refusal is not None:
        return _show(request, context, page, None, page.refusal, status=HTTPStatus.OK)
    form = page.form(initial=dict(page.initial), **page.form_arguments)
    return _show(request, context, page, form, None)


def _try(request: HttpRequest, context: Mapping[str, Any], page: ActPage) -> HttpResponse:
    form = page.form(request.POST, initial=dict(page.initial), **page.form_arguments)
    if not form.is_valid():
        if not page.permitted:
            return _show(request, context, page, None, forbidden_to(page.by_whom))
        return _show(request, context, page, form, None, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if page.preview is not None and "preview" in request.POST:
        tables = page.preview(form.inputs())
        if tables is not None:
            page.context = {**page.context, "tables": tables}
            return _show(request, context, page, form, None)
    result = None
    with door(door="admin", page=request.path) as passing:
        result = page.call(form.inputs())
    if passing.failure is None:
        messages.success(request, page.success(result))
        return HttpResponseRedirect(page.done(result))
    return _show(request, context, page, form, passing.failure)


def _show(
    request: HttpRequest,
    context: Mapping[str, Any],
    page: ActPage,
    form: ActForm | None,
    failure: Failure | None,
    *,
    status: HTTPStatus | None = None,
) -> HttpResponse:
    extra = dict(page.explain(failure, form)) if failure else {}
    hopeless = failure is not None and (
        form is None or failure.kind in ("notpermitted", "notfound")
    )
    shown = None if hopeless or extra.get("is_over") else form
    everything = {
        **context,
        "title": page.title,
        "page": page,
        "form": shown,
        "failure": failure,
        "has_preview": page.preview is not None,
        "may_be_done": page.preview is None or request.method == "POST",
        **page.context,
        **extra,
    }
    code = status or (failure.status if failure else HTTPStatus.OK)
    return TemplateResponse(request, TEMPLATE, everything, status=code)
