"""Changing one's own password."""

from http import HTTPStatus

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters

from accounts.actions.people import change_own_password
from core.clock import now
from core.doors import door
from portal.forms.password import PasswordForm
from portal.presenters import answers
from portal.presenters.words import Problem
from portal.standpoint import Standpoint
from portal.views.access import for_practice, page

CHANGED = "portal_password_changed"
"""In the session: that the account page is to say so once."""


@sensitive_post_parameters()
@for_practice("GET", "HEAD", "POST")
def change(request: HttpRequest, here: Standpoint) -> HttpResponse:
    """The current password and a new one, twice. This session goes on; the others end."""
    if request.method != "POST":
        return _asked(request, here, [])
    form = PasswordForm(request.POST)
    if not form.is_valid():
        return _asked(request, here, answers.problems_of(form))
    with door(door="portal", page=request.path) as passing:
        person = change_own_password(
            user_id=here.viewer.pk, by=here.viewer, at=now(), **form.inputs()
        )
        update_session_auth_hash(request, person)
    failure = passing.failure
    if failure is not None:
        problems = answers.placed(failure.reasons, tuple(form.fields)) or [
            Problem("old", reason.text, "#old") for reason in failure.reasons
        ]
        return _asked(request, here, problems, failure.status)
    request.session[CHANGED] = True
    return redirect("portal:account")


def _asked(
    request: HttpRequest,
    here: Standpoint,
    problems: list[Problem],
    status: HTTPStatus = HTTPStatus.UNPROCESSABLE_ENTITY,
) -> HttpResponse:
    """The empty form; no password is ever sent back."""
    shown = answers.FormPage(tuple(PasswordForm.base_fields), {}, problems)
    return page(request, here, "password", {"shown": shown}, status if problems else HTTPStatus.OK)
