"""The officers' pages of a case: what it is, which moves it has, and each move's own page.

The admin's change form never writes a case: its state, version and facts are read-only, and every
button leads to one named act, the same that the portal and the API call.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.models import User
from accounts.permissions import may
from casework.actions.undoing import undo
from casework.forms import MoveForm
from casework.mending import Mending
from casework.models import Case, Waiver
from casework.presenters import (
    consequences,
    events,
    label_of,
    message_lines,
    move_lines,
    undoing,
)
from casework.undoing import LastStep, last_step, undo_facts
from casework.verdicts import Verdict
from casework.waivers import waivers_of
from core.admin.acts import ActPage
from core.admin.forms import ActForm
from core.admin.presenting import Table, link_to, moment, page_of, tag, whom
from core.admin.records import RecordAdmin
from core.clock import now, today
from core.doors import Failure, failure_of
from core.errors import Refused
from core.law import UNDO, Move, Reason, reasons_against, spoken
from core.wording import day
from notifications.selectors import bounces_among, messages_about
from organisations.selectors import search_practices

MOST_EVENTS = 50
MOST_MESSAGES = 20


@dataclass(frozen=True, slots=True)
class MovePage:
    """How a move is made: the act it calls, what its form asks for, and what else follows."""

    act: Callable[..., Any]
    form: type[MoveForm] = MoveForm
    consequence: str = ""


class CaseAdmin(RecordAdmin):
    """One kind of case.

    `pages` has the page of every move that is made by itself; `instead` says of the others in
    which act they are included. `besides` are the acts upon a row that are no moves of it, with
    their labels. `awaiting` are the states at which an approving officer is waited for, for the
    programme page. `practice_search` is the path to the practice that a search by
    code, name or postcode looks through; `also_searched` are columns that it looks at besides.
    """

    record_template = "admin/case.html"
    id_argument = "case_id"
    pages: Mapping[str, MovePage] = {}
    instead: Mapping[str, str] = {}
    besides: Mapping[str, str] = {}
    awaiting: Sequence[str] = ()
    practice_search = ""
    also_searched: Sequence[str] = ()
    list_select_related: ClassVar[Any] = True

    def verdicts(self, case: Any, *, viewer: User, on: date) -> list[Verdict]:
        """The moves from here, from the selector that every door uses."""
        raise NotImplementedError

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The rows, each with whether a waiver of it is in force."""
        mine = Waiver.objects.in_force(today()).filter(about_id=OuterRef("pk"))
        return super().get_queryset(request).annotate(is_waived=Exists(mine))

    def state_tag(self, case: Any) -> SafeString:
        """The state, in words first and colour second; a mark where a waiver is in force."""
        state = tag(case.state)
        if not getattr(case, "is_waived", False):
            return state
        return format_html("{} {}", state, tag("waived", "Waiver"))

    state_tag.short_description = "State"  # type: ignore[attr-defined]
    state_tag.admin_order_field = "state"  # type: ignore[attr-defined]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """A search that looks through practices uses their one index of code, name and postcode."""
        if not self.practice_search or not search_term.strip():
            return super().get_search_results(request, queryset, search_term)
        found = search_practices(search_term)
        wanted = Q(**{f"{self.practice_search}__in": found.values("pk")})
        for column in self.also_searched:
            wanted |= Q(**{f"{column}__icontains": search_term.strip()})
        return queryset.filter(wanted), False

    def get_search_fields(self, request: HttpRequest) -> Any:
        """Django shows the search box where there are search fields."""
        return self.search_fields or ([self.practice_search] if self.practice_search else [])

    # Who may

    def may(self, request: HttpRequest, roles: Sequence[str], *, row: Any = None) -> bool:
        practice = getattr(row, "practice_id", None)
        return may(request.user, roles, on=today(), practice_id=practice)  # type: ignore[arg-type]

    def by_whom(self, roles: Sequence[str]) -> str:
        return whom(roles)

    # The case's page

    def more_context(self, request: HttpRequest, row: Any, *, on: date) -> dict[str, Any]:
        urls = {name: self.url("move", row.pk, name) for name in self.pages}
        verdicts = self.verdicts(row, viewer=request.user, on=on)  # type: ignore[arg-type]
        changes = row.changes.select_related("made_by").order_by("-version")
        said = list(self.told(row)[:MOST_MESSAGES])
        most = None if request.GET.get("history") == "all" else MOST_EVENTS
        return {
            "state": self.state_tag(row),
            "moves": move_lines(
                verdicts,
                urls=urls,
                instead=self.instead,
                mending=Mending(row, site=self.admin_site),
            ),
            "waivers": self.waivers_table(row, on=on),
            "undo": self.undo_link(request, row, on=on),
            "history": events(row, changes[:most]),
            "history_is_cut": most is not None and row.version > most,
            "told": message_lines(said),
            "unreachable": self.unreachable_table({message.to_id for message in said}),
        }

    def waivers_table(self, case: Any, *, on: date) -> Table | None:
        """The waivers that were asked for this case, if there are any."""
        rows = [
            (
                link_to(each, site=self.admin_site, text=spoken(each.rule).capitalize()),
                each.because,
                day(each.expires_on),
                tag("expired", "Has run out") if each.has_run_out(on) else tag(each.state),
            )
            for each in waivers_of(case)
        ]
        columns = ("Rule", "Because", "Last day", "State")
        return Table(title="Waivers", columns=columns, rows=rows) if rows else None

    def unreachable_table(self, people: Collection[UUID]) -> Table | None:
        """The people told of this case whose address takes no mail, if there are any: a task."""
        rows = [
            (link_to(each, site=self.admin_site, text=each.address), str(each.person), each.why)
            for each in bounces_among(people)
        ]
        title, columns = "People who cannot be reached", ("Address", "Person", "Why")
        return Table(title=title, columns=columns, rows=rows) if rows else None

    def told(self, case: Any) -> Any:
        """The messages about this case, newest first."""
        return messages_about(case._meta.label_lower, case.pk).order_by("-posted_at")

    def after(self, case: Any) -> str:
        """Where the officer goes once a move is made."""
        return page_of(case, site=self.admin_site)

    # One move's page

    def undo_page(self, request: HttpRequest, row: Any) -> ActPage:
        """The page on which the last step is undone: what that does stands above the button."""
        last = last_step(row)
        reasons = () if request.method == "POST" else self._against_undoing(row, last, on=today())
        return ActPage(
            title=f"Undo “{last.label}”",
            about=str(row),
            form=MoveForm,
            form_arguments={"case": row, "needs_reason": True},
            initial={"seen": row.version},
            call=lambda inputs: undo(
                case_type=row._meta.label_lower,
                case_id=row.pk,
                by=request.user,  # type: ignore[arg-type]
                at=now(),
                **inputs,
            ),
            permitted=self.may(request, last.move.roles, row=row),
            by_whom=self.by_whom(last.move.roles),
            back=page_of(row, site=self.admin_site),
            done=lambda made: self.after(made),
            success=lambda made: f"“{last.label}” is undone: {made}.",
            consequences=undoing(row, last.event, self.told(row)),
            refusal=failure_of(Refused(reasons, move=last.move.name)) if reasons else None,
            context={"state": self.state_tag(row)},
        )

    def _against_undoing(self, row: Any, last: LastStep, *, on: date) -> tuple[Reason, ...]:
        """What stands against undoing the last step, but for the reason that the form asks for."""
        facts = undo_facts(row, last, on=on)
        return reasons_against(last.move, state=row.state, facts=facts, note="asked for below")

    def undo_link(self, request: HttpRequest, row: Any, *, on: date) -> tuple[str, str] | None:
        """Where the last step is undone, and its name; nothing where that cannot be done."""
        last = last_step(row)
        able = last.undone is not None and last.undone.undoable
        if not able or not self.may(request, last.move.roles, row=row):
            return None
        if self._against_undoing(row, last, on=on):
            return None
        return self.url("move", row.pk, last.move.name), last.label

    def act_page(self, request: HttpRequest, row: Any, name: str) -> ActPage | None:
        if name == UNDO:
            return self.undo_page(request, row)
        page = self.pages.get(name)
        if page is None:
            return None
        move: Move[Any] = row.MOVES[name]
        seen, verdict = row.version, self.verdict_of(request, row, move)
        return ActPage(
            title=move.label,
            about=str(row),
            form=page.form,
            form_arguments={"case": row, "needs_reason": move.needs_reason},
            initial={"seen": seen},
            call=lambda inputs: page.act(
                **{self.id_argument: row.pk}, by=request.user, at=now(), **inputs
            ),
            permitted=self.may(request, move.roles, row=row),
            by_whom=self.by_whom(move.roles),
            back=page_of(row, site=self.admin_site),
            done=lambda made: self.after(made),
            success=lambda made: f"“{move.label}” is done: {made}.",
            consequences=[
                *(f"Unusual: {warning.text}" for warning in (verdict.warnings if verdict else ())),
                *filter(None, [page.consequence]),
                *consequences(row, move),
            ],
            refusal=self.standing_against(request, row, move, verdict),
            context={"state": self.state_tag(row)},
            explain=lambda failure, form: self.explain(request, row, move, failure, form),
        )

    def verdict_of(self, request: HttpRequest, case: Any, move: Move[Any]) -> Verdict | None:
        """How the move stands before anything is typed; None if the state does not allow it."""
        verdicts = self.verdicts(case, viewer=request.user, on=today())  # type: ignore[arg-type]
        return next((each for each in verdicts if each.name == move.name), None)

    def standing_against(
        self, request: HttpRequest, case: Any, move: Move[Any], verdict: Verdict | None
    ) -> Failure | None:
        """What the law says against the move before anything is typed; told only for reading."""
        if request.method == "POST":
            return None
        if verdict is not None:
            reasons = verdict.reasons
        else:
            reasons = reasons_against(move, state=case.state, facts=None)
        return failure_of(Refused(reasons, move=move.name)) if reasons else None

    def explain(
        self,
        request: HttpRequest,
        case: Any,
        move: Move[Any],
        failure: Failure,
        form: ActForm | None,
    ) -> dict[str, Any]:
        """What became of the case meanwhile, and whether the move was made already."""
        if failure.kind not in ("stale", "refused"):
            return {}
        fresh: Any = self.find(request, str(case.pk))
        seen = form.cleaned_data["seen"] if isinstance(form, MoveForm) else fresh.version
        since = list(
            fresh.changes.filter(version__gt=seen).select_related("made_by").order_by("version")
        )
        is_over = move.name not in {each.name for each in fresh.MOVES.from_state(fresh.state)}
        done = [change for change in since if change.move == move.name]
        if not done and is_over:
            done = list(
                fresh.changes.filter(move=move.name)
                .select_related("made_by")
                .order_by("-version")[:1]
            )
        if isinstance(form, MoveForm) and failure.kind == "stale":
            form.see_afresh(fresh.version)
        return {
            "since": events(fresh, since),
            "already": _already(fresh, done[-1], request.user) if done else "",
            "is_over": is_over,
            "state": self.state_tag(fresh),
        }


def _already(case: Case, change: Any, viewer: Any) -> str:
    """“Begin engagement” was already done by you on …"""
    who = "you" if change.made_by_id == viewer.pk else change.made_by.full_name
    label_ = label_of(case, change.move)
    return f"“{label_}” was already done by {who} on {moment(change.made_at)}."
