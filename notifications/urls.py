from django.urls import path

from notifications.views import notify_callback

urlpatterns = [path("notify/", notify_callback, name="notify_callback")]
