from django.apps import AppConfig


class PapersConfig(AppConfig):
    name = "ip5.papers"
    label = "papers"
    default_auto_field = "django.db.models.BigAutoField"
