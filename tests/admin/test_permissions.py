"""Every address of the officers' admin, and who gets what there: one declared table."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.models import Interest
from audit.models import AuditEvent
from contracts.models import PracticeContract
from core.admin.records import RecordAdmin
from notifications.models import Bounce, Breaker, Heartbeat, Message, Webhook
from tests.casework.world import World
from tests.support.people import NOW, TODAY

pytestmark = pytest.mark.django_db

READERS = ("officer", "approver", "auditor", "superuser")
WRITERS = ("officer", "approver")
OUTSIDERS = (
    "anonymous",
    "stranger",
    "manager",
    "partner",
    "analyst",
    "former officer",
)
EVERYONE = (*READERS, *OUTSIDERS)

# What a reader gets (GET); outsiders are sent to sign in everywhere but where it says so.
TABLE: dict[str, dict[str, int]] = {
    "index": dict.fromkeys(READERS, 200),
    "password_change": dict.fromkeys(READERS, 200),
    "password_change_done": dict.fromkeys(READERS, 200),
    "jsi18n": dict.fromkeys(READERS, 200),
    "app_list": dict.fromkeys(READERS, 200),
    "logout": dict.fromkeys(READERS, 405),
    "autocomplete": dict.fromkeys(READERS, 200),
    "view_on_site": dict.fromkeys(READERS, 404),
    "changelist": dict.fromkeys(READERS, 200),
    "add": dict.fromkeys(READERS, 403),
    "change": dict.fromkeys(READERS, 200),
    "delete": dict.fromkeys(READERS, 403),
    "history": dict.fromkeys(READERS, 404),
    "audit": {"officer": 403, "approver": 403, "auditor": 200, "superuser": 200},
    "open": {"officer": 200, "approver": 200, "auditor": 403, "superuser": 403},
    "adopt": {"officer": 403, "approver": 200, "auditor": 403, "superuser": 403},
    "proof": dict.fromkeys(READERS, 200),
    "invite_many": {"officer": 200, "approver": 200, "auditor": 403, "superuser": 403},
    "decide_many": {"officer": 200, "approver": 200, "auditor": 403, "superuser": 403},
}
ELSEWHERE = {"login", "upload", "check", "apply", "errors"}
"""The sign-in page is anybody's; pages of the registers' imports are tested with them."""


def named_patterns(patterns: Any, prefix: str = "") -> set[str]:
    """The names of every address below `/admin/`."""
    names: set[str] = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            names |= named_patterns(pattern.url_patterns)
        elif isinstance(pattern, URLPattern) and pattern.name:
            names.add(pattern.name)
    return names


def kind_of(name: str) -> str:
    """`formation_journey_change` is a `change`."""
    for model in admin.site._registry:
        begins = f"{model._meta.app_label}_{model._meta.model_name}_"
        if name.startswith(begins):
            return name.removeprefix(begins)
    return name


def rows(world: World) -> list[Any]:
    """One of everything that officers read."""
    journey = world.journey("model_selected")
    made = [
        journey,
        world.milestone(journey=journey),
        world.mcp_contract(),
        world.practice_contract(),
        world.participation(),
        world.gp_role(),
        world.practice_change(),
        world.gp,
        world.practice,
        world.vanguard,
        world.manager,
        world.manager.memberships.get(),
        world.rulebook("proposed"),
        world.template("checked"),
        world.review(journey=journey),
        world.engagement(journey=journey),
        world.waiver(about=journey),
        world.ownership(),
        Interest.objects.create(
            user=world.officer,
            vanguard=world.vanguard,
            nature="none",
            starts_on=TODAY,
            declared_by=world.officer,
            declared_at=NOW,
        ),
        world.pin(),
        Heartbeat.objects.create(name="sweep", at=NOW),
        Breaker.objects.create(circuit="smtp"),
        Webhook.objects.create(
            name="Analysts", url="https://a.example/", kinds=["journey_moved"], owner=world.officer
        ),
    ]
    made.append(
        Message.objects.create(
            kind="journey_moved",
            key="k",
            to=world.manager,
            about_type="formation.journey",
            about_id=journey.pk,
            posted_at=NOW,
            due_at=NOW,
        )
    )
    made.append(
        Bounce.objects.create(
            person=world.manager,
            address="nobody@example.org",
            message=made[-1],
            why="It takes no mail.",
            at=NOW,
            lapses_at=NOW + timedelta(days=90),
        )
    )
    return made


def addresses(world: World) -> dict[str, tuple[str, str]]:
    """Every address that the table speaks of: its kind, and where it is."""
    found = {
        "index": ("index", "/admin/"),
        "password_change": ("password_change", "/admin/password_change/"),
        "password_change_done": ("password_change_done", "/admin/password_change/done/"),
        "jsi18n": ("jsi18n", "/admin/jsi18n/"),
        "app_list": ("app_list", "/admin/formation/"),
        "logout": ("logout", "/admin/logout/"),
        "autocomplete": (
            "autocomplete",
            "/admin/autocomplete/?app_label=formation&model_name=journey&field_name=vanguard",
        ),
        "view_on_site": ("view_on_site", f"/admin/r/1/{world.practice.pk}/"),
        "invite_many": ("invite_many", "/admin/gp_relationships/participation/invite-many/"),
        "decide_many": ("decide_many", "/admin/gp_relationships/participation/decide-many/"),
    }
    event = AuditEvent.objects.create(
        kind="x.y", about_type="x", about_id="1", by_id=world.officer.pk, by_name="N", at=NOW
    )
    found["audit changelist"] = ("audit", "/admin/audit/auditevent/")
    found["audit change"] = ("audit", f"/admin/audit/auditevent/{event.pk}/change/")
    for row in rows(world):
        meta = row._meta
        base = f"/admin/{meta.app_label}/{meta.model_name}/"
        for kind, path in {
            "changelist": base,
            "add": f"{base}add/",
            "change": f"{base}{row.pk}/change/",
            "delete": f"{base}{row.pk}/delete/",
        }.items():
            found[f"{meta.label_lower} {kind}"] = (kind, path)
        if isinstance(row, PracticeContract):
            found["proof of letters"] = ("proof", f"{base}{row.pk}/proof/")
        door = admin.site._registry[type(row)]
        if isinstance(door, RecordAdmin):
            found[f"{meta.label_lower} history"] = ("history", f"{base}{row.pk}/history/")
            for name in door.openings:
                kind = "adopt" if name == "adopt" else "open"
                found[f"{meta.label_lower} open {name}"] = (kind, f"{base}open/{name}/")
    return found


def test_every_address_has_a_line_in_the_table():
    admin_urls = next(
        each for each in get_resolver().url_patterns if getattr(each, "namespace", "") == "admin"
    )
    kinds = {kind_of(name) for name in named_patterns(admin_urls.url_patterns)}
    by_the_verdicts = {"move"}  # each move and actor: tests/doors/test_admin_verdicts.py
    undeclared = kinds - set(TABLE) - by_the_verdicts - ELSEWHERE
    assert {kind for kind in undeclared if not kind.startswith("import")} == set()


def test_everyone_gets_what_the_table_says(at: Callable[[str], Client], world: World):
    wrong = {}
    for name, (kind, path) in addresses(world).items():
        for actor in EVERYONE:
            response = at(actor).get(path)
            wanted = TABLE[kind].get(actor, 302)
            sent_away = response.status_code == 302 and response["Location"] in (
                f"/admin/login/?next={quote(path, safe='/')}",
                "/admin/",  # whoever is not in need not sign out
            )
            if response.status_code != wanted or (wanted == 302 and not sent_away):
                wrong[name, actor] = response.status_code
    assert wrong == {}


def test_nobody_writes_by_sending_to_a_rows_page(at: Callable[[str], Client], world: World):
    kept = {}
    for row in rows(world):
        meta = row._meta
        path = f"/admin/{meta.app_label}/{meta.model_name}/{row.pk}/change/"
        before = type(row).objects.filter(pk=row.pk).values().get()
        for actor in READERS:
            response = at(actor).post(path, {"state": "live", "_fsm_transition_to": "suspend"})
            after = type(row).objects.filter(pk=row.pk).values().get()
            if response.status_code not in (403, 405) or after != before:
                kept[str(meta), actor] = response.status_code
    assert kept == {}
