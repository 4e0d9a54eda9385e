"""What people chose, for officers to see; and the way to the pages of reminders."""

from collections.abc import Mapping
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse

from core.admin.acts import ActPage, respond
from core.admin.presenting import moment
from core.admin.reading import ReadOnlyAdmin
from core.clock import now
from reminders.actions.choices import choose_rhythm
from reminders.admin import pages
from reminders.forms import RhythmForm
from reminders.models import Mute, Preference, Snooze
from reminders.selectors.choices import rhythm_of

NAMES = {
    "inbox": "My inbox",
    "explain": "Why told, and why not",
    "rehearsal": "What will be sent",
    "mine": "My own reminders",
}


@admin.register(Preference)
class PreferenceAdmin(ReadOnlyAdmin):
    """How often each person hears, with what they muted and put off."""

    change_list_template = "admin/records.html"
    list_display = ["user", "words", "changed"]
    list_filter = ["often"]
    list_select_related = ["user"]
    search_fields = ["user__full_name", "user__email"]
    search_help_text = "Search by name or e-mail address."
    ordering = ["user__full_name"]
    fields = readonly_fields = ("user", "words", "changed", "muted", "put_off")

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        views = {
            "inbox": self.inbox_view,
            "explain": self.explain_view,
            "rehearsal": self.rehearsal_view,
            "mine": self.mine_view,
        }
        own = [
            path(f"{name}/", wrap(view), name=f"reminders_{name}") for name, view in views.items()
        ]
        return [*own, *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The list, with the pages of reminders above it."""
        site = self.admin_site.name
        more = [(label, reverse(f"{site}:reminders_{name}")) for name, label in NAMES.items()]
        return super().changelist_view(request, {"more_openings": more, **(extra_context or {})})

    def inbox_view(self, request: HttpRequest) -> HttpResponse:
        """The inbox of whoever is signed in."""
        return pages.inbox_page(request, self._context(request), site=self.admin_site)

    def explain_view(self, request: HttpRequest) -> HttpResponse:
        """Why somebody is or is not told."""
        return pages.explain_page(request, self._context(request), site=self.admin_site)

    def rehearsal_view(self, request: HttpRequest) -> HttpResponse:
        """What will be sent."""
        return pages.rehearsal_page(request, self._context(request), site=self.admin_site)

    def mine_view(self, request: HttpRequest) -> HttpResponse:
        """The rhythm of whoever is signed in."""
        me: Any = request.user

        def choose(typed: Mapping[str, Any]) -> Preference:
            return choose_rhythm(by=me, at=now(), **typed)

        site, chosen = self.admin_site.name, rhythm_of(me.pk)
        page = ActPage(
            title="My own reminders",
            about=chosen.words,
            form=RhythmForm,
            call=choose,
            permitted=True,
            by_whom="everybody who is signed in",
            back=reverse(f"{site}:reminders_preference_changelist"),
            done=lambda _: reverse(f"{site}:reminders_inbox"),
            success=lambda made: f"{made.rhythm.words}.",
            consequences=["What the law demands is sent by itself, once the quiet hours end."],
            initial={
                name: getattr(chosen, name)
                for name in ("often", "weekday", "hour", "quiet_from", "quiet_until")
            },
        )
        return respond(request, self._context(request), page)

    def _context(self, request: HttpRequest) -> dict[str, Any]:
        request.current_app = self.admin_site.name  # type: ignore[attr-defined]
        where = reverse(f"{self.admin_site.name}:reminders_preference_changelist")
        return {
            **self.admin_site.each_context(request), "opts": self.opts, "list_url": where
        }  # fmt: skip

    @admin.display(description="How they hear")
    def words(self, preference: Preference) -> str:
        return preference.rhythm.words

    @admin.display(description="Chosen", ordering="changed_at")
    def changed(self, preference: Preference) -> str:
        return moment(preference.changed_at)

    @admin.display(description="Muted vanguards")
    def muted(self, preference: Preference) -> str:
        rows = Mute.objects.filter(user=preference.user_id, ends_on=None)
        return ", ".join(str(row.vanguard) for row in rows.select_related("vanguard")) or "None"

    @admin.display(description="Put off")
    def put_off(self, preference: Preference) -> str:
        rows = Snooze.objects.filter(user=preference.user_id).select_related("milestone")
        return ", ".join(f"{row.milestone} until {row.until_on}" for row in rows) or "Nothing"
