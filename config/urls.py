"""Mounts the doors."""

from django.contrib import admin
from django.urls import include, path, re_path

from config import health
from core.views import healthz
from reporting.api.views.base import NothingHere

urlpatterns = [
    path("healthz", healthz),
    path("readyz", health.readyz),
    path("admin/", admin.site.urls),
    path("callbacks/", include("notifications.urls")),
    path("api/v1/", include("reporting.api.urls")),
    re_path(r"^api/", NothingHere.as_view()),
    path("", include("portal.urls")),
]

handler400 = "portal.views.errors.bad_request"
handler403 = "portal.views.errors.permission_denied"
handler404 = "portal.views.errors.page_not_found"
handler500 = "portal.views.errors.server_error"
