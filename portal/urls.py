"""The portal's addresses. Every one but sign-in asks for a person who speaks for a practice."""

from django.urls import URLPattern, path

from portal.views import (
    account,
    changes,
    contract,
    documents,
    history,
    home,
    milestones,
    next_steps,
    participations,
    password,
    roles,
    signing_in,
)

app_name = "portal"
urlpatterns: list[URLPattern] = [
    path("sign-in/", signing_in.SignIn.as_view(), name="sign_in"),
    path("sign-out/", signing_in.SignOut.as_view(), name="sign_out"),
    path("", home.show, name="home"),
    path("milestones/", milestones.show, name="milestones"),
    path("milestones/<uuid:milestone_id>/", milestones.record, name="milestone"),
    path("gp-roles/", roles.show, name="gp_roles"),
    path("contract/", contract.show, name="contract"),
    path("practice/", changes.show, name="changes"),
    path("practice/partners/", changes.tell, name="partners"),
    path("history/", history.show, name="history"),
    path("account/", account.show, name="account"),
    path("account/password/", password.change, name="password"),
    path("account/practice/", account.switch, name="switch_practice"),
    path("participations/<uuid:participation_id>/", participations.show, name="participation"),
    path("participations/<uuid:participation_id>/next/", next_steps.show, name="next_steps"),
    path(
        "participations/<uuid:participation_id>/documents/<slug:document>/",
        documents.show,
        name="document",
    ),
    path(
        "participations/<uuid:participation_id>/<slug:slug>/",
        participations.ask,
        name="ask",
    ),
    path(
        "participations/<uuid:participation_id>/<slug:slug>/check/",
        participations.check,
        name="check",
    ),
    path(
        "participations/<uuid:participation_id>/<slug:slug>/recorded/<int:version>/",
        participations.recorded,
        name="recorded",
    ),
]
