"""Mounts the doors."""

from django.contrib import admin
from django.urls import include, path

from config import health
from core.views import healthz

urlpatterns = [
    path("healthz", healthz),
    path("readyz", health.readyz),
    path("admin/", admin.site.urls),
    path("api/v1/", include("reporting.api.urls")),
    path("", include("portal.urls")),
]
