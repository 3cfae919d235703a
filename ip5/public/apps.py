"""The site without sign-in."""

from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "ip5.public"
