"""Pages that answer: my inbox, why somebody is or is not told, and what will be sent."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.html import format_html

from accounts.models import User
from core.admin.presenting import Table, link_to, moment, tag
from core.clock import civil_date, now
from core.law import spoken
from core.wording import count, day
from formation.models import Milestone
from notifications.actions.inbox import mark
from notifications.models import Message
from notifications.notices import subject_of
from notifications.selectors import inbox
from reminders.forms import ExplainForm, RehearsalForm
from reminders.rules.explaining import Line
from reminders.rules.ladder import RULES_IN_WORDS, Rule, step_words
from reminders.selectors.explaining import fate_of, why
from reminders.selectors.rehearsal import DAYS, Sending, rehearse, volume

PAGE = "admin/reminders/page.html"
MOST = 50

Context = Mapping[str, Any]


def inbox_page(request: HttpRequest, context: Context, *, site: AdminSite) -> HttpResponse:
    """What the person who is signed in was told; marking it as read is all that can be done."""
    me: Any = request.user
    if request.method == "POST":
        chosen = [each for each in request.POST.getlist("message") if len(each) == 36]
        mark(message_ids=chosen, read=request.POST.get("read") == "1", by=me, at=now())
        return HttpResponseRedirect(request.get_full_path())
    unread = request.GET.get("show") == "unread"
    shown = list(inbox(me, unread=unread)[:MOST])
    links = format_html('<a href="?">All</a> · <a href="?show=unread">Unread only</a>')
    table = Table(
        title="Unread messages" if unread else "Messages",
        columns=("What", "Why you", "What became of it", "Read"),
        rows=[_told(message) for message in shown],
        empty="There is nothing here.",
        more=links,
    )
    lead = "What the programme told you, newest first. E-mails say the same."
    given = {
        **context, "title": "My inbox", "lead": lead, "tables": [table],
        "shown": [message.pk for message in shown], "has_rows": bool(shown),
    }  # fmt: skip
    return TemplateResponse(request, "admin/reminders/inbox.html", given)


def _told(message: Message) -> tuple[Any, ...]:
    where = message.facts.get("path", "")
    said = subject_of(message.kind, message.facts)
    what = format_html('<a href="{}">{}</a>', where, said) if where else said
    read = moment(message.read_at) if message.read_at else tag("unread")
    return what, why_told(message), fate_of(message), read


def why_told(message: Message) -> str:
    """Why the person is told: by which rule and in which roles."""
    if not message.rule:
        return "It is about a case of yours"
    roles = ", ".join(spoken(role) for role in message.roles).replace("gp ", "GP ")
    return f"You are {roles}: {RULES_IN_WORDS[Rule(message.rule)]}"


def explain_page(request: HttpRequest, context: Context, *, site: AdminSite) -> HttpResponse:
    """Why one person is, or is not, told of one milestone, step by step."""
    asked = bool(request.GET)
    form = ExplainForm(request.GET if asked else None)
    tables = []
    if asked and form.is_valid():
        person, milestone = form.cleaned_data["who"], form.cleaned_data["what"]
        tables = [_explained(person, milestone, site)]
    given = {
        **context, "title": "Why told, and why not", "form": form, "button": "Explain",
        "tables": tables,
        "lead": "For any person and milestone: every step of its ladder, and every reason.",
    }  # fmt: skip
    return TemplateResponse(request, PAGE, given)


def _explained(person: User, milestone: Milestone, site: AdminSite) -> Table:
    lines = why(person, milestone, at=now())
    return Table(
        title=f"{person} and “{milestone.title}”",
        columns=("Step", "Verdict", "Why"),
        rows=[(line.words, tag(line.verdict), _reasons(line)) for line in lines],
        empty="This milestone has no ladder: nobody is reminded of it.",
        summary=f"{milestone.journey.vanguard}, due on {day(milestone.due_on)}.",
        more=link_to(milestone, site=site, text="The milestone's page"),
    )


def _reasons(line: Line) -> str:
    return " ".join(line.reasons)


def rehearsal_page(request: HttpRequest, context: Context, *, site: AdminSite) -> HttpResponse:
    """Everything that will be sent in ninety days; and what another ladder would change."""
    form = RehearsalForm(request.GET or None)
    at, tried = now(), {}
    if request.GET and form.is_valid() and form.cleaned_data["code"]:
        tried = {form.cleaned_data["code"].upper(): form.cleaned_data["ladder"]}
    present = rehearse(at=at)
    tables = [_volumes(present, rehearse(at=at, ladders=tried))] if tried else []
    tables += [_days(present), _calendar(present, site)]
    given = {
        **context, "title": "Rehearsal", "form": form, "button": "See what it would change",
        "tables": tables,
        "lead": f"What will be sent in the {DAYS} days from {day(civil_date(at))}, as things "
        "stand now. What people do in the meantime changes it.",
    }  # fmt: skip
    return TemplateResponse(request, PAGE, given)


def _volumes(present: Sequence[Sending], tried: Sequence[Sending]) -> Table:
    before, after = volume(present), volume(tried)
    return Table(
        title="What the other ladder would change",
        columns=("In ninety days", "Now", "With the ladder tried", "Change"),
        rows=[
            (name.capitalize(), before[name], after[name], f"{after[name] - before[name]:+}")
            for name in before
        ],
    )


def _days(sendings: Sequence[Sending]) -> Table:
    """How many leave in each week."""
    weeks = Counter(civil_date(each.at).isocalendar()[:2] for each in sendings)
    return Table(
        title="Week by week",
        columns=("Week", "E-mails"),
        rows=[(f"Week {week} of {year}", number) for (year, week), number in sorted(weeks.items())],
        empty="Nothing will be sent.",
        summary=_sum(sendings),
    )


def _sum(sendings: Sequence[Sending]) -> str:
    found = volume(sendings)
    return (
        f"{count(found['e-mails'], 'e-mail')} of {count(found['reminders'], 'reminder')} "
        f"to {count(found['people'], 'person', 'people')}."
    )


def _calendar(sendings: Sequence[Sending], site: AdminSite) -> Table:
    shown = sendings[: 4 * MOST]
    people = User.objects.in_bulk({each.person for each in shown})
    milestones = Milestone.objects.select_related("journey__vanguard").in_bulk(
        {item.milestone for each in shown for item in each.items}
    )
    return Table(
        title="The calendar",
        columns=("When", "To whom", "Of what"),
        rows=[
            (
                moment(each.at),
                str(people[each.person]),
                "; ".join(
                    f"{milestones[item.milestone].title} ({step_words(item.step)})"
                    for item in each.items
                ),
            )
            for each in shown
        ],
        empty="Nothing will be sent.",
        summary=f"The first {len(shown)}." if len(sendings) > len(shown) else "",
    )
