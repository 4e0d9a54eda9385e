"""The officers' pages of the consent ledger: wordings, and who signed what for a practice."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from accounts.permissions import may
from core.admin.acts import ActPage, Opening
from core.admin.forms import ActForm
from core.admin.presenting import Table, moment, page_of, whom
from core.admin.records import RecordAdmin
from core.clock import now, today
from core.wording import day
from gp_relationships.actions import holder_logins, signatures, wordings
from gp_relationships.actions.wordings import OFFICER
from gp_relationships.admin.consent_forms import LinkForm, PaperForm, PublishForm, WithdrawForm
from gp_relationships.models import Participation, Wording
from gp_relationships.rules.consent import Consent, wanting
from gp_relationships.selectors.consent import consents_of, signatures_of


@admin.register(Wording)
class WordingAdmin(RecordAdmin):
    """Every version of what the practices of a vanguard sign."""

    list_display = ["vanguard", "document", "number", "published_on", "corrects_slip"]
    list_filter = ["document"]
    list_select_related = ["vanguard"]
    search_fields = ["vanguard__name", "sha256"]
    search_help_text = "Search by vanguard or by SHA-256."
    ordering = ["vanguard__code", "document", "-number"]
    facts = [
        "vanguard",
        "document",
        "number",
        "published_on",
        "corrects_slip",
        "note",
        "recorded_by",
        "sha256",
        "text",
    ]
    openings = {
        "publish": Opening(
            "Publish a wording",
            PublishForm,
            wordings.publish,
            OFFICER,
            "It supersedes the version before. What is published is never changed.",
        )
    }

    def may(self, request: HttpRequest, roles: Sequence[str], *, row: Any = None) -> bool:
        return may(request.user, roles, on=today())  # type: ignore[arg-type]

    def by_whom(self, roles: Sequence[str]) -> str:
        return whom(roles)


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """One act upon the ledger, from a participation's page."""

    label: str
    form: type[ActForm]
    act: Callable[..., Any]
    consequence: str
    of_participation: bool = True


PAGES: Mapping[str, LedgerPage] = {
    "record_paper": LedgerPage(
        "Record signatures on paper",
        PaperForm,
        signatures.record_paper,
        "Each binds who signed to the exact wording. It is kept for good, and may be taken back.",
    ),
    "withdraw_signature": LedgerPage(
        "Take a signature back",
        WithdrawForm,
        signatures.withdraw,
        "It stays on record, and counts no more from the day on.",
        of_participation=False,
    ),
    "link_login": LedgerPage(
        "Link a holder's sign-in",
        LinkForm,
        holder_logins.link,
        "The person can then sign for themself in the portal.",
    ),
}


def ledger_buttons(url: Callable[..., str], row: Participation) -> list[tuple[str, str]]:
    """The acts upon the ledger, with their addresses."""
    return [(page.label, url("move", row.pk, name)) for name, page in PAGES.items()]


def ledger_page(request: HttpRequest, row: Participation, name: str, *, site: Any) -> ActPage:
    """The page of one act upon the ledger."""
    page = PAGES[name]
    about = {"participation_id": row.pk} if page.of_participation else {}
    back = page_of(row, site=site)
    return ActPage(
        title=page.label,
        about=str(row),
        form=page.form,
        form_arguments={"case": row},
        call=lambda inputs: page.act(**about, by=request.user, at=now(), **inputs),
        permitted=may(request.user, OFFICER, on=today()),  # type: ignore[arg-type]
        by_whom=whom(OFFICER),
        back=back,
        done=lambda _: back,
        success=lambda _: f"“{page.label}” is done.",
        consequences=[page.consequence],
    )


def ledger_tables(row: Participation, *, on: date) -> list[Table]:
    """What is signed of each document, and every signature there ever was."""
    consents = consents_of(row, on=on)
    return [
        Table(
            title="What is to be signed",
            columns=("Document", "Signed by", "Wanting"),
            rows=[_line(each) for each in consents],
        ),
        Table(
            title="Signatures",
            columns=("Holder", "Document", "Level", "Signed on", "Recorded", "Taken back"),
            rows=[_signed(each) for each in signatures_of([row.pk])],
            empty="Nobody has signed anything.",
        ),
    ]


def _line(consent: Consent) -> tuple[str, str, str]:
    done = ", ".join(each.name for each in consent.signed)
    lacking = " ".join(reason.text for reason in wanting(consent))
    return consent.called.capitalize().replace("mcp", "MCP"), done or "Nobody", lacking or "Nothing"


def _signed(signature: Any) -> tuple[Any, ...]:
    back = getattr(signature, "withdrawal", None)
    how = f"paper: {signature.reference}" if signature.reference else "in the portal"
    return (
        signature.holder.name,
        f"{signature.wording.get_document_display()}, version {signature.wording.number}",
        signature.level or "–",
        day(signature.signed_on),
        f"{moment(signature.recorded_at)} by {signature.recorded_by.full_name}, {how}",
        f"{day(back.withdrawn_on)}: {back.reason}" if back else "–",
    )
