"""The two steps of an import in the officers' admin: send and check, then apply. Without script."""

import tempfile
from collections.abc import Iterator
from http import HTTPStatus
from io import TextIOWrapper
from typing import IO, Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.template.response import TemplateResponse
from django.urls import reverse

from accounts.permissions import may
from core.clock import now, today
from core.doors import Failure, door
from organisations.models import RegisterKind
from registers.actions import uploads
from registers.actions.imports import MAY_IMPORT, take_in
from registers.actions.order import Wish
from registers.forms import ApplyForm, UploadForm
from registers.models import Upload
from registers.outcome import Outcome
from registers.presenters import CheckPage
from registers.reading.source import from_bytes
from registers.wording import verdict

SALT = "registers.upload"
TOKEN_AGE = uploads.KEPT_FOR
IN_MEMORY = 1 << 20


def send(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """The form, and on sending the check."""
    if not _is_officer(request):
        return _forbidden(request, context)
    sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if sent else UploadForm()
    failure = None
    if sent and form.is_valid():
        with door(door="admin", page=request.path) as passing:
            file = form.cleaned_data["file"]
            upload, _ = uploads.check(
                kind=RegisterKind(form.cleaned_data["kind"]),
                name=file.name,
                content=file.read(),
                as_of=form.cleaned_data["as_of"],
                by=request.user,  # type: ignore[arg-type]
                at=now(),
            )
        if passing.opened:
            return HttpResponseRedirect(
                reverse("admin:organisations_importrun_check", args=[upload.pk])
            )
        failure = passing.failure
    wrong = bool(form.errors or failure)
    page = {**context, "form": form, "failure": failure, "title": _title("Import a file", wrong)}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return TemplateResponse(request, "admin/registers/send.html", page, status=status)


def checked(request: HttpRequest, context: dict[str, Any], upload_id: UUID) -> HttpResponse:
    """What the check found, with the button that applies the file."""
    if not _is_officer(request):
        return _forbidden(request, context)
    return _check_page(request, context, _upload(upload_id), failure=None)


def apply(request: HttpRequest, context: dict[str, Any], upload_id: UUID) -> HttpResponse:
    """Apply the very file that was checked, once."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not _is_officer(request):
        return _forbidden(request, context)
    upload = _upload(upload_id)
    if upload.run_id is not None:
        return _to_run(request, upload.run_id, "This file has been applied already.")
    form = ApplyForm(request.POST)
    outcome = None
    with door(door="admin", page=request.path) as passing:
        form.is_valid()
        wish = Wish(
            good_rows_only=form.cleaned_data.get("good_rows_only", False),
            allow_endings=form.cleaned_data.get("allow_endings", False),
            sample=uploads.SAMPLE,
        )
        outcome = uploads.apply(
            upload_id=upload.pk,
            sha256=_signed_hash(form.cleaned_data.get("token", ""), upload),
            wish=wish,
            by=request.user,  # type: ignore[arg-type]
            at=now(),
        )
    if outcome is not None and outcome.succeeded:
        return _to_run(request, outcome.run, verdict(outcome))
    return _check_page(request, context, upload, failure=passing.failure, outcome=outcome)


def errors(request: HttpRequest, upload_id: UUID) -> HttpResponse | StreamingHttpResponse:
    """Every finding as CSV, made afresh: nothing is kept of it."""
    if not _is_officer(request):
        raise Http404
    upload = _upload(upload_id)
    if upload.content is None:
        raise Http404("This file is kept no longer.")
    # Not closed here: the response reads from it, and closes it at its end.
    spool = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115
    text = TextIOWrapper(spool, encoding="utf-8-sig", newline="", write_through=True)  # type: ignore[type-var]
    _write_findings(request, upload, text)
    text.detach()
    spool.seek(0)
    response = StreamingHttpResponse(_chunks(spool), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-findings-{upload.pk}.csv"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _write_findings(request: HttpRequest, upload: Upload, text: IO[str]) -> Outcome:
    return take_in(
        kind=RegisterKind(upload.kind),
        source=from_bytes(upload.file_name, bytes(upload.content or b"")),
        by=request.user,  # type: ignore[arg-type]
        at=now(),
        as_of=upload.as_of,
        wish=Wish(dry_run=True, sample=0, errors_to=text),
    )


def _chunks(spool: Any) -> Iterator[bytes]:
    with spool:
        while chunk := spool.read(1 << 16):
            yield chunk


def _is_officer(request: HttpRequest) -> bool:
    return may(request.user, MAY_IMPORT, on=today())  # type: ignore[arg-type]


def _upload(upload_id: UUID) -> Upload:
    upload = Upload.objects.filter(pk=upload_id).select_related("sent_by").first()
    if upload is None:
        raise Http404("There is no such file.")
    return upload


def _token(upload: Upload) -> str:
    return signing.dumps([str(upload.pk), upload.sha256], salt=SALT)


def _signed_hash(token: str, upload: Upload) -> str:
    """The hash that the page vouched for; none where the token is not ours or is another file's."""
    try:
        about, sha256 = signing.loads(token, salt=SALT, max_age=TOKEN_AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return ""
    return str(sha256) if about == str(upload.pk) else ""


def _check_page(
    request: HttpRequest,
    context: dict[str, Any],
    upload: Upload,
    *,
    failure: Failure | None,
    outcome: Outcome | None = None,
) -> HttpResponse:
    shown = CheckPage(upload, outcome.as_dict() if outcome else upload.checked)
    page = {
        **context,
        "upload": upload,
        "page": shown,
        "failure": failure,
        "token": _token(upload),
        "title": _title(f"Check {upload.file_name}", shown.is_refused or failure is not None),
    }
    status = failure.status if failure else HTTPStatus.OK
    return TemplateResponse(request, "admin/registers/check.html", page, status=status)


def _forbidden(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    page = {**context, "title": "You may not import files"}
    return TemplateResponse(
        request, "admin/registers/forbidden.html", page, status=HTTPStatus.FORBIDDEN
    )


def _to_run(request: HttpRequest, run_id: Any, said: str) -> HttpResponse:
    messages.success(request, said)
    return HttpResponseRedirect(reverse("admin:organisations_importrun_change", args=[run_id]))


def _title(words: str, wrong: bool) -> str:
    return f"Error: {words}" if wrong else words
