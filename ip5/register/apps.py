from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "ip5.register"
    label = "register"
    default_auto_field = "django.db.models.BigAutoField"
