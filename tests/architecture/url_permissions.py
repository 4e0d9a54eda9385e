"""Who may open each address: the table that a reviewer reads. A new address is a new line."""

from enum import StrEnum


class Needs(StrEnum):
    """What an address asks of whoever opens it."""

    NOTHING = "public"
    SPEAKS_FOR_A_PRACTICE = "signed in, and speaks for a practice"
    OPENS_THE_ADMIN = "holds a role that opens the admin"
    READS_THE_API = "a token of somebody who reads the API"
    SHOWS_OUR_TOKEN = "a token that we gave to a provider"


EVERYONE = {
    "healthz": "a probe; it asks nothing of the database",
    "readyz": "a probe; it says yes or no and not why",
    "sign-in/": "where one signs in",
    "sign-out/": "signs out whoever is signed in; by POST alone",
    "admin/login/": "where officers sign in",
    "admin/logout/": "signs out whoever is signed in; by POST alone",
    "admin/jsi18n/": "Django's own texts for its widgets; nothing of ours",
    "api/v1/tokens/": "an e-mail address and a password against a token; throttled",
    "api/v1/schema/": "the description of the API holds no data",
    "api/v1/": "the names of the resources, and 404 below them",
    "^api/": "404 for every other version",
}
"""Open to everyone, each with the reason."""

PORTAL = (
    "",
    "milestones/",
    "milestones/<uuid:milestone_id>/",
    "contract/",
    "gp-roles/",
    "practice/",
    "practice/partners/",
    "history/",
    "account/",
    "account/password/",
    "account/practice/",
    "participations/<uuid:participation_id>/",
    "participations/<uuid:participation_id>/next/",
    "participations/<uuid:participation_id>/documents/<slug:document>/",
    "participations/<uuid:participation_id>/<slug:slug>/",
    "participations/<uuid:participation_id>/<slug:slug>/check/",
    "participations/<uuid:participation_id>/<slug:slug>/recorded/<int:version>/",
)
RESOURCES = (
    "vanguards",
    "practices",
    "journeys",
    "mcp-contracts",
    "practice-contracts",
    "participations",
    "gp-roles",
    "milestones",
    "practice-changes",
    "assurance-reviews",
    "wordings",
    "waivers",
)
FLAT = ("contract-parties", "scope-lines", "budgets", "budget-lines", "holders", "signatures")
"""Lists whose rows have no address of their own."""

API = (
    "api/v1/tokens/current/",
    "api/v1/reports/coverage/",
    "api/v1/rulebooks/",
    "api/v1/rulebooks/<int:number>/",
    *(f"api/v1/{resource}/" for resource in RESOURCES + FLAT),
    *(f"api/v1/{resource}/<uuid:row_id>/" for resource in RESOURCES),
)
CALLBACKS = ("callbacks/notify/",)
ADMIN = "admin/"
"""Every address below it but those that are open to everyone; the site itself asks."""


def needs(route: str) -> Needs | None:
    """What this address asks for; None if nobody has decided."""
    if route in EVERYONE:
        return Needs.NOTHING
    if route in PORTAL:
        return Needs.SPEAKS_FOR_A_PRACTICE
    if route in CALLBACKS:
        return Needs.SHOWS_OUR_TOKEN
    if route in API:
        return Needs.READS_THE_API
    return Needs.OPENS_THE_ADMIN if route.startswith(ADMIN) else None
