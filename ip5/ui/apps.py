"""The templates' parts: tags, listing, appearance."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    """Template components and the listing helper; no models."""

    name = "ip5.ui"
    label = "ui"
    verbose_name = _("user interface")
