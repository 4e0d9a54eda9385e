"""The portal's addresses. Every one but sign-in asks for a person who speaks for a practice."""

from django.urls import URLPattern, path

from portal.views import (
    account,
    calendar,
    changes,
    contract,
    documents,
    history,
    home,
    inbox,
    milestones,
    next_steps,
    participations,
    password,
    reminders,
    roles,
    signing_in,
)

app_name = "portal"
urlpatterns: list[URLPattern] = [
    path("sign-in/", signing_in.SignIn.as_view(), name="sign_in"),
    path("sign-out/", signing_in.SignOut.as_view(), name="sign_out"),
    path("", home.show, name="home"),
    path("milestones/", milestones.show, name="milestones"),
    path("gp-roles/", roles.show, name="gp_roles"),
    path("contract/", contract.show, name="contract"),
    path("practice/", changes.show, name="changes"),
    path("practice/partners/", changes.tell, name="partners"),
    path("history/", history.show, name="history"),
    path("inbox/", inbox.show, name="inbox"),
    path("inbox/mark/", inbox.mark_read, name="inbox_mark"),
    path("inbox/put-off/<uuid:milestone_id>/", inbox.put_off, name="put_off"),
    path("reminders/", reminders.choose, name="reminders"),
    path("reminders/mute/<uuid:vanguard_id>/", reminders.mute_vanguard, name="mute"),
    path("reminders/calendars/", reminders.make_calendar, name="make_calendar"),
    path("reminders/calendars/<uuid:feed_id>/end/", reminders.end_calendar, name="end_calendar"),
    path("calendar/<str:secret>.ics", calendar.show, name="calendar"),
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
