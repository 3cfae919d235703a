"""Routes of the user interface itself."""

from django.conf import settings
from django.urls import path

from ip5.ui import views

app_name = "ui"
urlpatterns = [path("appearance/", views.theme, name="theme")]
if getattr(settings, "DEMO", False):
    urlpatterns.append(path("components/", views.components, name="components"))
